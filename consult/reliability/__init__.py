"""Do coders agree? In: what each coder applied to each passage; out: agreement per code, or why it cannot be said."""
