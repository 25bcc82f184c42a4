"""Marking by people: rubrics, who marks a second time, what the marks come to, how far they agree."""
