"""Figures as arithmetic: answers come in, counts, coverage and ranges go out; shown only through disclosure."""
