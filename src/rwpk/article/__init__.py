"""A copy of the article: its text, and a dataset held against it."""
