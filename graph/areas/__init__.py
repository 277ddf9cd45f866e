"""Areas that a map draws: shapes of whole numbers, of communes and of what is made of them.

``wkt`` writes a shape as the text that a graph keeps and reads it back, ``borders`` thins shapes so
that what two neighbours share stays shared, ``outlines`` reads those that a map asks for.
"""
