"""Measures what the site costs, over real HTTP against the real stack; see docs/performance.md."""
