"""Outside formats of deciding."""
