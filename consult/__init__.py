"""Consult carries a coalition's consultation on its own future from the mandate to the decision."""
