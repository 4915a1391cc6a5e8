"""Questions without a request or a database.

In: a structure file, wordings, posted forms, answer documents. Out: a checked and compiled instrument, which
pages it asks whom, and canonical values that the tallies can count.
"""
