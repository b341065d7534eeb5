"""The corpus database: typed models, sessions, upserts, queries and migrations."""
