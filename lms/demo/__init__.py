"""Demo content: six real activities, the people who use them, and their history."""
