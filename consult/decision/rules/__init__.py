"""Deciding without a database."""
