"""Writes of coding: the codebook, who reads what, the segments. Nothing here commits."""

from consult.coding.operations.assigning import assign_answers, assign_interview, finish, reopen, take_back
from consult.coding.operations.codebook import add_code, freeze_codebook, start_codebook
from consult.coding.operations.codebook_book import By
from consult.coding.operations.codebook_changing import LAST, Renaming, move_code, rename_code, retire_code
from consult.coding.operations.codebook_merging import SplitPart, merge_codes, split_code
from consult.coding.operations.codebook_undoing import undo_event
from consult.coding.operations.ground import WordsChanged
from consult.coding.operations.memos import NewMemo, change_memo, write_memo
from consult.coding.operations.segments import (
    Attributes,
    FromPage,
    NewSegment,
    apply_code,
    apply_codes,
    change_segment,
    remove_segment,
)
from consult.coding.operations.undoing import Step, redo, undo
from consult.coding.rules.codebook import NewCode

__all__ = [
    "LAST",
    "Attributes",
    "By",
    "FromPage",
    "NewCode",
    "NewMemo",
    "NewSegment",
    "Renaming",
    "SplitPart",
    "Step",
    "WordsChanged",
    "add_code",
    "apply_code",
    "apply_codes",
    "assign_answers",
    "assign_interview",
    "change_memo",
    "change_segment",
    "finish",
    "freeze_codebook",
    "merge_codes",
    "move_code",
    "redo",
    "remove_segment",
    "rename_code",
    "reopen",
    "retire_code",
    "split_code",
    "start_codebook",
    "take_back",
    "undo",
    "undo_event",
    "write_memo",
]
