"""Which texts are the same text: sketches by which candidates are found, and the comparison itself.

`form` what of a text is compared · `grams` its n-grams as numbers · `sketch` 32 numbers that a copy
shares · `slots` what stands in each text where the other says something else · `facts` what a text
tells · `weights` whether two texts exchange a fact at such a place · `identity` and `cutnames` whether
it is who or where · `evidence` all of that for two texts · `compare` copy, related, template or none ·
`stream` all of it over texts in the order they come. Pure functions; nothing here knows a database.
"""
