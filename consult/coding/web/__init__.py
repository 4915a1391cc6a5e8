"""Pages of coding: the board, the workbench, the codebook, the search."""

from consult.coding.web import board, codebook, searching, workbench
from consult.coding.web.blueprint import blueprint

__all__ = ["blueprint", "board", "codebook", "searching", "workbench"]
