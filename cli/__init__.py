"""`aipolicy`, the one command people type."""
