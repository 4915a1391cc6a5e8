"""Reads of interviews; plain values out, by pseudonym. Who a participant is never comes through here.

What turns say comes out with everything marked in it covered; only `whole_turns_of` gives the words themselves, and
only the page of the interview asks it.
"""

from consult.interview.queries.interviews import (
    InterviewView,
    Member,
    ParticipantView,
    Tally,
    TurnView,
    instrument_items,
    interpreted_after,
    interview,
    interviews_of,
    known_items,
    members,
    tallies,
    turns_of,
    turns_of_strand,
    whole_turns_of,
)
from consult.interview.queries.redactions import (
    Cover,
    Names,
    RedactionView,
    cover_of,
    cover_of_records,
    cover_of_strand,
    names_of_strand,
    redactions_of,
)

__all__ = [
    "Cover",
    "InterviewView",
    "Member",
    "Names",
    "ParticipantView",
    "RedactionView",
    "Tally",
    "TurnView",
    "cover_of",
    "cover_of_records",
    "cover_of_strand",
    "instrument_items",
    "interpreted_after",
    "interview",
    "interviews_of",
    "known_items",
    "members",
    "names_of_strand",
    "redactions_of",
    "tallies",
    "turns_of",
    "turns_of_strand",
    "whole_turns_of",
]
