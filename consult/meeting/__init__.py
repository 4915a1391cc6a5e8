"""The joint campaign meeting: agenda, delegations, what was said, reactions, ideas, polls and amendments."""
