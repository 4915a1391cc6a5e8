"""Commands of coding: who reads what, the codebook, projects from and for other programs, proposed codes."""

from __future__ import annotations

from consult.coding.cli import bringing_in, exporting, showing, suggesting
from consult.coding.cli.group import group

__all__ = ["bringing_in", "exporting", "group", "showing", "suggesting"]
