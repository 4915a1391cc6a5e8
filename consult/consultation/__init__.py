"""The mandate and the two strands. In: coalitions; out: who asks what, until when, and how far each strand is."""
