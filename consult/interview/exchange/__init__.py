"""Outside formats of transcripts: plain text, Word documents, and the list of who speaks in them."""
