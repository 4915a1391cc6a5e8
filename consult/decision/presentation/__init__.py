"""What the pages of deciding show: plain values made from queries, worded in the reader's language."""
