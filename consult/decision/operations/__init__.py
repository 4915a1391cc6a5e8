"""Writes of deciding. Nothing here commits."""
