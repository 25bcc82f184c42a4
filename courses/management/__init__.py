"""Management commands of `courses`."""
