"""Records to text: none of this knows a terminal, none prints."""
