"""What is proposed, commented on, appraised and decided in the demonstration, read from `consult/demo/data`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from consult.decision.rules.evidence import Evidence
from consult.decision.rules.kinds import Heading
from consult.decision.rules.proposal import AspectLine, Clause, Field, IdentityLine, ProposalContent
from consult.demo.rules.files import told
from consult.demo.rules.meeting import Speaker
from consult.demo.rules.sources import Texts

VERSIONS = (1, 2, 3)
Refer = Callable[[str], Evidence]
"""What turns a reference of the data ("reaction:13" by its place in the list) into one that can be looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentText:
    """What a member says about version 2, and the reply; `speaker` chooses the organisation."""

    clause: str
    voice: str
    speaker: Speaker
    language: str
    text: str
    translation: str
    may_publish: bool
    state: str
    reply: Texts


@dataclass(frozen=True, slots=True)
class ScoreText:
    """How one option does on one criterion, why, and what that rests on."""

    option: str
    criterion: int
    score: int
    reason: Texts
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionText:
    """What somebody does; `due` in months after the decision, `check` how it stood after six, {} if nobody looked."""

    text: Texts
    owner: Texts
    due: int
    state: str
    check: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionText:
    """One entry of the register with its actions."""

    heading: str
    clause: str
    evidence: tuple[str, ...]
    title: Texts
    text: Texts
    actions: tuple[ActionText, ...]


def version_reason(number: int) -> str:
    """Return why there is a version."""
    return str(told("proposal")["reasons"][number])


def version_references(number: int) -> set[str]:
    """Return every reference of a version, as the data writes it."""
    given = told("proposal")
    lines = (*given["clauses"], *given["aspects"], *given["identity"])
    return {written for line in lines for written in _at(line["evidence"], number) or ()}


def version_content(number: int, refer: Refer, *, takes_effect_on: date, review_on: date) -> ProposalContent:
    """Return what a version says."""
    given = told("proposal")

    def rests_on(line: Mapping[str, Any]) -> tuple[Evidence, ...]:
        return tuple(refer(written) for written in _at(line["evidence"], number) or ())

    return ProposalContent(
        title=_at(given["title"], number) or {},
        summary=_at(given["summary"], number) or {},
        option=given["option"],
        takes_effect_on=takes_effect_on,
        review_on=review_on,
        clauses=tuple(
            Clause(key=one["key"], heading=Heading(one["heading"]), text=text, evidence=rests_on(one))
            for one in given["clauses"]
            if (text := _at(one["text"], number))
        ),
        aspects=tuple(
            AspectLine(
                aspect=one["key"],
                today=one["today"],
                level=one["level"],
                term=_at(one["term"], number) or {},
                evidence=rests_on(one),
            )
            for one in given["aspects"]
        ),
        identity=tuple(
            IdentityLine(
                part=one["key"],
                today=one["today"],
                form=one["form"],
                term=_at(one["term"], number) or {},
                evidence=rests_on(one),
            )
            for one in given["identity"]
        ),
        fields={Field(key): _at(texts, number) or {} for key, texts in given["fields"].items()},
    )


def _at(versions: Mapping[int, Any], number: int) -> Any:  # Any: texts or references, whichever is asked for
    """Return what holds in a version: the newest one written until then, None before the first."""
    written = [since for since in versions if since <= number]
    return versions[max(written)] if written else None


@cache
def comments() -> tuple[CommentText, ...]:
    """Return what members said about version 2."""
    return tuple(
        CommentText(
            clause=one["clause"],
            voice=one["voice"],
            speaker=Speaker(
                same_as=None,
                group=one["group"],
                language=one["language"],
                region=one.get("region", ""),
                kind=one.get("kind", ""),
                large=False,
            ),
            language=one["language"],
            text=one["text"],
            translation=one.get("en", ""),
            may_publish=one["may_publish"],
            state=one["state"],
            reply=one["reply"],
        )
        for one in told("comments")
    )


def appraisal_weights() -> tuple[int, ...]:
    """Return how much each criterion of the mandate counts, in the mandate's order."""
    return tuple(told("appraisal")["weights"])


def appraisal_scores() -> tuple[ScoreText, ...]:
    """Return every score."""
    return tuple(
        ScoreText(option, criterion, one["score"], one["reason"], tuple(one["evidence"]))
        for option, lines in told("appraisal")["reasons"].items()
        for criterion, one in enumerate(lines)
    )


def ballot_question() -> Texts:
    """Return what stands on the ballot."""
    question: Texts = told("decisions")["question"]
    return question


def destroyed_after() -> Mapping[str, int]:
    """Return the months after the decision by which something is destroyed."""
    months: Mapping[str, int] = told("decisions")["destroyed_after"]
    return months


@cache
def decisions() -> tuple[DecisionText, ...]:
    """Return the register of decisions with their actions."""
    return tuple(
        DecisionText(
            heading=one["heading"],
            clause=one["clause"],
            evidence=tuple(one["evidence"]),
            title=one["title"],
            text=one["text"],
            actions=_actions(one["actions"]),
        )
        for one in told("decisions")["decisions"]
    )


def _actions(given: Iterable[Mapping[str, Any]]) -> tuple[ActionText, ...]:
    return tuple(ActionText(one["text"], one["owner"], one["due"], one["state"], one.get("check", {})) for one in given)
