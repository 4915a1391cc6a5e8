"""The words people read for groups, dispositions, units and sums of options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from consult.findings.rules import NOT_SHOWN, Disposition
from consult.findings.rules.published import PublishedGroup
from consult.membership.labels import KINDS, REGIONS, language_name
from consult.shared.wording import SHIPPED


def _(words: str, /, **values: object) -> str:
    """Return words in the reader's language; gettext itself is untyped."""
    return str(gettext(words, **values))


def plural(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the words for a count in the reader's language."""
    return str(ngettext(one, many, count, **values))


translated = _
UNITS: Mapping[str, LazyString] = {
    "organisation": _l("Organisations"),
    "individual": _l("Individuals"),
}
ATTRIBUTES: Mapping[str, LazyString] = {
    "region": _l("Region"),
    "language": _l("Language"),
    "kind": _l("Kind of organisation"),
    "membership": _l("Membership"),
}
BY: Mapping[str, LazyString] = {
    "region": _l("By region"),
    "language": _l("By language"),
    "kind": _l("By kind of organisation"),
    "membership": _l("By membership"),
}
MEMBERSHIPS: Mapping[str, LazyString] = {
    "one": _l("in this coalition only"),
    "both": _l("in both coalitions"),
}
NOT_SHOWN_NAMES: Mapping[str, LazyString] = {
    "region": _l("region not shown"),
    "language": _l("language not known"),
    "kind": _l("kind not known"),
    "membership": _l("membership not known"),
}
NETS: Mapping[str, LazyString] = {
    "could_live_with": _l("could live with it"),
    "in_favour": _l("in favour"),
    "opposed": _l("opposed"),
    "open_to_sharing": _l("shared or fully merged"),
}
DISPOSITIONS: Mapping[Disposition, LazyString] = {
    Disposition.COMPLETE: _l("answered"),
    Disposition.PARTIAL: _l("began and did not finish"),
    Disposition.REFUSED: _l("chose not to take part"),
    Disposition.NO_CONTACT: _l("no answer, or not reached"),
    Disposition.OTHER: _l("prevented, by language or for safety"),
    Disposition.UNKNOWN: _l("not known whether still a member"),
    Disposition.NOT_ELIGIBLE: _l("no longer a member"),
}
# The families of the starter codebook, as the codebook calls them; a code's key begins with its family's.
FAMILIES: Mapping[str, LazyString] = {
    "GOAL": _l("Goals"),
    "NEXT": _l("What is next"),
    "VAL": _l("Value"),
    "STR": _l("Structure today"),
    "OPT": _l("Options"),
    "TERM": _l("Terms"),
    "RES": _l("Resources and energy"),
    "PART": _l("Taking part"),
    "PROC": _l("This process"),
}
STANCES: Mapping[str, LazyString] = {
    "for": _l("in favour"),
    "conditional": _l("on a condition"),
    "mixed": _l("for and against"),
    "against": _l("against"),
    "none": _l("no stance"),
}
INTERVIEWS: Mapping[str, LazyString] = {
    "semi_structured": _l("Interviews"),
    "focus_group": _l("Focus groups"),
    "email": _l("Interviews by e-mail"),
    "recall": _l("Interviews about the past"),
    "meeting": _l("Meetings"),
    "brainstorming": _l("Brainstorming meetings"),
    "key_informant": _l("Key informants"),
}
# What conditions are about, beside the rows of item F4.
MORE_ASPECTS: Mapping[str, LazyString] = {
    "identity": _l("Identity"),
    "review": _l("Review and a way out"),
    "unnamed": _l("Aspect not named"),
}
# For the narrow columns of a phone; every chart names them in full below.
SHORT: Mapping[str, Mapping[str, LazyString]] = {
    "region": {
        "africa": _l("Africa"),
        "middle_east_north_africa": _l("ME+NA"),
        "asia_pacific": _l("Asia-P."),
        "europe": _l("Eur."),
        "eastern_europe_central_asia": _l("EE+CA"),
        "americas": _l("Amer."),
        "": _l("n. s."),
    },
    "kind": {
        "national_ngo": _l("nat."),
        "international_ngo": _l("int."),
        "survivors": _l("surv."),
        "women": _l("wom."),
        "youth": _l("youth"),
        "faith": _l("faith"),
        "research": _l("res."),
        "national_coalition": _l("coal."),
        "other": _l("other"),
        "": _l("n. k."),
    },
    "membership": {"one": _l("one"), "both": _l("both"), "": _l("n. k.")},
}
# For the ten columns of a chart of both strands on a phone: two letters, explained below the chart.
NOT_KNOWN = "–"
INITIALS: Mapping[str, LazyString] = {
    "africa": _l("Af"),
    "middle_east_north_africa": _l("ME"),
    "asia_pacific": _l("As"),
    "europe": _l("Eu"),
    "eastern_europe_central_asia": _l("EE"),
    "americas": _l("Am"),
}
_ORDER: Mapping[str, Sequence[str]] = {
    "region": [region.value for region in REGIONS],
    "language": SHIPPED,
    "kind": [kind.value for kind in KINDS],
    "membership": list(MEMBERSHIPS),
}


def group_name(by: str, key: str) -> str:
    """Return the name of one group that was not merged with another."""
    if key in (NOT_SHOWN, "not_shown"):
        return str(NOT_SHOWN_NAMES[by])
    names: Mapping[str, LazyString] = {
        "region": {region.value: name for region, name in REGIONS.items()},
        "kind": {kind.value: name for kind, name in KINDS.items()},
        "membership": MEMBERSHIPS,
    }.get(by, {})
    return str(names[key]) if key in names else language_name(key)


def merged_name(by: str, group: PublishedGroup) -> str:
    """Return the name of a published group, with those it was merged with."""
    others = [group_name(by, part) for part in group.parts if part != group.key]
    if not others:
        return group_name(by, group.key)
    return _("%(group)s, with %(others)s", group=group_name(by, group.key), others=", ".join(others))


def short_name(by: str, group: PublishedGroup) -> str:
    """Return the same in a few letters."""
    short = str(SHORT.get(by, {}).get(group.key if group.key != "not_shown" else "", group.key))
    return f"{short}+" if group.merged else short


def initials(group: PublishedGroup) -> str:
    """Return a region in two letters."""
    return f"{INITIALS.get(group.key, NOT_KNOWN)}{'+' if group.merged else ''}"


def in_order(by: str, groups: Iterable[PublishedGroup]) -> list[PublishedGroup]:
    """Return groups in the order every page shows them in; what is not shown comes last."""
    order = {key: at for at, key in enumerate(_ORDER[by])}
    return sorted(groups, key=lambda group: (group.key in ("", "not_shown"), order.get(group.key, 99), group.key))
