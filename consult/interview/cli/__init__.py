"""Commands of interviews: the same as on their pages, for many files at once."""

from __future__ import annotations

from consult.interview.cli import importing, showing
from consult.interview.cli.group import group

__all__ = ["group", "importing", "showing"]
