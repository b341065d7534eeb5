"""What a page nobody described to us shows: its title, what stands around it, its text."""
