"""Text renderings by site: one module a layout, each recognised and read by its structure.

A module has ``fits(page) -> bool`` and ``read(page) -> Found``. How to add one: write the module,
put it into ``SHAPES`` of `spiders.rendering` before ``plain``, and give its tests a rendering of
your own words.
"""
