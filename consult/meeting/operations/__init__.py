"""Writes to the meeting; none commits, and each raises the meeting's revision."""
