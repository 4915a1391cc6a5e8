"""Tables of coding: the codebook, who reads what, the segments they coded, and what is proposed."""

from consult.coding.records.codebook import Code, Codebook, CodebookEvent, InVivo, ReadAgain
from consult.coding.records.exchanged import Exchanged, ExchangedSource
from consult.coding.records.following import ChangedWords
from consult.coding.records.reading import (
    Act,
    Adjudication,
    AssignedWords,
    Assignment,
    FrameworkCell,
    Memo,
    SecondDraw,
    Segment,
)
from consult.coding.records.suggesting import Learned, LearnedCode, Suggestion, SuggestionAnswer

__all__ = [
    "Act",
    "Adjudication",
    "AssignedWords",
    "Assignment",
    "ChangedWords",
    "Code",
    "Codebook",
    "CodebookEvent",
    "Exchanged",
    "ExchangedSource",
    "FrameworkCell",
    "InVivo",
    "Learned",
    "LearnedCode",
    "Memo",
    "ReadAgain",
    "SecondDraw",
    "Segment",
    "Suggestion",
    "SuggestionAnswer",
]
