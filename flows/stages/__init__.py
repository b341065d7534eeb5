"""The stages of a run: crawl, extract, judge, match, store, report."""
