"""SHACL at any size: shapes read once, data in windows, engines behind one small interface."""
