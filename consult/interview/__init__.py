"""What was said. In: transcripts as text and docx; out: speakers' turns with consent, items and translations."""
