"""Questions, wordings, routing, versions. In: a data file; out: immutable versions compiled once per language."""
