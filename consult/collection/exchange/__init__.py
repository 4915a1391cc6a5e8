"""Outside formats of collection, one module each."""
