"""How long members have to comment, and how much they may write."""

from __future__ import annotations

from datetime import date, timedelta

LONGEST = 4000
USUAL = timedelta(weeks=4)


def usual_close(opens_on: date) -> date:
    """Return the day a round closes unless somebody says otherwise: four weeks later."""
    return opens_on + USUAL


def is_short(opens_on: date, closes_on: date) -> bool:
    """Tell whether a round is shorter than members can be expected to ask their own people in."""
    return closes_on < usual_close(opens_on)
