"""Measures of what an activity changed, free of any database."""
