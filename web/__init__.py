"""The reading room: server-rendered pages over a connection that can only read. No script, no cookies."""
