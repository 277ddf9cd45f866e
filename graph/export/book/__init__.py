"""The workbook that loads back: the facts of an edition as rows of the facilitator's own sheets.

``properties`` says which property fills which column; ``names`` gives each row its key; ``rows``
fills the cells; ``compare`` reads the workbook again, as ``alliances load`` would, and tells what
it could not hold; ``write`` does it all.
"""
