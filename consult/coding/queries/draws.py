"""What was drawn to be read a second time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from consult.access.records import Account
from consult.coding.records import SecondDraw
from consult.coding.rules.assigning import Pool, drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawView:
    """One draw: the share asked for, the seed, from how many documents how many were drawn, by whom and for whom."""

    share: int
    seed: str
    pool_count: int
    drawn_count: int
    reader: str
    author: str
    drawn_at: datetime


def draws_of(session: Session, strand_id: str) -> tuple[DrawView, ...]:
    """Return the draws of a strand, the newest first."""
    reader, author = aliased(Account), aliased(Account)
    rows = session.execute(
        select(SecondDraw, reader.name, author.name)
        .join(reader, reader.id == SecondDraw.reader_id)
        .join(author, author.id == SecondDraw.account_id)
        .where(SecondDraw.strand_id == strand_id)
        .order_by(SecondDraw.drawn_at.desc(), SecondDraw.id)
    )
    return tuple(
        DrawView(
            share=one.share,
            seed=one.seed,
            pool_count=sum(len(each["documents"]) for each in one.pool.values()),
            drawn_count=len(drawn({key: Pool(**each) for key, each in one.pool.items()}, one.seed)),
            reader=reader_name,
            author=author_name,
            drawn_at=one.drawn_at,
        )
        for one, reader_name, author_name in rows
    )
