"""Outside formats of coding."""
