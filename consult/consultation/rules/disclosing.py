"""Which coalitions may choose that bases alone are hidden in their tables, and no small counts."""

from __future__ import annotations

LARGE_ENOUGH = 50
"""Members from which a table by six regions, and by none shown, can be read: seven in each, where five are needed."""


def may_choose_bases(members: int) -> bool:
    """Tell whether a coalition of so many member organisations is too small for the full rule."""
    return 0 < members < LARGE_ENOUGH
