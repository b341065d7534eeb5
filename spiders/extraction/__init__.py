"""Extraction: from a fetched page to an article, each field by the best method that has it.

`extract` reads one response; `read_html_file` a page somebody saved; `coverage` names what an
article has. The order of methods is `chain.py`, what every body goes through `body.py`, the gates
on a page `gates.py` and on its text `finish.py`.
"""

from spiders.extraction.driver import coverage, extract
from spiders.extraction.files import UnreadablePage, read_html_file
from spiders.extraction.values import Fetched, Refused

__all__ = ["Fetched", "Refused", "UnreadablePage", "coverage", "extract", "read_html_file"]
