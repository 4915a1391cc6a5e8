"""The key of a strand: what is sealed in it is opened with this."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultation.records import StrandKey
from consult.shared.keyring import Cipher, Unreadable, keyring


def cipher_of(session: Session, strand_id: str) -> Cipher:
    """Return the cipher of a strand, kept in memory for a minute; raise `Unreadable` once its key is destroyed."""
    ring = keyring()
    if (known := ring.remembered(strand_id)) is not None:
        return known
    wrapped = session.scalar(select(StrandKey.wrapped).where(StrandKey.strand_id == strand_id))
    if wrapped is None:
        raise Unreadable("the key of this strand was destroyed, or never made")
    return ring.cipher(wrapped, strand_id)


def key_faults(session: Session) -> list[str]:
    """Return what is wrong with the keys, one sentence for every strand whose key does not open."""
    ring, found = keyring(), []
    rows = session.execute(select(StrandKey.strand_id, StrandKey.wrapped).order_by(StrandKey.strand_id))
    for strand_id, wrapped in rows:
        try:
            ring.unwrap(wrapped, strand_id)
        except Unreadable as error:
            found.append(f"strand {strand_id}: {error}")
    return found
