"""Fetch registers from their official addresses: ``table`` says which, ``download`` brings one.

``web`` is what both ask of the network; ``addresses.csv`` says of each address whether somebody
has verified it.
"""
