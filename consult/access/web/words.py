"""Where a grant holds, in words."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import gettext as _

from consult.access.queries import Places
from consult.access.rules import GrantValue
from consult.shared.wording import resolve


def title_of(titles: dict[str, str]) -> str:
    """Return a title in the reader's language, or in the first there is."""
    return titles[resolve(titles, [str(get_locale())])] if titles else ""


def _apart(name: str) -> str:
    """Isolate a name, so that the sentence around it keeps the direction of its own language."""
    return f"\u2068{name}\u2069"


def place_of(grant: GrantValue, known: Places) -> str:
    """Return the coalition and consultation of a grant."""
    coalition = _apart(known.coalitions[grant.coalition_id][1]) if grant.coalition_id else None
    consultation = _apart(title_of(known.consultations[grant.consultation_id])) if grant.consultation_id else None
    if coalition and consultation:
        return str(_("%(coalition)s in “%(consultation)s”", coalition=coalition, consultation=consultation))
    if coalition:
        return str(_("%(coalition)s, in every consultation", coalition=coalition))
    if consultation:
        return str(_("Both coalitions in “%(consultation)s”", consultation=consultation))
    return str(_("All accounts"))
