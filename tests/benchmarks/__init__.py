"""Side-by-side measurements: ratios in one run, on the same machine; nothing here ever fails."""
