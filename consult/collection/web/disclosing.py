"""What is told to members of a coalition that chose to show small numbers, before they answer."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.consultation.queries import StrandView
from consult.disclosure.rules import Rule


def small_numbers(asking: StrandView) -> Markup | None:
    """Say that an organisation may be guessed from a small number; None where small numbers are hidden."""
    if asking.rule is Rule.FULL:
        return None
    return escape(
        _(
            "%(coalition)s has few members and shows small numbers too: where five or more organisations are counted, "
            "it may be read that only one of them gave an answer. Others may then guess that it was yours.",
            coalition=asking.coalition_name,
        )
    )
