"""The words people read for the codes of deciding; what the instrument names is named by its published wordings."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.decision.rules.evidence import EvidenceKind
from consult.decision.rules.kinds import (
    ActionState,
    BallotState,
    Choice,
    Heading,
    Promised,
    Reply,
    RoundState,
    Voice,
)
from consult.decision.rules.proposal import Field

HEADINGS: Mapping[Heading, LazyString] = {
    Heading.STRATEGY: _l("Strategy"),
    Heading.STRUCTURE: _l("Structure"),
    Heading.ACTIVITIES: _l("Activities"),
}
ROUND_STATES: Mapping[RoundState, LazyString] = {
    RoundState.OPEN: _l("open for comments"),
    RoundState.CLOSED: _l("closed"),
}
REPLIES: Mapping[Reply, LazyString] = {
    Reply.ADOPTED: _l("Done"),
    Reply.IN_PART: _l("Done in part"),
    Reply.NOT_ADOPTED: _l("Not done"),
}
VOICES: Mapping[Voice, LazyString] = {
    Voice.ORGANISATION: _l("for an organisation"),
    Voice.INDIVIDUAL: _l("in a member’s own name"),
}
CHOICES: Mapping[Choice, LazyString] = {
    Choice.YES: _l("Yes"),
    Choice.NO: _l("No"),
    Choice.ABSTAIN: _l("Abstain"),
}
BALLOT_STATES: Mapping[BallotState, LazyString] = {
    BallotState.PREPARED: _l("prepared"),
    BallotState.OPEN: _l("open: papers come in, nobody counts"),
    BallotState.CLOSED: _l("closed and counted"),
}
ACTION_STATES: Mapping[ActionState, LazyString] = {
    ActionState.PLANNED: _l("Planned"),
    ActionState.ON_TIME: _l("On time"),
    ActionState.BEHIND: _l("Behind plan"),
    ActionState.DONE: _l("Done"),
    ActionState.DROPPED: _l("Dropped"),
}
PROMISED: Mapping[Promised, LazyString] = {
    Promised.TRANSCRIPTS: _l("Transcripts"),
    Promised.CONTACTS: _l("Contacts"),
}
EVIDENCE_KINDS: Mapping[EvidenceKind, LazyString] = {
    EvidenceKind.FIGURE: _l("Figures"),
    EvidenceKind.SENTENCE: _l("Sentences of the findings"),
    EvidenceKind.THEME: _l("Themes"),
    EvidenceKind.REACTION: _l("Reactions at the joint meeting"),
    EvidenceKind.AMENDMENT: _l("Amendments"),
    EvidenceKind.POLL: _l("Polls of the meeting"),
    EvidenceKind.COMMENT: _l("Comments of members"),
    EvidenceKind.BALLOT: _l("Ballots"),
}
FIELDS: Mapping[Field, LazyString] = {
    Field.ROLES: _l("Roles: who gives which time, skills and resources"),
    Field.SECRETARIAT: _l("Secretariat"),
    Field.CHAIR_AND_TERM: _l("Chair, how chosen and for how long"),
    Field.TREASURER: _l("Treasurer"),
    Field.FUNDING: _l("Funding"),
    Field.ADMISSION: _l("Admission of members"),
    Field.MEMBER_CLASSES: _l("Classes of members"),
    Field.WHO_SPEAKS: _l("Who speaks for whom"),
    Field.CONFLICT: _l("How conflicts are settled"),
    Field.DECISION_RULE: _l("How decisions are taken from then on"),
    Field.LEADERSHIP_CHANGE: _l("How leadership changes"),
    Field.EVALUATION: _l("Evaluation"),
    Field.REVIEW_AND_EXIT: _l("Review, and the way out"),
    Field.NAME: _l("Name"),
}
