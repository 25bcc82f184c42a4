"""Rules about people, without a framework."""
