"""The meeting without a database."""
