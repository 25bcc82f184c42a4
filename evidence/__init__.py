"""What the teaching rests on: references and the certainty of evidence."""
