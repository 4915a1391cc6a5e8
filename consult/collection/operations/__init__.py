"""Writes of collection, by subject. Each takes the session first and never commits."""

from consult.collection.operations.invitations import (
    IssuedInvitation,
    cover_frame,
    decline,
    invite,
    invite_all,
    mark_unreachable,
    renew,
    revoke,
)
from consult.collection.operations.keeping import Kept, keep
from consult.collection.operations.seal import SealedView, ask_seal, read_sealed, sealed_condition, turn_seal
from consult.collection.operations.taking_part import Begun, begin, resume, submit, withdraw
from consult.collection.operations.words import answers_of, translate_words

__all__ = [
    "Begun",
    "IssuedInvitation",
    "Kept",
    "SealedView",
    "answers_of",
    "ask_seal",
    "begin",
    "cover_frame",
    "decline",
    "invite",
    "invite_all",
    "keep",
    "mark_unreachable",
    "read_sealed",
    "renew",
    "resume",
    "revoke",
    "sealed_condition",
    "submit",
    "translate_words",
    "turn_seal",
    "withdraw",
]
