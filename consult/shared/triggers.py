"""What the database itself refuses. A migration that rebuilds one of these tables ends by making its trigger again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import DDL, MetaData, event


@dataclass(frozen=True, slots=True)
class Guard:
    """A refusal on one table: when (`event`, `condition` over OLD and NEW) and with what words."""

    name: str
    table: str
    event: str
    condition: str
    words: str

    def statements(self, dialect: str) -> list[str]:
        """Return the SQL that makes this guard on `dialect` ("sqlite" or "postgresql")."""
        when = f"WHEN ({self.condition})" if self.condition else ""
        head = f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW {when}"
        if dialect == "sqlite":
            return [f"{head} BEGIN SELECT RAISE(ABORT, '{self.words}'); END"]
        return [
            (
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{self.words}' USING ERRCODE='integrity_constraint_violation'; END $$"
            ),
            f"{head} EXECUTE FUNCTION {self.name}()",
        ]

    def removal(self, dialect: str) -> list[str]:
        """Return the SQL that takes this guard away."""
        if dialect == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}", f"DROP FUNCTION IF EXISTS {self.name}()"]


@dataclass(frozen=True, slots=True)
class Fall:
    """Rows that go when a row of `table` goes, where no foreign key can say so: `statement` is over OLD."""

    name: str
    table: str
    condition: str
    statement: str

    def statements(self, dialect: str) -> list[str]:
        """Return the SQL that makes this trigger on `dialect` ("sqlite" or "postgresql")."""
        when = f"WHEN ({self.condition})" if self.condition else ""
        head = f"CREATE TRIGGER {self.name} AFTER DELETE ON {self.table} FOR EACH ROW {when}"
        if dialect == "sqlite":
            return [f"{head} BEGIN {self.statement}; END"]
        return [
            (
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"{self.statement}; RETURN NULL; END $$"
            ),
            f"{head} EXECUTE FUNCTION {self.name}()",
        ]

    def removal(self, dialect: str) -> list[str]:
        """Return the SQL that takes this trigger away."""
        if dialect == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}", f"DROP FUNCTION IF EXISTS {self.name}()"]


GUARDS = (
    Guard(
        "consultation_mode_fixed",
        "consultation",
        "UPDATE",
        "OLD.opened_at IS NOT NULL AND (NEW.mode <> OLD.mode OR NEW.individual_mode <> OLD.individual_mode "
        "OR NEW.opened_at IS NULL)",
        "the confidentiality promised at opening cannot be changed",
    ),
    Guard(
        "consultation_rule_fixed",
        "consultation",
        "UPDATE",
        "OLD.opened_at IS NOT NULL AND (NEW.decision_rule <> OLD.decision_rule OR NEW.decision_base <> "
        "OLD.decision_base OR NEW.decision_threshold <> OLD.decision_threshold OR NEW.quorum <> OLD.quorum)",
        "the decision rule is fixed before the first answer",
    ),
    Guard(
        "consultation_opened_stays",
        "consultation",
        "DELETE",
        "OLD.opened_at IS NOT NULL",
        "an opened consultation cannot be deleted",
    ),
    Guard(
        "strand_disclosure_fixed",
        "strand",
        "UPDATE",
        "OLD.opened_at IS NOT NULL AND ((OLD.base_rule_chosen_at IS NULL AND NEW.base_rule_chosen_at IS NOT NULL) OR "
        "(OLD.frozen_at IS NOT NULL AND OLD.base_rule_chosen_at IS NOT NULL AND NEW.base_rule_chosen_at IS NULL) OR "
        "NEW.opened_at IS NULL)",
        "after opening the rule of disclosure can only be made stricter, and until the data are frozen",
    ),
    Guard("instrument_version_fixed", "instrument_version", "UPDATE", "", "a published version cannot be changed"),
    Guard("instrument_version_stays", "instrument_version", "DELETE", "", "a published version cannot be deleted"),
    Guard("edition_fixed", "edition", "UPDATE", "", "a frozen edition cannot be changed"),
    Guard("edition_stays", "edition", "DELETE", "", "a frozen edition cannot be deleted"),
    Guard("strand_seal_fixed", "strand_seal", "UPDATE", "", "the seal of frozen data cannot be changed"),
    Guard("strand_seal_stays", "strand_seal", "DELETE", "", "the seal of frozen data cannot be deleted"),
    Guard("erratum_fixed", "erratum", "UPDATE", "OLD.edition_id IS NOT NULL", "a confirmed erratum cannot be changed"),
    Guard("erratum_stays", "erratum", "DELETE", "OLD.edition_id IS NOT NULL", "a confirmed erratum cannot be deleted"),
    Guard("proposal_version_fixed", "proposal_version", "UPDATE", "", "a version of a proposal cannot be changed"),
    Guard("proposal_version_stays", "proposal_version", "DELETE", "", "a version of a proposal cannot be deleted"),
    Guard(
        "turn_text_fixed",
        "turn",
        "UPDATE",
        "NEW.text <> OLD.text AND NOT (NEW.text = '' AND NEW.withdrawn_on IS NOT NULL) AND NOT (NEW.corrected_at "
        "IS NOT NULL AND (OLD.corrected_at IS NULL OR NEW.corrected_at > OLD.corrected_at))",
        "what was said cannot be changed, only withdrawn or corrected by its speaker",
    ),
    Guard("access_event_fixed", "access_event", "UPDATE", "", "the access log cannot be changed"),
    Guard("access_event_stays", "access_event", "DELETE", "", "the access log cannot be shortened"),
)

FALLS = (
    Fall(
        "framework_cell_falls",
        "turn",
        "OLD.withdrawn_on IS NULL",
        "DELETE FROM framework_cell WHERE interview_id = OLD.interview_id",
    ),
    Fall(
        "memo_of_interview_falls",
        "turn",
        "OLD.withdrawn_on IS NULL",
        "DELETE FROM memo WHERE interview_id = OLD.interview_id",
    ),
    Fall(
        "memo_of_answers_falls",
        "assigned_words",
        "",
        "DELETE FROM memo WHERE part <> '' AND EXISTS (SELECT 1 FROM assignment WHERE id = OLD.assignment_id "
        "AND assignment.strand_id = memo.strand_id AND assignment.part = memo.part)",
    ),
    Fall(
        "learned_falls_with_turn",
        "turn",
        "OLD.withdrawn_on IS NULL",
        "DELETE FROM learned WHERE strand_id IN "
        "(SELECT strand_id FROM interview_strand WHERE interview_id = OLD.interview_id)",
    ),
    Fall(
        "learned_falls_with_answer",
        "assigned_words",
        "",
        "DELETE FROM learned WHERE strand_id = (SELECT strand_id FROM assignment WHERE id = OLD.assignment_id)",
    ),
)


def attach(metadata: MetaData) -> None:
    """Have every trigger made whenever `metadata` creates its tables."""
    for guard in (*GUARDS, *FALLS):
        for dialect in ("sqlite", "postgresql"):
            for statement in guard.statements(dialect):
                ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # - untyped there
                event.listen(metadata, "after_create", ddl)
