"""The press room: the outlets' sites on loopback, with articles of our own.

An independent oracle: it knows what it published and shares no code with what reads it.
"""
