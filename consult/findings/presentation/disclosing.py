"""What pages and files say of a strand whose coalition chose, before anybody answered, to show small numbers."""

from __future__ import annotations

from consult.disclosure.rules import Rule
from consult.findings.labels import translated as _
from consult.findings.rules.published import StrandFindings


def exceptions(*strands: StrandFindings) -> tuple[str, ...]:
    """Return a sentence for each strand that does not take the full rule."""
    return tuple(
        _(
            "%(coalition)s has few members and chose, before any of them was asked, to show small numbers too: of what "
            "organisations ticked, whatever is counted in a group of five or more. The rest, and individuals, are "
            "hidden as said above.",
            coalition=one.coalition_name,
        )
        for one in strands
        if one.rule is Rule.BASES
    )
