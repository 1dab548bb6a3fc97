"""Records to text: tables and pages for people, JSON, CSV and Markdown for everything else."""
