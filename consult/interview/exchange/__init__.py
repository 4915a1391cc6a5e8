"""Outside formats of transcripts, each read in a process of its own, and the list of who speaks in them."""
