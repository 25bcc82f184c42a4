"""Management commands of `credits`."""
