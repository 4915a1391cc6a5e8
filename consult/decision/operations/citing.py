"""What is cited must be there: figures, sentences and themes of the newest edition, and what the meeting recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from consult.briefing.presentation.targets import targets
from consult.briefing.queries import newest_edition
from consult.decision.queries.citing import OF_THE_EDITION, cited
from consult.decision.rules.evidence import Evidence
from consult.shared.errors import N_, NotAllowedNow


def unknown_evidence(session: Session, consultation_id: str, refs: Collection[Evidence]) -> tuple[Evidence, ...]:
    """Return those of `refs` that nobody can look up: not in the newest edition, not recorded, or withdrawn."""
    known = {ref for ref, found in cited(session, consultation_id, refs).items() if not found.gone}
    if any(ref.kind in OF_THE_EDITION for ref in refs):
        edition = newest_edition(session, consultation_id)
        found = targets(session, edition, "en") if edition is not None else ()
        keys = {(target.kind.value, target.key) for target in found}
        known |= {ref for ref in refs if (ref.kind.value, ref.key) in keys}
    return tuple(dict.fromkeys(ref for ref in refs if ref not in known))


def check_evidence(session: Session, consultation_id: str, refs: Iterable[Evidence]) -> None:
    """Raise `NotAllowedNow` if anything cited cannot be looked up, and name it."""
    unknown = unknown_evidence(session, consultation_id, tuple(refs))
    if unknown:
        raise NotAllowedNow(
            N_("This evidence is neither in the newest edition nor on record: %(refs)s."),
            refs=", ".join(str(ref) for ref in unknown),
        )
