"""What a page's scripts say: JSON-LD, and the state that frameworks leave for their scripts."""
