"""Pages of collection: a member's way from the invitation to the receipt, and the coverage for staff."""

from __future__ import annotations

from consult.collection.web import (
    answer_file,
    answers,
    colleagues,
    comments,
    confirming,
    coverage,
    finish,
    history,
    hub,
    landing,
    mails,
    offline,
    pages,
    paper,
    proxy,
    seal,
    standing,
    taking_out,
)
from consult.collection.web.blueprint import blueprint

__all__ = [
    "answer_file",
    "answers",
    "blueprint",
    "colleagues",
    "comments",
    "confirming",
    "coverage",
    "finish",
    "history",
    "hub",
    "landing",
    "mails",
    "offline",
    "pages",
    "paper",
    "proxy",
    "seal",
    "standing",
    "taking_out",
]
