"""What may leave, and whether what was written holds anything else.

``gate`` tells statements that may leave from those that stay; ``words`` brings every way of writing
a text to the same words; ``secrets`` gathers what stands only in statements that stay; ``search``
looks for these in words, ``files`` reads the words of a file, whatever its kind; ``shapes`` asks
the rules of publication of what leaves; ``departure`` lets a file have its name once nothing was
found; ``cleared`` does the same for what a site shows, once; ``check`` tells of a whole workspace.
"""
