"""What may be shown: counts of answers come in, the same counts without what could name somebody go out."""
