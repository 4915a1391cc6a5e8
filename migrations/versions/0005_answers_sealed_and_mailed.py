"""answers sealed and mailed

What members wrote, their drafts and whose an answer is are sealed with a key of their strand, in the program and not
in SQL: the keys are opened by the master key, which the database never sees. Migrations therefore run inside the
application. Only `Cipher.seal`, `open`, `mark` and the keyring are used; the places a value is sealed for stand here as
they were on that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from consult.shared.keyring import Cipher, keyring

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
AT_ONCE = 500

FIXED = "the confidentiality promised at opening cannot be changed"
MODE_BEFORE = "OLD.opened_at IS NOT NULL AND (NEW.mode <> OLD.mode OR NEW.opened_at IS NULL)"
MODE_AFTER = (
    "OLD.opened_at IS NOT NULL AND (NEW.mode <> OLD.mode OR NEW.individual_mode <> OLD.individual_mode "
    "OR NEW.opened_at IS NULL)"
)
RULE = (
    "OLD.opened_at IS NOT NULL AND (NEW.decision_rule <> OLD.decision_rule OR NEW.decision_base <> "
    "OLD.decision_base OR NEW.decision_threshold <> OLD.decision_threshold OR NEW.quorum <> OLD.quorum)"
)
# The guards of the table that is made anew: (name, event, condition, words).
GUARDS = {
    True: ("consultation_mode_fixed", "UPDATE", MODE_AFTER, FIXED),
    False: ("consultation_mode_fixed", "UPDATE", MODE_BEFORE, FIXED),
}
OTHER_GUARDS = (
    (
        "consultation_rule_fixed",
        "UPDATE",
        RULE,
        "the decision rule is fixed before the first answer",
    ),
    (
        "consultation_opened_stays",
        "DELETE",
        "OLD.opened_at IS NOT NULL",
        "an opened consultation cannot be deleted",
    ),
)


def upgrade() -> None:
    remove_guards()
    make_tables()
    let_waves_have_links()
    with keys_made() as cipher_of:
        reshape_all(new=True, cipher_of=cipher_of)
    make_guards(new=True)


def downgrade() -> None:
    refuse_to_lose_answers()
    remove_guards()
    with keys_there() as cipher_of:
        reshape_all(new=False, cipher_of=cipher_of)
    drop_tables()
    let_contacts_have_one_link()
    make_guards(new=False)


# What is sealed, and with which key


CipherOf = Callable[[str], Cipher | None]


@contextmanager
def keys_made() -> Iterator[CipherOf]:
    """Give every strand its key; what the keyring remembers of them is forgotten, in case this is rolled back."""
    ring, bind = keyring(), op.get_bind()
    table = sa.table("strand_key", sa.column("strand_id"), sa.column("wrapped", sa.LargeBinary()))
    strands = list(bind.scalars(sa.text("SELECT id FROM strand")))
    wrapped = {strand_id: ring.new_key(strand_id) for strand_id in strands}
    if wrapped:
        bind.execute(table.insert(), [{"strand_id": key, "wrapped": value} for key, value in wrapped.items()])
    with ciphers(wrapped) as cipher_of:
        yield cipher_of


@contextmanager
def keys_there() -> Iterator[CipherOf]:
    """Open the keys that were not destroyed."""
    rows = op.get_bind().execute(
        sa.select(sa.column("strand_id"), sa.column("wrapped", sa.LargeBinary())).select_from(sa.table("strand_key"))
    )
    with ciphers({strand_id: bytes(wrapped) for strand_id, wrapped in rows}) as cipher_of:
        yield cipher_of


@contextmanager
def ciphers(wrapped: Mapping[str, bytes]) -> Iterator[CipherOf]:
    ring = keyring()
    found = {strand_id: ring.cipher(key, strand_id) for strand_id, key in wrapped.items()}
    try:
        yield found.get
    finally:
        for strand_id in wrapped:
            ring.forget(strand_id)


Row = Mapping[str, Any]
Carried = dict[str, Any] | None  # None: the key was destroyed, so there is nothing to carry
Carry = Callable[[Cipher, Row], dict[str, Any]]


def seal_words(cipher: Cipher, row: Row) -> dict[str, Any]:
    return {"sealed": cipher.seal(row["text"], place=f"words|{row['id']}")}


def open_words(cipher: Cipher, row: Row) -> dict[str, Any]:
    return {"text": cipher.open(row["sealed"], place=f"words|{row['id']}")}


def of_translation(row: Row) -> str:
    return f"words_translation|{row['words_id']}|{row['language']}"


def seal_translation(cipher: Cipher, row: Row) -> dict[str, Any]:
    return {"sealed": cipher.seal(row["text"], place=of_translation(row))}


def open_translation(cipher: Cipher, row: Row) -> dict[str, Any]:
    return {"text": cipher.open(row["sealed"], place=of_translation(row))}


def seal_sealed(cipher: Cipher, row: Row) -> dict[str, Any]:
    content = {"document": row["document"], "words": row["words"]}
    return {"sealed": cipher.seal_document(content, place=f"sealed_answer|{row['answer_id']}")}


def open_sealed(cipher: Cipher, row: Row) -> dict[str, Any]:
    found = cipher.open_document(row["sealed"], place=f"sealed_answer|{row['answer_id']}")
    return {"document": found["document"], "words": found["words"]}


def seal_earlier(cipher: Cipher, row: Row) -> dict[str, Any]:
    return {"sealed": cipher.seal_document(row["value"], place=f"earlier_answer|{row['id']}"), "replaced_on": None}


def open_earlier(cipher: Cipher, row: Row) -> dict[str, Any]:
    return {"value": cipher.open_document(row["sealed"], place=f"earlier_answer|{row['id']}")}


DRAFTED = ("document", "revisions", "read_in")


def seal_draft(cipher: Cipher, row: Row) -> dict[str, Any]:
    if row["state"] != "draft":
        return {"draft": None, "consents": {}}
    draft = cipher.seal_document({name: row[name] for name in DRAFTED}, place=f"answer|{row['id']}")
    return {"draft": draft, "consents": {}, **{name: {} for name in DRAFTED}}


def open_draft(cipher: Cipher, row: Row) -> dict[str, Any]:
    channel = {"channel": "web"}
    if row["draft"] is None:
        return channel
    return channel | cipher.open_document(row["draft"], place=f"answer|{row['id']}")


def seal_link(cipher: Cipher, row: Row) -> dict[str, Any]:
    own, answer_id = row["participation_id"], row["answer_id"]
    return {"mark": cipher.mark("answer", own), "sealed": cipher.seal(own, place=f"answer_link|{answer_id}")}


def open_link(cipher: Cipher, row: Row) -> dict[str, Any]:
    return {"participation_id": cipher.open(row["sealed"], place=f"answer_link|{row['answer_id']}")}


# Links in waves

ONE_OPEN = "ix_invitation_one_open_per_contact"
OPEN = "revoked_at IS NULL AND contact_id IS NOT NULL"


def let_waves_have_links() -> None:
    op.add_column("invitation", sa.Column("invited_on", sa.Date(), nullable=True))
    op.add_column("invitation", sa.Column("wave", sa.Integer(), nullable=True))
    op.execute("UPDATE invitation SET wave = 0")
    index_open_links("strand_id", "contact_id", "wave")


def let_contacts_have_one_link() -> None:
    """Of the open links of a contact, the newest wave's stays open."""
    table = sa.table(
        "invitation",
        *(sa.column(name) for name in ("id", "strand_id", "contact_id", "wave")),
        sa.column("revoked_at", sa.DateTime(timezone=True)),
    )
    later = table.alias("later")
    rank = sa.func.coalesce(table.c.wave, -1), sa.func.coalesce(later.c.wave, -1)
    outdone = sa.exists().where(
        later.c.strand_id == table.c.strand_id,
        later.c.contact_id == table.c.contact_id,
        later.c.revoked_at.is_(None),
        sa.or_(rank[1] > rank[0], sa.and_(rank[1] == rank[0], later.c.id > table.c.id)),
    )
    revoked = table.update().where(table.c.revoked_at.is_(None), outdone).values(revoked_at=sa.func.now())
    op.get_bind().execute(revoked)
    index_open_links("strand_id", "contact_id")
    op.drop_column("invitation", "wave")
    op.drop_column("invitation", "invited_on")


def index_open_links(*columns: str) -> None:
    op.drop_index(ONE_OPEN, table_name="invitation")
    where = sa.text(OPEN)
    op.create_index(ONE_OPEN, "invitation", list(columns), unique=True, sqlite_where=where, postgresql_where=where)


def refuse_to_lose_answers() -> None:
    """The older program has no place for these; going back would throw away what members gave."""
    for name in ("spooled", "anonymous_draft", "upload"):
        if op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(name))):
            raise RuntimeError(f"{name} holds what members gave, and the older schema has no place for it")


# Tables that change their shape: one function each, for the shape after (new) and before


def text_of(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def key_of(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=22), nullable=False)


def whole(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def document(name: str) -> sa.Column[Any]:
    return sa.Column(name, DOCUMENT, nullable=False)


def yes_no(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def day(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def secret(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def code(name: str, *values: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=30), nullable=nullable)


def codes(table: str, column: str, *values: str, name: str = "") -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{name or column}"))


def refers(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)


def primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


Items = list[Any]  # columns and constraints, as `op.create_table` takes them
CHANNELS = ("web", "file", "face_to_face", "phone", "paper", "email")
MODES = ("attributed", "confidential", "anonymous")
UNITS = ("organisation", "individual")


def answer(*, new: bool) -> Items:
    name = "answer"
    return [
        key_of("id"),
        key_of("strand_id"),
        key_of("version_id"),
        code("unit"),
        code("state"),
        yes_no("short"),
        document("document"),
        *([secret("draft", nullable=True), document("consents")] if new else []),
        whole("revision"),
        document("revisions"),
        document("read_in"),
        document("re_asks"),
        text_of("language"),
        text_of("region"),
        text_of("kind"),
        yes_no("in_both"),
        code("channel"),
        whole("order_seed"),
        moment("submitted_at"),
        primary(name, "id"),
        check(name, "revision_counts_up", "revision >= 0"),
        refers(name, "strand_id", "strand", "RESTRICT"),
        refers(name, "version_id", "instrument_version", "RESTRICT"),
        codes(name, "unit", *UNITS),
        codes(name, "state", "draft", "submitted", name="answer_state"),
        codes(name, "channel", *(CHANNELS if new else CHANNELS[:1])),
    ]


def answer_link(*, new: bool) -> Items:
    name = "answer_link"
    own = [key_of("mark"), secret("sealed"), primary(name, "mark")]
    before = [
        key_of("participation_id"),
        primary(name, "participation_id"),
        refers(name, "participation_id", "participation", "CASCADE"),
    ]
    return [
        key_of("answer_id"),
        *(own if new else before),
        refers(name, "answer_id", "answer", "CASCADE"),
        unique(name, "answer_id"),
    ]


def words(*, new: bool) -> Items:
    name = "words"
    return [
        key_of("id"),
        key_of("answer_id"),
        text_of("part"),
        secret("sealed") if new else text_of("text"),
        text_of("language"),
        primary(name, "id"),
        refers(name, "answer_id", "answer", "CASCADE"),
        unique(name, "answer_id", "part"),
    ]


def words_translation(*, new: bool) -> Items:
    name = "words_translation"
    return [
        key_of("words_id"),
        text_of("language"),
        secret("sealed") if new else text_of("text"),
        text_of("translator"),
        primary(name, "words_id", "language"),
        refers(name, "words_id", "words", "CASCADE"),
    ]


def sealed_answer(*, new: bool) -> Items:
    name = "sealed_answer"
    return [
        key_of("id"),
        key_of("answer_id"),
        key_of("strand_id"),
        *([secret("sealed")] if new else [document("document"), document("words")]),
        whole("revision"),
        primary(name, "id"),
        refers(name, "answer_id", "answer", "CASCADE"),
        refers(name, "strand_id", "strand", "RESTRICT"),
        unique(name, "answer_id"),
    ]


def earlier_answer(*, new: bool) -> Items:
    name = "earlier_answer"
    return [
        key_of("id"),
        key_of("answer_id"),
        key_of("version_id"),
        sa.Column("re_ask_id", sa.String(length=22), nullable=True),
        text_of("part"),
        *([secret("sealed"), day("replaced_on")] if new else [document("value")]),
        whole("revision"),
        primary(name, "id"),
        refers(name, "answer_id", "answer", "CASCADE"),
        refers(name, "re_ask_id", "re_ask", "RESTRICT"),
        refers(name, "version_id", "instrument_version", "RESTRICT"),
    ]


def page_post(*, new: bool) -> Items:
    name = "page_post"
    return [
        key_of("answer_id"),
        key_of("key"),
        whole("revision"),
        primary(name, "answer_id", "key"),
        refers(name, "answer_id", "answer", "CASCADE"),
    ]


def participation(*, new: bool) -> Items:
    name = "participation"
    return [
        key_of("id"),
        key_of("strand_id"),
        key_of("organisation_id"),
        code("unit"),
        text_of("code_hash"),
        day("began_on", nullable=False),
        day("submitted_on"),
        day("withdrawn_on"),
        primary(name, "id"),
        refers(name, "organisation_id", "organisation", "RESTRICT"),
        refers(name, "strand_id", "strand", "RESTRICT"),
        unique(name, "code_hash"),
        codes(name, "unit", *UNITS),
    ]


def consultation(*, new: bool) -> Items:
    name = "consultation"
    modes = [
        code("individual_mode"),
        codes(name, "individual_mode", *MODES),
        check(name, "organisations_are_never_anonymous", "mode <> 'anonymous'"),
    ]
    return [
        key_of("id"),
        document("title"),
        document("question"),
        document("already_discussed"),
        document("still_open"),
        document("criteria"),
        document("languages"),
        day("opens_on", nullable=False),
        day("closes_on", nullable=False),
        day("withdraw_until", nullable=False),
        code("decision_rule"),
        code("decision_base"),
        whole("decision_threshold"),
        whole("quorum"),
        code("mode"),
        *(modes if new else []),
        day("meeting_on"),
        moment("opened_at"),
        yes_no("fictitious"),
        day("transcripts_destroyed_on"),
        day("contacts_destroyed_on"),
        primary(name, "id"),
        check(name, "threshold_is_a_share", "decision_threshold > 0 AND decision_threshold <= 100"),
        check(name, "quorum_is_a_share", "quorum >= 0 AND quorum <= 100"),
        codes(name, "decision_rule", "consensus", "majority", "designated_leads"),
        codes(name, "decision_base", "ballots_cast", "members_present", "all_members"),
        codes(name, "mode", *(MODES if new else ["confidential"])),
    ]


BEFORE = ("not_invited", "invited", "partial", "answered", "declined", "unreachable")
AFTER = ("not_invited", "not_asked", "invited", "opened", "partial", "answered", "declined", "unreachable")
STEPS = ("remind", "call", "other_contact", "interpreter", "visit", "ask_neighbour")


def coverage(*, new: bool) -> Items:
    name = "coverage"
    steps = [
        code("next_step", nullable=True),
        codes(name, "next_step", *STEPS),
        text_of("taken_by"),
        day("step_due"),
    ]
    return [
        key_of("id"),
        key_of("strand_id"),
        key_of("organisation_id"),
        code("disposition"),
        text_of("note"),
        day("changed_on"),
        *(steps if new else []),
        primary(name, "id"),
        refers(name, "organisation_id", "organisation", "RESTRICT"),
        refers(name, "strand_id", "strand", "RESTRICT"),
        unique(name, "strand_id", "organisation_id"),
        codes(name, "disposition", *(AFTER if new else BEFORE)),
    ]


INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "answer": (("strand_id",), ("version_id",)),
    "sealed_answer": (("strand_id",),),
    "earlier_answer": (("answer_id",),),
    "participation": (("organisation_id",),),
    "coverage": (("organisation_id",),),
}
ONE_ANSWER = "ix_participation_one_organisation_answer"
SHAPES: dict[str, Callable[..., Items]] = {
    "answer": answer,
    "answer_link": answer_link,
    "words": words,
    "words_translation": words_translation,
    "sealed_answer": sealed_answer,
    "earlier_answer": earlier_answer,
    "page_post": page_post,
    "participation": participation,
    "consultation": consultation,
    "coverage": coverage,
}
WITH_ROW_NUMBERS = ("consultation", "coverage")
SEALED: dict[str, tuple[Carry, Carry]] = {
    "answer": (seal_draft, open_draft),
    "answer_link": (seal_link, open_link),
    "words": (seal_words, open_words),
    "words_translation": (seal_translation, open_translation),
    "sealed_answer": (seal_sealed, open_sealed),
    "earlier_answer": (seal_earlier, open_earlier),
}


def computed(name: str, old: sa.FromClause, *, new: bool) -> dict[str, sa.ColumnElement[Any]]:
    """What the columns of a table hold that are not simply carried over: new ones, and codes the older one lacks."""
    if name == "consultation" and new:
        return {"individual_mode": sa.literal("confidential")}
    if name == "consultation":
        return {"mode": sa.literal("confidential")}  # keeps what was promised, and more
    if name == "coverage" and new:
        return {"next_step": sa.null(), "taken_by": sa.literal(""), "step_due": sa.null()}
    if name == "coverage":
        older = {"not_asked": "not_invited", "opened": "invited"}
        return {"disposition": sa.case(older, value=old.c.disposition, else_=old.c.disposition)}
    return {}


def reshape_all(*, new: bool, cipher_of: CipherOf) -> None:
    """Bring every table into its new shape, or its old one; strands are looked up before anything moves."""
    bind = op.get_bind()
    strands = {row[0]: row[1] for row in bind.execute(sa.text("SELECT id, strand_id FROM answer"))}
    answers = {row[0]: row[1] for row in bind.execute(sa.text("SELECT id, answer_id FROM words"))}

    def strand_of(name: str, row: Row) -> str:
        if name == "answer":
            return str(row["strand_id"])
        return strands[answers[row["words_id"]] if name == "words_translation" else row["answer_id"]]

    for name, (sealing, opening) in SEALED.items():
        carry = sealing if new else opening

        def carried(row: Row, name: str = name, carry: Carry = carry) -> Carried:
            cipher = cipher_of(strand_of(name, row))
            return carry(cipher, row) if cipher else None

        reshape(name, new=new, carried=carried)
    for name in SHAPES:
        if name not in SEALED:
            reshape(name, new=new, carried=None)


def reshape(name: str, *, new: bool, carried: Callable[[Row], Carried] | None) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rebuild(name, new=new, carried=carried)
    else:
        alter(name, new=new, carried=carried)


REFERRED = ("answer", "instrument_version", "organisation", "participation", "re_ask", "strand", "words")


def table_of(name: str, items: Items) -> sa.Table:
    """Return a table that stands alone, beside stubs of all it refers to."""
    metadata = sa.MetaData(naming_convention=NAMES)
    for other in REFERRED:
        if other != name:
            sa.Table(other, metadata, sa.Column("id", sa.String(length=22), primary_key=True))
    return sa.Table(name, metadata, *items)


# SQLite: the old table steps aside, the new one is made, the rows move over


def rebuild(name: str, *, new: bool, carried: Callable[[Row], Carried] | None) -> None:
    """`legacy_alter_table`: what refers to the table by name is to go on referring to that name."""
    bind = op.get_bind()
    drop_indexes(name)
    bind.exec_driver_sql("PRAGMA legacy_alter_table=ON")
    op.rename_table(name, f"old_{name}")
    bind.exec_driver_sql("PRAGMA legacy_alter_table=OFF")
    rowid = name in WITH_ROW_NUMBERS or not new
    op.create_table(name, *SHAPES[name](new=new), **({} if rowid else {"sqlite_with_rowid": False}))
    old, fresh = table_of(f"old_{name}", SHAPES[name](new=not new)), table_of(name, SHAPES[name](new=new))
    if carried is None:
        values = computed(name, old, new=new)
        source = sa.select(*(values.get(c.name, old.c.get(c.name)) for c in fresh.columns))
        bind.execute(fresh.insert().from_select([c.name for c in fresh.columns], source))
    else:
        for rows in batches(old):
            moved = [{**row, **more} for row in rows if (more := carried(row)) is not None]
            kept = [{c.name: row[c.name] for c in fresh.columns} for row in moved]
            if kept:
                bind.execute(fresh.insert(), kept)
    op.drop_table(f"old_{name}")
    make_indexes(name)


def batches(table: sa.Table) -> Iterator[list[Row]]:
    found = op.get_bind().execute(sa.select(table), execution_options={"yield_per": AT_ONCE})
    for rows in found.mappings().partitions():
        yield list(rows)


def drop_indexes(name: str) -> None:
    for columns in INDEXES.get(name, ()):
        op.drop_index(op.f(f"ix_{name}_{'_'.join(columns)}"), table_name=name)
    if name == "participation":
        op.drop_index(ONE_ANSWER, table_name=name)


def make_indexes(name: str) -> None:
    for columns in INDEXES.get(name, ()):
        op.create_index(op.f(f"ix_{name}_{'_'.join(columns)}"), name, list(columns))
    if name == "participation":
        of_organisation = sa.text("unit = 'organisation'")
        op.create_index(ONE_ANSWER, name, ["strand_id", "organisation_id"], unique=True, sqlite_where=of_organisation)


# PostgreSQL: columns come, are filled, and go


def alter(name: str, *, new: bool, carried: Callable[[Row], Carried] | None) -> None:
    old, fresh = table_of(name, SHAPES[name](new=not new)), table_of(name, SHAPES[name](new=new))
    coming = [c for c in fresh.columns if c.name not in old.columns]
    going = [c.name for c in old.columns if c.name not in fresh.columns]
    dialect = op.get_bind().dialect
    before, after = (
        {str(sa.schema.AddConstraint(c).compile(dialect=dialect)): c for c in t.constraints} for t in (old, fresh)
    )
    for column in coming:
        op.add_column(name, sa.Column(column.name, column.type, nullable=True))
    for words_of in before.keys() - after.keys():
        op.drop_constraint(str(before[words_of].name), name)
    fill(name, old, coming, new=new, carried=carried)
    for column in coming:
        if not column.nullable:
            op.alter_column(name, column.name, nullable=False)
    for column_name in going:
        op.drop_column(name, column_name)
    for words_of in after.keys() - before.keys():
        op.execute(sa.schema.AddConstraint(after[words_of]))


def fill(
    name: str, old: sa.Table, coming: list[sa.Column[Any]], *, new: bool, carried: Callable[[Row], Carried] | None
) -> None:
    bind = op.get_bind()
    wide = sa.table(name, *(sa.column(c.name, c.type) for c in (*old.columns, *coming)))
    if carried is None:
        if values := computed(name, wide, new=new):
            bind.execute(wide.update().values(values))
        return
    key = [c.name for c in old.primary_key.columns]
    its_own = sa.and_(*(wide.c[column] == sa.bindparam(f"own_{column}") for column in key))
    for rows in batches(old):
        changes, lost = [], []
        for row in rows:
            own = {f"own_{column}": row[column] for column in key}
            more = carried(row)
            if more is None:
                lost.append(own)
            else:
                changes.append(own | {f"new_{column}": value for column, value in more.items()})
        if lost:
            bind.execute(wide.delete().where(its_own), lost)
        for names in {tuple(change) for change in changes}:
            some = [change for change in changes if tuple(change) == names]
            values = {n.removeprefix("new_"): sa.bindparam(n) for n in names if n.startswith("new_")}
            bind.execute(wide.update().where(its_own).values(values), some)


# Guards of the table of consultations, which is made anew


def remove_guards() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, *_ in (GUARDS[True], *OTHER_GUARDS):
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON consultation")


def make_guards(*, new: bool) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, event, condition, said in (GUARDS[new], *OTHER_GUARDS):
        head = f"CREATE TRIGGER {name} BEFORE {event} ON consultation FOR EACH ROW WHEN ({condition})"
        refusal = f"BEGIN SELECT RAISE(ABORT, '{said}'); END" if sqlite else f"EXECUTE FUNCTION {name}()"
        op.execute(f"{head} {refusal}")


# Tables that are new


def make_tables() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("arguments", DOCUMENT, nullable=False),
        sa.Column("unique_key", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_job_unique_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_due_at"), ["due_at"], unique=False)

    op.create_table(
        "anonymous_draft",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_anonymous_draft_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_draft")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("anonymous_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_anonymous_draft_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.String(length=22), nullable=False),
        sa.Column("contact_id", sa.String(length=22), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "reminder",
                "confirm",
                name="mail_kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("message_hash", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "bounced",
                "failed",
                "dropped",
                name="mail_state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_mail_contact_id_contact"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_mail_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_mail_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_hash", name=op.f("uq_mail_message_hash")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "spooled",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_spooled_strand_id_strand"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spooled")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("spooled", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spooled_strand_id"), ["strand_id"], unique=False)

    op.create_table(
        "strand_key",
        sa.Column("strand_id", sa.String(length=22), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strand_id"], ["strand.id"], name=op.f("fk_strand_key_strand_id_strand"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("strand_id", name=op.f("pk_strand_key")),
    )
    op.create_table(
        "colleague",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column(
            "may",
            sa.Enum("comment", "edit", name="colleague_may", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_colleague_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleague")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_colleague_token_hash")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("colleague", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_colleague_answer_id"), ["answer_id"], unique=False)

    op.create_table(
        "proxy_entry",
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "file",
                "face_to_face",
                "phone",
                "paper",
                "email",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("disputed_on", sa.Date(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_proxy_entry_account_id_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_proxy_entry_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_proxy_entry")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_off",
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_sign_off_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_sign_off")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_upload_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("answer_id", "part", name=op.f("uq_upload_answer_id_part")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "draft_comment",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("answer_id", sa.String(length=22), nullable=False),
        sa.Column("colleague_id", sa.String(length=22), nullable=True),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_draft_comment_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["colleague_id"],
            ["colleague.id"],
            name=op.f("fk_draft_comment_colleague_id_colleague"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_comment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("draft_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_comment_answer_id"), ["answer_id"], unique=False)


def drop_tables() -> None:
    with op.batch_alter_table("draft_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_comment_answer_id"))

    op.drop_table("draft_comment")
    op.drop_table("upload")
    op.drop_table("sign_off")
    op.drop_table("proxy_entry")
    with op.batch_alter_table("colleague", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_colleague_answer_id"))

    op.drop_table("colleague")
    op.drop_table("strand_key")
    with op.batch_alter_table("spooled", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spooled_strand_id"))

    op.drop_table("spooled")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_strand_id"))
        batch_op.drop_index(batch_op.f("ix_mail_organisation_id"))

    op.drop_table("mail")
    with op.batch_alter_table("anonymous_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anonymous_draft_strand_id"))

    op.drop_table("anonymous_draft")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_due_at"))

    op.drop_table("job")
