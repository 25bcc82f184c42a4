"""Reports of credit to bodies that keep records of it: what is said, and the files that say it.

Formats, columns and their sources: docs/rules/reporting.md.
"""
