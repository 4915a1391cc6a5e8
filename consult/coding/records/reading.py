"""Tables of reading: who reads what, what they coded and noted, and what was decided between readings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.coding.rules.adjudicating import Verdict
from consult.coding.rules.attributes import Material, Stance
from consult.shared.database import Document, Identifier, Record, one_of
from consult.shared.identifiers import random_id


class Assignment(Record):
    """Material given to one coder: an interview, or open answers to one part. `second` reads blind what another reads.

    `interview_id` for an interview, `part` and rows of `AssignedWords` for open answers.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint(
            "(material = 'interview' AND interview_id IS NOT NULL AND part = '') OR "
            "(material = 'open_answers' AND interview_id IS NULL AND part <> '')",
            name="one_material",
        ),
        UniqueConstraint("account_id", "strand_id", "interview_id"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    material: Mapped[Material] = mapped_column(one_of(Material))
    interview_id: Mapped[str | None] = mapped_column(
        ForeignKey("interview.id", ondelete="CASCADE"), index=True, default=None
    )
    part: Mapped[str] = mapped_column(default="")
    second: Mapped[bool] = mapped_column(default=False)
    assigned_on: Mapped[date] = mapped_column()
    done_on: Mapped[date | None] = mapped_column(default=None)


class AssignedWords(Record):
    """One open answer within an assignment."""

    __tablename__ = "assigned_words"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True)
    words_id: Mapped[str] = mapped_column(ForeignKey("words.id", ondelete="CASCADE"), primary_key=True, index=True)


class Segment(Record):
    """One code on one stretch of a turn or of an open answer: code points, `end_at` exclusive.

    Removed ones stay, dated, so that removing can be undone; nothing counts or shows them.
    """

    __tablename__ = "segment"
    __table_args__ = (
        CheckConstraint("(turn_id IS NULL) <> (words_id IS NULL)", name="one_passage"),
        CheckConstraint("start_at >= 0 AND end_at > start_at", name="stretch"),
        Index("ix_segment_place", "assignment_id", "turn_id", "words_id", "start_at"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), index=True, default=None)
    words_id: Mapped[str | None] = mapped_column(ForeignKey("words.id", ondelete="CASCADE"), index=True, default=None)
    start_at: Mapped[int] = mapped_column()
    end_at: Mapped[int] = mapped_column()
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id", ondelete="RESTRICT"), index=True)
    stance: Mapped[Stance] = mapped_column(one_of(Stance), default=Stance.NONE)
    option: Mapped[str] = mapped_column(default="")
    aspect: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    recalled: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bool] = mapped_column(default=False)
    memo: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column()
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class Memo(Record):
    """What a coder noted for the coding team: on the strand, on a document, or on a code; on a segment it is there.

    A document is an interview, or the open answers to a part. Its memos fall with what was said or written in it: a
    trigger takes them as soon as a turn or an answer of it goes. Taken back, it stays without text.
    """

    __tablename__ = "memo"
    __table_args__ = (
        CheckConstraint(
            "(interview_id IS NULL AND part = '') OR (interview_id IS NULL AND code_id IS NULL) OR "
            "(part = '' AND code_id IS NULL)",
            name="one_place",
        ),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    interview_id: Mapped[str | None] = mapped_column(
        ForeignKey("interview.id", ondelete="CASCADE"), index=True, default=None
    )
    part: Mapped[str] = mapped_column(default="")
    code_id: Mapped[str | None] = mapped_column(ForeignKey("code.id", ondelete="CASCADE"), index=True, default=None)
    text: Mapped[str] = mapped_column()
    written_at: Mapped[datetime] = mapped_column()


class Act(Record):
    """One thing a coder did in an assignment, so that it can be undone and done again; it falls with what it was about.

    `before` and `after` are what was written of a segment or memo; of a segment also whether it stood. Undone acts are
    the last ones; the next act takes their place.
    """

    __tablename__ = "coding_act"
    __table_args__ = (
        CheckConstraint("(segment_id IS NULL) <> (memo_id IS NULL)", name="one_thing"),
        Index(None, "assignment_id", "undone", "number"),
    )

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[str | None] = mapped_column(
        ForeignKey("segment.id", ondelete="CASCADE"), index=True, default=None
    )
    memo_id: Mapped[str | None] = mapped_column(ForeignKey("memo.id", ondelete="CASCADE"), index=True, default=None)
    before: Mapped[dict[str, Any]] = mapped_column(Document)
    after: Mapped[dict[str, Any]] = mapped_column(Document)
    undone: Mapped[bool] = mapped_column(default=False)


class SecondDraw(Record):
    """A draw of what is read a second time: the share asked for, the seed, and who is to read it.

    `pool` is {group: {"wanted": how many, "documents": {id: language}}}: with the seed, it gives the same draw again.
    """

    __tablename__ = "second_draw"
    __table_args__ = (CheckConstraint("share BETWEEN 1 AND 100", name="share"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    share: Mapped[int] = mapped_column()
    seed: Mapped[str] = mapped_column()
    pool: Mapped[dict[str, Any]] = mapped_column(Document)
    reader_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    drawn_at: Mapped[datetime] = mapped_column()


class Adjudication(Record):
    """What was decided about one code that only one of two readings gave a passage; dated, as is its taking back.

    One stands for each passage and code. It falls with the words it is about (decision 25).
    """

    __tablename__ = "adjudication"
    __table_args__ = (
        CheckConstraint("(turn_id IS NULL) <> (words_id IS NULL)", name="one_passage"),
        CheckConstraint("(verdict = 'other') = (other_id IS NOT NULL)", name="other_code"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by IS NULL)", name="taken_back"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"), index=True)
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), index=True, default=None)
    words_id: Mapped[str | None] = mapped_column(ForeignKey("words.id", ondelete="CASCADE"), index=True, default=None)
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id", ondelete="RESTRICT"))
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict))
    other_id: Mapped[str | None] = mapped_column(ForeignKey("code.id", ondelete="RESTRICT"), default=None)
    reason: Mapped[str] = mapped_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime] = mapped_column()
    taken_back_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_back_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), default=None)


class FrameworkCell(Record):
    """What a coder summed up of one case under one code: an interview, or an open answer.

    `revision` counts the times it was written. It falls with the words of its case: a trigger takes an interview's
    as soon as a turn of it goes.
    """

    __tablename__ = "framework_cell"
    __table_args__ = (CheckConstraint("(interview_id IS NULL) <> (words_id IS NULL)", name="one_case"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default_factory=random_id)
    strand_id: Mapped[str] = mapped_column(ForeignKey("strand.id", ondelete="RESTRICT"))
    interview_id: Mapped[str | None] = mapped_column(
        ForeignKey("interview.id", ondelete="CASCADE"), index=True, default=None
    )
    words_id: Mapped[str | None] = mapped_column(ForeignKey("words.id", ondelete="CASCADE"), index=True, default=None)
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id", ondelete="RESTRICT"))
    text: Mapped[str] = mapped_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime] = mapped_column()
    revision: Mapped[int] = mapped_column(default=1)


ONE_CODE_PER_STRETCH = tuple(
    Index(
        f"ix_segment_one_per_stretch_of_{name}",
        Segment.assignment_id,
        column,
        Segment.start_at,
        Segment.end_at,
        Segment.code_id,
        unique=True,
        sqlite_where=text(f"removed_at IS NULL AND {name}_id IS NOT NULL"),
        postgresql_where=text(f"removed_at IS NULL AND {name}_id IS NOT NULL"),
    )
    for name, column in (("turn", Segment.turn_id), ("words", Segment.words_id))
)
ONE_DECISION_PER_CODE = tuple(
    Index(
        f"ix_adjudication_one_per_code_of_{name}",
        column,
        Adjudication.code_id,
        unique=True,
        sqlite_where=text(f"taken_back_at IS NULL AND {name}_id IS NOT NULL"),
        postgresql_where=text(f"taken_back_at IS NULL AND {name}_id IS NOT NULL"),
    )
    for name, column in (("turn", Adjudication.turn_id), ("words", Adjudication.words_id))
)
ONE_CELL_PER_CASE = tuple(
    Index(
        f"ix_framework_cell_one_per_{name}",
        FrameworkCell.strand_id,
        column,
        FrameworkCell.code_id,
        unique=True,
        sqlite_where=text(f"{name}_id IS NOT NULL"),
        postgresql_where=text(f"{name}_id IS NOT NULL"),
    )
    for name, column in (("interview", FrameworkCell.interview_id), ("words", FrameworkCell.words_id))
)
