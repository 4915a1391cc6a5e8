"""Commands of deciding."""

from __future__ import annotations

from consult.decision.cli import counting, keeping, showing
from consult.decision.cli.group import group

__all__ = ["counting", "group", "keeping", "showing"]
