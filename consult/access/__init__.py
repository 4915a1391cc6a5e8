"""Accounts, roles and who may do what. In: a reader and a scope; out: allowed, forbidden or not found."""
