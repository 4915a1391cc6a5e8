"""Votes on statements and the groups of voters as CSV: voter,statement,vote and voter,group.

A vote is 1 (agree), 0 (pass) or -1 (disagree). One voter votes once on a statement and has one group, or none. Nothing
of a file with a fault is read.
"""

from __future__ import annotations

from consult.findings.rules.consensus import Cast, Vote
from consult.shared.csv_rows import SIZE_LIMIT, Faults, rows_of, short

VOTES = ("voter", "statement", "vote")
GROUPS = ("voter", "group")
KNOWN = {str(vote.value): vote for vote in Vote}

__all__ = ["SIZE_LIMIT", "read_groups", "read_votes"]


def read_votes(content: bytes, file_name: str) -> list[Cast]:
    """Return the votes in a file, or raise `InputRefused` with every fault of it."""
    faults = Faults(file_name)
    cast: dict[tuple[str, str], tuple[int, Cast]] = {}
    for row, cells in rows_of(content, VOTES, faults):
        voter, statement, vote = cells["voter"], cells["statement"], KNOWN.get(cells["vote"])
        if not voter or not statement:
            faults.refuse(row, f"the {'voter' if not voter else 'statement'} is missing", "fill in every cell")
        elif vote is None:
            faults.refuse(row, f"{short(cells['vote'])} is no vote", "write 1 (agree), 0 (pass) or -1 (disagree)")
        elif (voter, statement) in cast:
            first = cast[voter, statement][0]
            faults.refuse(
                row, f"this voter's vote on this statement is also in row {first}", "keep the one that counts"
            )
        else:
            cast[voter, statement] = row, Cast(voter, statement, vote)
    if not cast:
        faults.refuse(None, "no vote stands below the heading", "write a row for each vote")
    faults.stop()
    return [vote for _, vote in cast.values()]


def read_groups(content: bytes, file_name: str) -> dict[str, str]:
    """Return the group of each voter who has one, or raise `InputRefused` with every fault."""
    faults = Faults(file_name)
    rows: dict[str, int] = {}
    groups: dict[str, str] = {}
    for row, cells in rows_of(content, GROUPS, faults):
        voter, group = cells["voter"], cells["group"]
        if not voter:
            faults.refuse(row, "the voter is missing", "fill it in, or delete the row")
        elif voter in rows:
            faults.refuse(row, f"this voter's group is also in row {rows[voter]}", "keep one row for each voter")
        else:
            rows[voter] = row
            if group:
                groups[voter] = group
    if not groups:
        faults.refuse(None, "nobody has a group", "write a row for each voter with the group")
    faults.stop()
    return groups
