"""Codes on what was said and written. In: turns of transcripts and open answers; out: coded segments."""
