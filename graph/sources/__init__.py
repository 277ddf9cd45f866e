"""Where facts come from: one module (or package) a source."""
