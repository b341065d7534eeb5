"""Discover and fetch, politely: one file per outlet or CMS family, raw responses to the archive."""
