"""``make faults``: everything around a run taken away, again and again; what is left must be right."""
