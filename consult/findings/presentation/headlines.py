"""Sentences about one strand's findings. Rules choose what may be said; here it is worded."""

from __future__ import annotations

from dataclasses import dataclass

from consult.findings.labels import plural as ngettext
from consult.findings.labels import translated as _
from consult.findings.presentation.words import Words, listed, percent, rounded, said, said_of_group, voice
from consult.findings.rules import may_show_percentage
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import (
    ORGANISATION,
    Share,
    Standing,
    conditional,
    in_every_group,
    leading_conditions,
    most_divided,
    standings,
    total_share,
    unacceptable,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A place on the page that supports a sentence, or speaks against it."""

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Message:
    """A headline: figures in large type, what follows from them, the evidence, and what speaks against it.

    The `key` names what it is about, whatever it says.
    """

    figures: tuple[tuple[str, str], ...]
    title: str
    text: str
    evidence: Link
    against: Link | None = None
    key: str = ""


def big(share: Share) -> tuple[str, str]:
    """Return a share as a large number and the words beside it."""
    if share.count is None or share.base is None:
        return "–", _("not shown")
    base = voice().number(share.base)
    if not may_show_percentage(share.base):
        return voice().number(share.count), _("of %(base)s", base=base)
    return voice().number(share.count), _("of %(base)s · %(share)s", base=base, share=percent(rounded(share)))


def headlines(words: Words) -> list[Message]:
    """Return the sentences that may be said of a strand, at most three."""
    if not words.asks_what_is_acceptable:
        return []
    found = standings(words.found, words.rows("F2"))
    made = [_acceptable(words, found), _on_conditions(words, found), _divided(words, found)]
    return [one for one in made if one is not None]


def _acceptable(words: Words, found: tuple[Standing, ...]) -> Message | None:
    """Say which option works in every region, or that none does."""
    best = found[0] if found and found[0].total.count is not None else None
    if best is None:
        return None
    everywhere = in_every_group(found)
    option = words.future(best.option)
    against = unacceptable(words.found, best.option)
    evidence = Link(_("could you live with it, by region"), "f2-break")
    counter = None
    if against.count is not None:
        counter = Link(_("%(share)s could not live with it", share=said(against)), "f2-full")
    if best in everywhere and len(everywhere) == 1:
        title = _("One option works in every region")
        text = _("Only “%(option)s” is something that more than half can live with in every region.", option=option)
    elif best in everywhere:
        title = _("Several options work in every region")
        names = listed([f"“{words.future(one.option)}”" for one in everywhere])
        text = _("More than half in every region can live with each of these: %(options)s.", options=names)
    else:
        title = _("No option works in every region")
        text = ngettext(
            "“%(option)s” is the most widely acceptable, with a majority in %(groups)s region of %(all)s.",
            "“%(option)s” is the most widely acceptable, with a majority in %(groups)s regions of %(all)s.",
            best.majorities,
            option=option,
            groups=voice().number(best.majorities),
            all=voice().number(len(best.groups)),
        )
    return Message((big(best.total),), title, text, evidence, counter)


def _on_conditions(words: Words, found: tuple[Standing, ...]) -> Message | None:
    """Say how much of the yes to the most accepted option depends on conditions, and on which."""
    if not found:
        return None
    option = found[0].option
    share = conditional(words.found, option)
    if share.count is None or share.base is None:
        return None
    named = leading_conditions(words.found, option)
    title = _("Most of that yes has conditions") if share.is_majority else _("Part of that yes has conditions")
    text = _("Those who accept “%(option)s” on conditions, of all who accept it.", option=words.future(option))
    if named:
        names = listed([words.option("F6.conditions", code) for code in named])
        text = _("More than half of those asked for conditions name each of these: %(conditions)s.", conditions=names)
    free = Share(total_share(words.found, FigureKey(ORGANISATION, "F2", option), "acceptable").count, share.base)
    counter = Link(_("%(share)s set no condition", share=said(free)), "f2-full") if free.count is not None else None
    return Message((big(share),), title, text, Link(_("conditions"), "conditions"), counter)


def _divided(words: Words, found: tuple[Standing, ...]) -> Message | None:
    """Name the option on which regions come out on different sides of half, furthest apart."""
    split = most_divided(found)
    if split is None or split.weakest is None or split.strongest is None:
        return None
    low, high = (words.group(ORGANISATION, "region", one.group) for one in (split.weakest, split.strongest))
    text = _(
        "“%(option)s” finds least acceptance in %(low)s, %(low_share)s, and most in %(high)s, %(high_share)s.",
        option=words.future(split.option),
        low=low,
        low_share=said_of_group(split.weakest),
        high=high,
        high_share=said_of_group(split.strongest),
    )
    against = Link(_("%(share)s in all could live with it", share=said(split.total)), "f2")
    figures = (big(split.weakest.share), big(split.strongest.share))
    return Message(figures, _("One option divides the regions"), text, Link(_("by region"), "f2-break"), against)
