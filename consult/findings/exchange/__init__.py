"""Outside formats of findings."""
