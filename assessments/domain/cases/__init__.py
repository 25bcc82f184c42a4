"""Branching cases: a graph of nodes and links, played by replaying a path (docs/rules/grading.md)."""
