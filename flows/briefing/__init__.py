"""A digest as a page to read: composed once, written as Markdown, HTML or JSON."""
