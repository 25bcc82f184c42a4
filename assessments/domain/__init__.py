"""Rules of measuring that need no database, no clock and no framework."""
