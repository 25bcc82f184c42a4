"""Rules of credit that need no database."""
