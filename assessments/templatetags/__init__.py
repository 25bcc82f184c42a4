"""Template tags that show questions."""
