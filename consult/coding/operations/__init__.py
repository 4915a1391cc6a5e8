"""Writes of coding: the codebook, who reads what, the segments. Nothing here commits."""

from consult.coding.operations.assigning import assign_answers, assign_interview, finish, reopen, take_back
from consult.coding.operations.codebook import add_code, freeze_codebook, start_codebook
from consult.coding.operations.segments import (
    Attributes,
    NewSegment,
    apply_code,
    apply_codes,
    change_segment,
    remove_segment,
    restore_segment,
)
from consult.coding.rules.codebook import NewCode

__all__ = [
    "Attributes",
    "NewCode",
    "NewSegment",
    "add_code",
    "apply_code",
    "apply_codes",
    "assign_answers",
    "assign_interview",
    "change_segment",
    "finish",
    "freeze_codebook",
    "remove_segment",
    "reopen",
    "restore_segment",
    "start_codebook",
    "take_back",
]
