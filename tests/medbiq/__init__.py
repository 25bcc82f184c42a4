"""Rules about MedBiquitous documents, and a validator that knows nothing of how ours are written."""
