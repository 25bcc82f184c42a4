"""Management commands of `assessments`."""
