"""Forms of the meeting's pages."""
