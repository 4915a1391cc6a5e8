"""The fingerprints of what a strand's findings are made from: at G4 and whenever somebody asks whether it still holds.

Left out on purpose: item J2 and its words, and what was said in interviews. Both may be taken back after G4, and a
fingerprint that then no longer held would tell of it. What was coded has a fingerprint of its own in the findings.
"""

from __future__ import annotations

from dataclasses import asdict, astuple

from sqlalchemy.orm import Session

from consult.collection.queries import dataset_hash, earlier_answers
from consult.collection.queries.loaded import brought_along
from consult.collection.rules import canonical_hash
from consult.consultation.queries import frame, strand
from consult.consultation.rules import DataSeal
from consult.disclosure.rules import Rule, Threshold
from consult.findings.queries.figures import ATTRIBUTES, BREAKS, NETS
from consult.findings.rules.heard import NEIGHBOURS
from consult.instrument.queries import newest_version, re_asks

METHOD = 1
"""Raised by whoever changes how answers are counted or what is hidden, beyond what stands in the tables below."""


def data_seal(session: Session, strand_id: str) -> DataSeal:
    """Return the fingerprints of a strand's data as they are now."""
    version, view = newest_version(session, strand_id), strand(session, strand_id)
    return DataSeal(
        frame=canonical_hash(astuple(one) for one in frame(session, strand_id)),
        instrument=version.content_hash if version else "",
        answers=_answers(session, strand_id),
        rules=rules_hash(view.rule if view else Rule.FULL),
    )


def rules_hash(rule: Rule = Rule.FULL) -> str:
    """Return the fingerprint of the declared rules of counting and hiding; `rule` is what the strand's coalition chose.

    The full rule is not spelled out, so that what was sealed before there was a choice still stands.
    """
    nets = {name: [astuple(net) for net in found] for name, found in NETS.items()}
    breaks = {unit.value: found for unit, found in BREAKS.items()}
    chosen = [] if rule is Rule.FULL else [rule.value]
    return canonical_hash([[METHOD, asdict(Threshold()), NEIGHBOURS, ATTRIBUTES, nets, breaks, *chosen]])


def _answers(session: Session, strand_id: str) -> str:
    """Return the fingerprint of what counts, with what a re-ask replaced and what answers brought from elsewhere."""
    earlier = [
        [trail.part, trail.reason, one.answer_id, one.unit.value, one.part, one.before]
        for trail in re_asks(session, strand_id)
        for one in earlier_answers(session, strand_id, trail.id)
    ]
    brought = [
        [key, one.coalition, dict(one.weights), one.not_asked] for key, one in brought_along(session, strand_id).items()
    ]
    return canonical_hash([[dataset_hash(session, strand_id)], *earlier, *brought])
