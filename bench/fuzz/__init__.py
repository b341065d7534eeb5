"""``make fuzz``: broken and hostile pages through everything that reads them.

Made markup (`markup`, by hypothesis), press-room and real pages torn and spliced (`mutations`),
pages made to hurt (`hostile`), texts through the renderings, answers through the sources' parsers.
`watch` holds each to its promises: no crash, no hang, no unbounded memory, and every failure an
outcome with a reason.
"""
