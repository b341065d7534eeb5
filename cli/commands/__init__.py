"""The commands of `aipolicy`, one module a subject."""
