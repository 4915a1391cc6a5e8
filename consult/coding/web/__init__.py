"""Pages of coding: the board, the workbench, the codebook, the search, the patterns."""

from consult.coding.web import (
    adjudication,
    board,
    changing_codes,
    codebook,
    drawing,
    framework,
    in_vivo,
    memos,
    patterns,
    proposals,
    searching,
    workbench,
)
from consult.coding.web.blueprint import blueprint

__all__ = [
    "adjudication",
    "blueprint",
    "board",
    "changing_codes",
    "codebook",
    "drawing",
    "framework",
    "in_vivo",
    "memos",
    "patterns",
    "proposals",
    "searching",
    "workbench",
]
