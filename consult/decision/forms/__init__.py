"""Forms of the pages of deciding."""
