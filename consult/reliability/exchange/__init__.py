"""Labels as files: CSV comes in, ratings go out."""
