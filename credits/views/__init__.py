"""Pages about credit: transcript, claims, certificates and their public check."""
