"""Where each learner stands, and the journey that moves them."""
