"""How right and how fast an article is judged, beside keyword matching and a learned classifier.

``python -m bench.relevance``: one run over our labelled texts and the press room, with precision,
recall and F1 of the policy class, articles a CPU second, and ratios. Learned is tested on outlets it was
not trained on. The floors in ``floors.toml`` are only ever raised.
"""
