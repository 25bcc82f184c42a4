"""The same services as the pages, over JSON."""
