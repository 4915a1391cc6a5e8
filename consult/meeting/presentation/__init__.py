"""What the pages of the meeting show: plain values and charts, worded in the reader's language."""
