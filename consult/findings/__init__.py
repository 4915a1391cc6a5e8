"""Figures. In: submitted answers and the frame; out: tallies behind one gate, and the charts that draw them."""
