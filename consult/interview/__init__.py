"""What was said. In: transcripts in ten formats; out: speakers' turns with consent, items and translations."""
