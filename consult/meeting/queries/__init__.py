"""Reads of the meeting; plain values out."""
