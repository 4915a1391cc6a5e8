"""Coding without a database: attributes, segments, the codebook, search."""
