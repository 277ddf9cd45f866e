"""Which actors without a common number may be the same: proposed with a score, decided by people.

``readings`` reads a name, ``likeness`` and ``sameness`` compare two, ``blocking`` finds the pairs
worth comparing, ``proposals`` puts them together; ``verdict_table`` reads what people answered.
"""
