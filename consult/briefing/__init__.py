"""What boards read. In: both strands' gated findings; out: one frozen edition with its hash."""
