"""A dataset as files to take away."""
