"""Text renderings: one cleaner for all sites (`general`), and readers for what single sites add.

``lines`` → ``kinds`` → ``spans`` (where the text stands) → ``taking`` (what goes, and why) →
``heading`` and ``boards`` (title, times, names) → ``general``; ``owner`` tells whose page it is.

A site's own reader has ``fits(page) -> bool`` and ``read(page) -> Found``. How to add one: write the
module, let its ``read`` begin with ``general.read``, put it into ``SHAPES`` of `spiders.rendering`
before ``plain``, and give its tests a rendering of your own words. Most sites need none.
"""
