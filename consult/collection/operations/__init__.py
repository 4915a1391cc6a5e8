"""Writes of collection, by subject. Each takes the session first and never commits."""

from consult.collection.operations.bounces import Recorded, record_bounces
from consult.collection.operations.coverage import (
    ask_after_all,
    cover_frame,
    decline,
    leave_out,
    mark_unreachable,
    plan_step,
)
from consult.collection.operations.invitations import (
    IssuedInvitation,
    invite,
    invite_all,
    link_again,
    remind_all,
    renew,
    revoke,
)
from consult.collection.operations.keeping import Kept, keep
from consult.collection.operations.mailing import erase_mail, give_up_mail, post, send_mail
from consult.collection.operations.seal import SealedView, ask_seal, read_sealed, sealed_condition, turn_seal
from consult.collection.operations.taking_part import Begun, begin, resume, submit, withdraw
from consult.collection.operations.words import answers_of, translate_words

__all__ = [
    "Begun",
    "IssuedInvitation",
    "Kept",
    "Recorded",
    "SealedView",
    "answers_of",
    "ask_after_all",
    "ask_seal",
    "begin",
    "cover_frame",
    "decline",
    "erase_mail",
    "give_up_mail",
    "invite",
    "invite_all",
    "keep",
    "leave_out",
    "link_again",
    "mark_unreachable",
    "plan_step",
    "post",
    "read_sealed",
    "record_bounces",
    "remind_all",
    "renew",
    "resume",
    "revoke",
    "sealed_condition",
    "send_mail",
    "submit",
    "translate_words",
    "turn_seal",
    "withdraw",
]
