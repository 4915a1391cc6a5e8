"""Sentences about both strands. Rules choose what may be said; here it is worded. What is hidden makes no sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from consult.briefing.presentation.charts import chart_name
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.sentences import Sentence
from consult.briefing.presentation.wording import plural as ngettext
from consult.briefing.presentation.wording import translated as _
from consult.briefing.rules import CommonGround, OptionStanding, Ranking, common_ground, parting, ranking, terms
from consult.findings.presentation import Link, Message, Words, listed, percent, rounded, said, said_of_group, voice
from consult.findings.rules import Band, may_show_percentage
from consult.findings.rules.shares import (
    ACCEPTABILITY,
    CONDITIONS,
    ORGANISATION,
    RANKING,
    GroupShare,
    Share,
    first_choices,
    if_all_silent_objected,
    unacceptable,
)


def title(ground: CommonGround) -> str:
    """Return the page's heading: it claims a common ground only where the rules find one."""
    if ground.one:
        return _("Two coalitions, one common ground")
    return _("Two coalitions, some common ground") if ground.options else _("Two coalitions, side by side")


def messages(pair: Pair, lead: str | None) -> tuple[list[Message], list[str]]:
    """Return the headlines that may be said, and why others may not; none where no strand was asked for them."""
    found: list[Message] = []
    reasons: list[str] = []
    if not pair.asks_what_is_acceptable:
        return found, reasons
    made_of = {"common": _common(pair), "conditional": _conditional(pair, lead), "parted": _parted(pair, lead)}
    for key, made in made_of.items():
        if isinstance(made, Message):
            found.append(replace(made, key=key))
        elif made:
            reasons.append(made)
    return found, reasons


def _share(share: Share) -> str:
    """Return the large figure of a share: per cent where the base allows it, else the count."""
    if share.count is None or share.base is None:
        return "–"
    return percent(rounded(share)) if may_show_percentage(share.base) else voice().number(share.count)


def _common(pair: Pair) -> Message | str:
    found = pair.standings()
    ground = common_ground(found)
    best = ground.one or (ground.options[0] if ground.options else ground.nearest)
    if best is None:
        return _("Whether there is common ground cannot be said: the counts by region are hidden.")
    figures = ((voice().number(best.majorities), _("of %(groups)s groups", groups=voice().number(ground.group_count))),)
    values = {"option": pair.future(best.option), "a": said(best.a.total), "b": said(best.b.total)}
    if ground.one:
        name = _("There is common ground")
        text = _(
            "“%(option)s” is the only option that more than half can live with in every region of both coalitions: "
            "A %(a)s, B %(b)s.",
            **values,
        )
    elif ground.options:
        name = _("There is more than one common ground")
        options = listed([f"“{pair.future(one.option)}”" for one in ground.options])
        text = _("More than half in every region of both coalitions can live with %(options)s.", options=options)
    else:
        name = _("No option is common ground everywhere")
        text = _("“%(option)s” comes nearest: A %(a)s, B %(b)s.", **values)
    return Message(figures, name, text, Link(chart_name("ground"), "ground"), _weak_point(pair, best))


def _weak_point(pair: Pair, best: OptionStanding) -> Link | None:
    weakest = [
        (words, one.weakest)
        for words, one in zip(pair.both, (best.a, best.b), strict=True)
        if one.weakest is not None and one.weakest.share.of is not None
    ]
    if not weakest:
        return None
    words, low = min(weakest, key=lambda each: each[1].share.of or 0.0)
    return Link(_("smallest in %(group)s: %(share)s", group=group_of(words, low), share=said_of_group(low)), "ground")


def group_of(words: Words, one: GroupShare) -> str:
    """Name a region of one strand, such as "Africa (A)"."""
    name = words.group(ORGANISATION, "region", one.group)
    return _("%(group)s (%(mark)s)", group=name, mark=words.found.mark)


def _conditional(pair: Pair, lead: str | None) -> Message | str:
    if lead is None:
        return ""
    on = terms(pair.a.found, pair.b.found, lead)
    if on.a.count is None or on.b.count is None:
        return _("How much of the yes has conditions cannot be said: a count is hidden.")
    a_base, b_base = voice().number(on.a.base or 0), voice().number(on.b.base or 0)
    figures = (
        (voice().number(on.a.count), _("of %(base)s in A", base=a_base)),
        (voice().number(on.b.count), _("of %(base)s in B", base=b_base)),
    )
    mostly = on.a.is_majority and on.b.is_majority
    if on.same:
        often, sometimes = (
            _("The yes is conditional, on the same terms"),
            _("Part of the yes is conditional, on the same terms"),
        )
    else:
        often, sometimes = _("The yes is conditional, on different terms"), _("Part of the yes is conditional")
    name = often if mostly else sometimes
    named = listed([f"“{pair.a.option(CONDITIONS, code)}”" for code in on.shared])
    text = _("In both coalitions more than half of those asked name %(conditions)s.", conditions=named) if named else ""
    if not named:
        text = _("No condition is named by more than half of those asked in both coalitions.")
    against = [unacceptable(words.found, lead) for words in pair.both]
    counter = Link(_("it is unacceptable to A %(a)s, B %(b)s", a=said(against[0]), b=said(against[1])), "items-f2")
    return Message(figures, name, text, Link(chart_name("conditions"), "conditions-chart"), counter)


def _parted(pair: Pair, lead: str | None) -> Message | str:
    apart = parting(pair.standings(), pair.frames)
    ranks = ranking(pair.a.found, pair.b.found)
    if apart is None:
        return _("On no option do the coalitions clearly differ, as far as counts are shown.")
    figures = ((_share(apart.a), _("in A")), (_share(apart.b), _("in B")))
    points = voice().number(round(100 * abs(apart.comparison.difference)))
    option = pair.future(apart.option)
    higher = apart.comparison.band is Band.HIGHER
    first = (
        _("More of A than of B could live with “%(option)s”: %(points)s points.", option=option, points=points)
        if higher
        else _("More of B than of A could live with “%(option)s”: %(points)s points.", option=option, points=points)
    )
    text = f"{first} {split_sentence(pair, ranks)}".strip()
    name = _("They part over “%(option)s”", option=option)
    evidence = Link(chart_name("acceptance"), "acceptance")
    return Message(figures, name, text, evidence, _held_together(pair, lead, apart.option))


def split_sentence(pair: Pair, ranks: Ranking) -> str:
    """Say that rankings alone would have split the coalitions, where they would have."""
    if not pair.asks_what_is_acceptable or not ranks.split or ranks.a is None or ranks.b is None:
        return ""
    return _(
        "Ranking alone would have split the coalitions: A ranks “%(a)s” first, %(a_count)s times, B “%(b)s”, "
        "%(b_count)s times.",
        a=pair.future(ranks.a[0]),
        a_count=voice().number(ranks.a[1].count or 0),
        b=pair.future(ranks.b[0]),
        b_count=voice().number(ranks.b[1].count or 0),
    )


def _held_together(pair: Pair, lead: str | None, apart: str) -> Link | None:
    """Return what speaks against a parting: that both can live with the option the page follows."""
    one = next((each for each in pair.standings() if each.option == lead and lead != apart), None)
    if one is None or one.a.total.count is None or one.b.total.count is None:
        return None
    shares = {"option": pair.future(one.option), "a": said(one.a.total), "b": said(one.b.total)}
    return Link(_("both could live with “%(option)s”: A %(a)s, B %(b)s", **shares), "acceptance")


def worst_case(pair: Pair, lead: str | None) -> str:
    """Say what would be left if everybody silent objected; nothing where a count is hidden."""
    if lead is None:
        return ""
    a, b = (if_all_silent_objected(words.found, lead) for words in pair.both)
    if a.count is None or b.count is None:
        return ""
    return _(
        "Even if every silent member objected, “%(option)s” would keep %(a)s in A and %(b)s in B.",
        option=pair.future(lead),
        a=said(a),
        b=said(b),
    )


def unsayable(pair: Pair, lead: str | None) -> Iterator[str]:
    """Say which further sentences cannot be made because a count is hidden."""
    if lead and any(if_all_silent_objected(words.found, lead).count is None for words in pair.both):
        yield _("What would be left if every silent member objected cannot be said: a count is hidden.")
    if any(group.is_majority is None for one in pair.standings() for group in one.groups):
        yield _(
            "Which options miss a majority in a few regions only cannot be said of all: counts by region are hidden."
        )
    ranks = [first_choices(words.found) for words in pair.both] if pair.asks_what_is_acceptable else []
    if pair.asked(RANKING) and any(all(share.count is None for _row, share in one) for one in ranks):
        yield _("Whether ranking alone would have split the coalitions cannot be said: a count is hidden.")


def left_out() -> str:
    """Say that a sentence was left out because of what it states."""
    return _("A sentence was left out: it states a number that is no figure of this edition.")


def near_misses(pair: Pair) -> list[Sentence]:
    """Name the options that miss a majority in one or two groups only, and in which."""
    made = []
    for one in pair.standings():
        missing = [
            (words, group)
            for words, side in zip(pair.both, (one.a, one.b), strict=True)
            for group in side.without_majority
        ]
        hidden = any(group.is_majority is None for group in one.groups)
        if hidden or not 0 < len(missing) <= 2:
            continue
        where = listed([f"{group_of(words, group)}, {said_of_group(group)}" for words, group in missing])
        text = ngettext(
            "“%(option)s” misses one group: %(groups)s.",
            "“%(option)s” misses %(number)s groups: %(groups)s.",
            len(missing),
            option=pair.future(one.option),
            number=voice().number(len(missing)),
            groups=where,
        )
        made.append(Sentence(f"near.{one.option}", text, (ACCEPTABILITY,)))
    return made
