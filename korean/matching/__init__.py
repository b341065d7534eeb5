"""Which texts are the same text: sketches by which candidates are found, and the comparison itself.

`form` what of a text is compared · `grams` its n-grams as numbers · `sketch` 32 numbers that a copy
shares · `slots` what stands in each text where the other says something else · `facts` whether that
is a fact, and which facts agree · `compare` copy, related, template or none · `stream` all of it over
texts in the order they come. Pure functions; nothing here knows a database.
"""
