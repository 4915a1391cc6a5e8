"""What pages of coding show, worded in the reader's language."""

from consult.coding.presentation.board import Board, Coder, board
from consult.coding.presentation.searching import Place, found_places
from consult.coding.presentation.tree import Tree, tree_of
from consult.coding.presentation.words import Words, tag, words_in, words_of
from consult.coding.presentation.workbench import Asked, Bench, Made, bench

__all__ = [
    "Asked",
    "Bench",
    "Board",
    "Coder",
    "Made",
    "Place",
    "Tree",
    "Words",
    "bench",
    "board",
    "found_places",
    "tag",
    "tree_of",
    "words_in",
    "words_of",
]
