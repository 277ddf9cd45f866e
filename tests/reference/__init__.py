"""Pages of ``docs/`` that the program writes about itself: ``python -m tests.reference``."""
