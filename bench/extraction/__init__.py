"""Extraction measured: our readers beside others', on the same pages, in one run.

``python -m bench.extraction`` compares; ``--check`` holds the figures to ``floors.toml``; ``--raise``
lifts the floors; ``--memory`` reads 20,000 pages in one process and watches it grow. The pages are
the press room's, with its gold (`sets.pressroom`), and real ones where they lie beside the project
(`sets.shared`, `sets.folder`). Nothing of a real page is kept here but facts: `facts.toml`.
"""
