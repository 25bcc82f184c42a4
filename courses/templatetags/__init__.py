"""Template tags of `courses`."""
