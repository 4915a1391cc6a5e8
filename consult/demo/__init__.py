"""The fictitious demonstration: answer-level data from a fixed seed, loaded through the ordinary operations."""
