"""How well past alliances tell the next ones: data, methods, and a fair way to compare them."""
