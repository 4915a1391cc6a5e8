"""A small world of its own, served as an installation is: everybody but one member has answered already.

The time to withdraw is over, so that once this last member has answered, the staff can close, freeze and release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.operations import create_account, grant_role, hash_password
from consult.access.rules import GrantValue, Role
from consult.app import create_app
from consult.collection.operations import begin, cover_frame, invite, keep, submit
from consult.collection.operations.position import sign_off
from consult.collection.queries import open_invitation
from consult.collection.records import Answer
from consult.collection.rules import AnswerState, Unit
from consult.collection.rules.position import Signature
from consult.consultation.operations import add_strand, create_consultation
from consult.findings.queries import strand_findings
from consult.findings.rules.published import FigureKey
from consult.findings.rules.shares import COULD_LIVE_WITH, ORGANISATION, total_share
from consult.instrument.operations import publish, reference_document
from consult.instrument.rules import Value, reference_structure, reference_wordings
from consult.membership.records import Coalition
from consult.membership.rules import Region
from consult.settings import Settings
from consult.shared import schema
from consult.shared.database import db, writing
from consult.shared.identifiers import random_id
from consult.shared.time import now, today
from tests.browser.serving import free_port, serving
from tests.builders import mandate, organisation
from tests.builders_gates import opened

LANGUAGES = ["en", "ar"]
PASSWORD = "four words put together"
FUTURES = ("continue", "disband", "looser", "own_organisation", "full_merger", "joint_house")
ACCEPTABILITY = ("acceptable", "conditional", "unacceptable", "cannot_judge")
OTHERS = 26
"""Answers each strand holds before: 6 or 7 of each kind on every future, so that no count is too small to be shown."""
GOALS = {
    "goal_1": {"en": "A treaty", "ar": "معاهدة"},
    "goal_2": {"en": "Help for those harmed", "ar": "مساعدة المتضررين"},
}


@dataclass
class Small:
    """Where the world answers, and what the test has to know of it."""

    address: str
    link: str
    strands: dict[str, str]
    consultation_id: str
    session: Callable[[], AbstractContextManager[Session]]
    before: dict[str, int] = field(default_factory=dict)


def in_two(text: str, arabic: str) -> dict[str, str]:
    return {"en": text, "ar": arabic}


def answer(session: Session, strand_id: str, version_id: str, organisation_id: str, at: int) -> None:
    """Answer for the organisation that comes at a place."""
    token = invite(
        session, strand_id=strand_id, organisation_id=organisation_id, contact_id=None, language="en",
        expires_at=now() + timedelta(days=30),
    )  # fmt: skip
    answer_by_link(session, token, version_id, at)


def answer_by_link(session: Session, token: str, version_id: str, at: int) -> None:
    """Answer for whoever holds an invitation and comes at a place: their views go round."""
    invitation = open_invitation(session, token, now())
    assert invitation is not None
    begun = begin(session, invitation.id, unit=Unit.ORGANISATION, short=False, language="en", day=today(), order_seed=3)
    views = {future: ACCEPTABILITY[(at + turn) % len(ACCEPTABILITY)] for turn, future in enumerate(FUTURES)}
    entries: dict[str, Value] = {"Z2.take_part": True, "Z2.region": "yes", "F2": views}
    keep(
        session, begun.answer_id, entries=entries, words={}, language="en", key=random_id(), revision=0, moment=now(),
        version_id=version_id,
    )  # fmt: skip
    sign_off(session, begun.answer_id, Signature("Director", "board", today()), seen=1, language="en", moment=now())
    submit(session, begun.answer_id, day=today(), moment=now())


def build(session: Session) -> tuple[str, dict[str, str], str]:
    """Two coalitions; all members but one have answered."""
    coalitions = {mark: Coalition(mark=mark, name=f"Coalition {mark}", agreement=f"Treaty {mark}") for mark in "AB"}
    session.add_all(coalitions.values())
    session.flush()
    members = {
        mark: [organisation(session, f"Member {mark}{at}", c, region=Region.AFRICA).id for at in range(OTHERS)]
        for mark, c in coalitions.items()
    }
    # like all others in the register, so that no group of one hides the figures of everybody
    last = organisation(session, "الصوت الأخير", coalitions["A"], region=Region.AFRICA).id
    given = mandate(
        title=in_two("The future of two campaigns", "مستقبل حملتين"),
        question=in_two("What should become of us?", "ما الذي ينبغي أن نصير إليه؟"),
        already_discussed=in_two("The boards spoke.", "تحدث المجلسان."),
        still_open=in_two("Everything else.", "كل ما عدا ذلك."),
        languages=LANGUAGES,
        opens_on=today() - timedelta(days=40),
        closes_on=today() - timedelta(days=2),
        withdraw_until=today() - timedelta(days=2),
    )
    consultation_id = create_consultation(session, given)
    structure = reference_structure()
    document = reference_document(structure, reference_wordings(structure), GOALS)
    strands = {}
    for mark, coalition in coalitions.items():
        strands[mark] = strand_id = add_strand(session, consultation_id, coalition.id)
        version_id = publish(session, strand_id=strand_id, document=document, reason="First", moment=now())
        opened(session, strand_id, now())
        cover_frame(session, strand_id)
        for at, member in enumerate(members[mark]):
            answer(session, strand_id, version_id, member, at)
        account = create_account(
            session, email=f"lead-{mark.lower()}@x.example", name=f"Lead {mark}", password_hash=hash_password(PASSWORD)
        )
        grant_role(session, account.id, GrantValue(Role.LEAD_CONSULTANT, coalition.id), at=now())
    token = invite(
        session, strand_id=strands["A"], organisation_id=last, contact_id=None, language="ar",
        expires_at=now() + timedelta(days=30),
    )  # fmt: skip
    return consultation_id, strands, token


@contextmanager
def small_world(folder: Path) -> Iterator[Small]:
    """Serve the small world until the block ends."""
    port = free_port()
    url, address = f"sqlite:///{folder / 'small.db'}", f"http://127.0.0.1:{port}"
    app = create_app(Settings(url, "a key for tests only, long enough to pass", address, folder))

    @contextmanager
    def inside() -> Iterator[Session]:
        with app.app_context():
            yield db.session()
            db.session.rollback()
            db.engine.dispose()

    writing.set(True)
    with inside() as session:
        schema.upgrade(db.engine)
        consultation_id, strands, token = build(session)
        session.commit()
    environment = {"DATABASE_URL": url, "CONSULT_BASE_URL": address}
    with serving(["serve", "--bind", f"127.0.0.1:{port}"], port, folder, environment):
        yield Small(address, f"{address}/i/{token}", strands, consultation_id, inside)


def said_so_far(session: Session, strand_id: str) -> dict[str, int]:
    """Return how many organisations have said of each future that they could live with it, as it is stored."""
    documents = session.scalars(
        select(Answer.document).where(
            Answer.strand_id == strand_id, Answer.state == AnswerState.SUBMITTED, Answer.unit == Unit.ORGANISATION
        )
    ).all()
    return {future: sum(one["F2"][future] in ("acceptable", "conditional") for one in documents) for future in FUTURES}


def could_live_with(session: Session, strand_id: str) -> dict[str, int]:
    """Return what may be published: how many organisations could live with each future."""
    found = strand_findings(session, strand_id)
    counts = {future: total_share(found, FigureKey(ORGANISATION, "F2", future), COULD_LIVE_WITH) for future in FUTURES}
    assert all(share.count is not None for share in counts.values()), counts
    return {future: share.count or 0 for future, share in counts.items()}
