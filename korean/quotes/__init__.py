"""Direct quotations in Korean news: who said what, with office, organisation and verb."""

from korean.quotes.finder import find

__all__ = ["find"]
