"""Rules of a learner's way through an activity that need no database."""
