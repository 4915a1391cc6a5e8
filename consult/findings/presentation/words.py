"""Numbers, hidden cells, groups and options in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal as format_exactly
from flask_babel import format_decimal, format_percent, get_locale
from sqlalchemy.orm import Session

from consult.disclosure.rules import Mark
from consult.findings.charts import Voice
from consult.findings.labels import NETS, group_name, in_order, merged_name
from consult.findings.labels import translated as _
from consult.findings.rules import Interval, may_show_percentage
from consult.findings.rules.published import INSTEAD, PublishedGroup, StrandFindings
from consult.findings.rules.shares import ACCEPTABILITY, GroupShare, Share
from consult.instrument.queries import compiled, strand_versions
from consult.instrument.rules import Part, PartType
from consult.instrument.rules.compiled import Compiled
from consult.shared.errors import NotFound
from consult.shared.wording import language

ACCEPTABLE = "acceptability"
"""The list of options of item F2."""


def voice() -> Voice:
    """Return the words every chart needs, looked up once for each language: a page asks for them in every cell."""
    return _voice(tag())


@cache
def _voice(_tag: str) -> Voice:
    return Voice(
        number=format_decimal,
        percent=percent,
        of=lambda count, base: _("%(count)s of %(base)s", count=count, base=base),
        few=_("fewer than 5"),
        few_short="<5",
        withheld="[c]",
        withheld_name=_("[c] withheld"),
        count_head=_("Count"),
        base_head=_("Answered"),
        share_head=_("Share"),
        low_head=_("from"),
        high_head=_("to"),
        total_head=_("All"),
        bins=(_("up to a quarter"), _("up to half"), _("more than half"), _("more than three quarters")),
    )


def percent(value: int) -> str:
    """Write a whole number of per cent."""
    return str(format_percent(value / 100))


def tag() -> str:
    """Return the reader's language."""
    return str(get_locale() or "en")


def is_rtl() -> bool:
    """Tell whether the page reads from right to left."""
    return language(tag()).direction == "rtl"


def rounded(share: Share) -> int:
    """Return a share in whole per cent."""
    return int(100 * (share.of or 0) + 0.5)


def said(share: Share) -> str:
    """Write a share as "170 of 205 (83%)": the percentage from a base of ten on, nothing where it is hidden."""
    if share.count is None or share.base is None:
        return voice().withheld
    count, base = format_decimal(share.count), format_decimal(share.base)
    if not may_show_percentage(share.base):
        return _("%(count)s of %(base)s", count=count, base=base)
    return _("%(count)s of %(base)s (%(percent)s)", count=count, base=base, percent=percent(rounded(share)))


def said_of_group(one: GroupShare) -> str:
    """Write the share of a group, "fewer than 5 of 25" included."""
    if one.below is not None and one.share.base is not None:
        return _("fewer than %(few)s of %(base)s", few=one.below, base=format_decimal(one.share.base))
    return said(one.share)


def said_range(interval: Interval | None) -> str:
    """Write a range in whole per cent; nothing for a full count."""
    if interval is None:
        return ""
    return _("%(low)s to %(high)s", low=percent(round(100 * interval.low)), high=percent(round(100 * interval.high)))


def listed(words: list[str]) -> str:
    """Join words as one list, as the reader's language joins them."""
    return format_list(words, locale=tag())


@dataclass(frozen=True, slots=True)
class Words:
    """What the codes of one strand's findings mean, in one language."""

    found: StrandFindings
    compiled: Compiled

    def part(self, key: str) -> Part:
        """Return a part's structure."""
        return self.compiled.parts[key].part

    def question(self, key: str) -> str:
        """Return the wording of a part."""
        return self.compiled.parts[key].question.text

    def option(self, key: str, code: str) -> str:
        """Return what one answer of a part is called: an option, a sum of options, a band, or a reason for none."""
        part = self.compiled.parts[key]
        options = (*(part.options or part.rows), *part.instead)
        label = next((option.label.text for option in options if option.code == code), None)
        return label or (str(NETS[code]) if code in NETS else band(part.part.type, code))

    def row(self, key: str, code: str) -> str:
        """Return what one row of a matrix is called; nothing for the reasons given in place of an answer."""
        if code == INSTEAD:
            return ""
        return next((row.label.text for row in self.compiled.parts[key].rows if row.code == code), code)

    def rows(self, key: str) -> tuple[str, ...]:
        """Return the rows of a matrix in the order they were asked."""
        return self.compiled.parts[key].part.rows

    @property
    def asks_what_is_acceptable(self) -> bool:
        """Tell whether item F2 of the reference instrument was asked: the headlines are made of it."""
        asked = self.compiled.parts.get(ACCEPTABILITY)
        return asked is not None and asked.part.options_list == ACCEPTABLE

    def future(self, code: str) -> str:
        """Return what one of the futures is called."""
        return self.row("F2", code)

    def groups(self, unit: str, by: str) -> list[PublishedGroup]:
        """Return the published groups of a break in the order every page shows them."""
        return in_order(by, self.found.shown_groups(unit, by))

    def group(self, unit: str, by: str, key: str) -> str:
        """Return the name of a published group."""
        groups = {group.key: group for group in self.found.shown_groups(unit, by)}
        return merged_name(by, groups[key]) if key in groups else group_name(by, key)


def band(kind: PartType, code: str) -> str:
    """Return a band of numbers, points, days or years in words; any other code as it is."""
    if kind is PartType.DATE and "-" in code:
        return months(code)
    return numbers(code) if kind in (PartType.NUMBER, PartType.ALLOCATION) else years(code)


def numbers(code: str) -> str:
    """Return a band of numbers in words."""
    low, dots, high = code.partition("..")
    first, last = (written(Decimal(one)) if one else "" for one in (low, high))
    if not dots:
        return first
    if not first:
        return _("%(number)s or less", number=last)
    return _("%(low)s to %(high)s", low=first, high=last) if last else _("%(number)s or more", number=first)


def written(value: Decimal) -> str:
    """Write a number with all its decimals."""
    return str(format_exactly(value, locale=tag(), decimal_quantization=False))


def months(code: str) -> str:
    """Return a band of months in words, or one month."""
    first, _dots, last = code.partition("..")
    names = [format_skeleton("yMMM", date.fromisoformat(f"{one}-01"), locale=tag()) for one in (first, last) if one]
    return _("%(low)s to %(high)s", low=names[0], high=names[1]) if len(names) > 1 else str(names[0])


def years(code: str) -> str:
    """Return a band of years in words; any other code as it is."""
    first, dots, last = code.partition("..")
    if not dots:
        return code
    if not first:
        return _("%(year)s or earlier", year=last)
    return _("%(year)s or later", year=first) if not last else f"{first}–{last}"


def words_of(session: Session, found: StrandFindings, tag: str) -> Words:
    """Return the words of findings: those of the version they were made with, in the reader's language."""
    versions = strand_versions(session, found.strand_id)
    if not versions:
        raise NotFound(found.strand_id)
    version = next((one for one in versions if one.content_hash == found.version_hash), versions[0])
    return Words(found, compiled(session, version.id, tag))


def hidden_note(values: list[int | Mark]) -> str:
    """Say why cells are hidden, if any are."""
    if Mark.WITHHELD in values:
        return _("[c] is withheld: with what is shown it could be worked out how a few members answered.")
    return ""
