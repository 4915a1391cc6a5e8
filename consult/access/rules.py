"""Who may see what, and who may do what: one table, a line for each role.

A line says what the role sees of every subject and which acts are its own. A permission to see is nobody's by name:
it follows from the rights, by `SEEING`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from consult.shared.errors import ConsultError
from consult.shared.text import clean_line


class GrantRefused(ConsultError):
    """A role with a scope it cannot have: an administrator within something, or anybody else within nothing."""


class EmailTaken(ConsultError):
    """An account for an address that has one."""


class Role(StrEnum):
    """What somebody is in a consultation."""

    INDIVIDUAL_MEMBER = "individual_member"
    FOCAL_POINT = "focal_point"
    TRANSLATOR = "translator"
    INTERVIEWER = "interviewer"
    CODER = "coder"
    LEAD_CONSULTANT = "lead_consultant"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    COORDINATOR = "coordinator"
    HOST_MEMBER = "host_member"
    BOARD = "board"
    FACILITATOR = "facilitator"
    OBSERVER = "observer"
    SCRUTINEER = "scrutineer"
    ADMINISTRATOR = "administrator"


class Subject(StrEnum):
    """What there is to see."""

    CONTACTS = "contacts"
    OWN_ANSWERS = "own_answers"
    RAW_ANSWERS = "raw_answers"
    TRANSCRIPTS = "transcripts"
    CODING = "coding"
    OWN_RESULTS = "own_results"
    OTHER_RESULTS = "other_results"
    SEALED = "sealed"
    MANDATE = "mandate"
    INSTRUMENT = "instrument"
    COVERAGE = "coverage"
    ACCESS_LOG = "access_log"
    MEETING = "meeting"
    PROPOSAL = "proposal"
    COUNT = "count"
    DECISION = "decision"


class Level(StrEnum):
    """How much of it: nothing, one's own, what was assigned, counts, without names, all; all, with one of two keys."""

    NONE = "none"
    OWN = "own"
    ASSIGNED = "assigned"
    AGGREGATE = "aggregate"
    PSEUDONYMISED = "pseudonymised"
    FULL = "full"
    FIRST_KEY = "first_key"  # asks for the seal to be opened
    SECOND_KEY = "second_key"  # opens it


class Since(StrEnum):
    """From when on: at once, the strand frozen (G4), both released (G6), both published (G7)."""

    ALWAYS = "always"
    FROZEN = "frozen"
    RELEASED = "released"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Right:
    """How much of a subject a role sees, and from when on."""

    level: Level = Level.NONE
    since: Since = Since.ALWAYS


class Permission(StrEnum):
    """What a view may ask of its reader."""

    READ_REGISTER = "read_register"
    EDIT_REGISTER = "edit_register"
    READ_COVERAGE = "read_coverage"
    READ_CONSULTATION = "read_consultation"
    EDIT_MANDATE = "edit_mandate"
    STEP_STRAND = "step_strand"
    INVITE = "invite"
    READ_INSTRUMENT = "read_instrument"
    PUBLISH_INSTRUMENT = "publish_instrument"
    RE_ASK = "re_ask"
    READ_OWN_FINDINGS = "read_own_findings"  # own strand, from frozen on
    RELEASE_STRAND = "release_strand"
    READ_JOINT = "read_joint"  # the edition, from both released on
    READ_PUBLISHED = "read_published"  # the edition, from both published on
    PUBLISH_JOINT = "publish_joint"
    ASK_SEAL = "ask_seal"  # the first key
    TURN_SEAL = "turn_seal"  # the second key
    READ_SEALED = "read_sealed"
    IMPORT_INTERVIEW = "import_interview"
    WITHDRAW_WORDS = "withdraw_words"  # at a speaker's wish
    CODE = "code"  # what was assigned to the reader
    LEAD_CODING = "lead_coding"  # assign, read every coder's codes, add codes, see agreement
    READ_ANSWERS = "read_answers"  # submitted ones: with the organisation or a pseudonym, as was promised
    REVEAL_ANSWER = "reveal_answer"  # whose a pseudonym is, with a reason that is logged
    ENTER_PROXY = "enter_proxy"  # write a member's answer down for them
    READ_ACCESS_LOG = "read_access_log"
    MANAGE_ACCOUNTS = "manage_accounts"
    SIGN_MANDATE = "sign_mandate"  # for one's own coalition
    ATTEST = "attest"  # a condition of a gate that nothing measures
    OPEN_GATE = "open_gate"
    READ_MEETING = "read_meeting"
    RUN_MEETING = "run_meeting"  # agenda, delegations, what comes in on paper, polls
    READ_PROPOSAL = "read_proposal"
    EDIT_PROPOSAL = "edit_proposal"  # appraisal, versions, comment rounds and what became of comments
    RUN_BALLOT = "run_ballot"
    READ_COUNT = "read_count"  # of a closed ballot
    READ_DECISION = "read_decision"  # the register and the decision page, once the ballot is closed
    KEEP_DECISIONS = "keep_decisions"  # the register, what follows, what was promised to be destroyed


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """One line of the table: what a role sees, and apart from it what it does."""

    rights: Mapping[Subject, Right]
    acts: frozenset[Permission]


_NONE = Right()
_OWN = Right(Level.OWN)
_ASSIGNED = Right(Level.ASSIGNED)
_VEILED = Right(Level.PSEUDONYMISED)
_FULL = Right(Level.FULL)
_KEY_1 = Right(Level.FIRST_KEY)
_KEY_2 = Right(Level.SECOND_KEY)
_FROZEN = Right(Level.AGGREGATE, Since.FROZEN)
_RELEASED = Right(Level.AGGREGATE, Since.RELEASED)
_PUBLISHED = Right(Level.AGGREGATE, Since.PUBLISHED)

_BESIDES = (
    *(Subject.MANDATE, Subject.INSTRUMENT, Subject.COVERAGE, Subject.ACCESS_LOG),
    *(Subject.MEETING, Subject.PROPOSAL, Subject.COUNT, Subject.DECISION),
)
_MANDATE = frozenset({Subject.MANDATE})
_ASKED = _MANDATE | {Subject.INSTRUMENT}
_LATER = frozenset({Subject.MEETING, Subject.PROPOSAL, Subject.DECISION})
_RUNS = frozenset({Permission.EDIT_REGISTER, Permission.STEP_STRAND, Permission.INVITE})
_LEADS = frozenset(
    {
        Permission.STEP_STRAND,
        Permission.PUBLISH_INSTRUMENT,
        Permission.RE_ASK,
        Permission.RELEASE_STRAND,
        Permission.PUBLISH_JOINT,
        Permission.IMPORT_INTERVIEW,
        Permission.WITHDRAW_WORDS,
        Permission.LEAD_CODING,
        Permission.REVEAL_ANSWER,
        Permission.ENTER_PROXY,
        Permission.ATTEST,
        Permission.OPEN_GATE,
    }
)
_CONVENES = frozenset(
    {
        Permission.EDIT_MANDATE,
        Permission.PUBLISH_JOINT,
        Permission.ATTEST,
        Permission.OPEN_GATE,
        Permission.RUN_MEETING,
        Permission.EDIT_PROPOSAL,
        Permission.RUN_BALLOT,
        Permission.KEEP_DECISIONS,
    }
)
_LISTENS = frozenset({Permission.IMPORT_INTERVIEW, Permission.WITHDRAW_WORDS, Permission.ENTER_PROXY})


def _role(*cells: Right, besides: frozenset[Subject] = _ASKED, acts: frozenset[Permission] = frozenset()) -> RoleEntry:
    first = [subject for subject in Subject if subject not in _BESIDES]
    rights = dict(zip(first, cells, strict=True)) | {s: _FULL if s in besides else _NONE for s in _BESIDES}
    return RoleEntry(MappingProxyType(rights), acts)


# Contacts, own answers, raw answers, transcripts, coding, own coalition's results, the other's, sealed item J2;
# `besides`: what else is seen whole. `acts` is the second column: what the role does.
# A safeguarding lead's figures begin with the frozen data: before that nobody has any. An interviewer sees the raw
# answers entered by proxy for respondents assigned to them. A host member is a coordinator for its own coalition, and
# for the other coalition a member like any. The administrator keeps accounts, not contacts: content is not for them.
ROLES: Mapping[Role, RoleEntry] = MappingProxyType(
    {
        Role.INDIVIDUAL_MEMBER: _role(_NONE, _FULL, _NONE, _OWN, _NONE, _RELEASED, _PUBLISHED, _OWN),
        Role.FOCAL_POINT: _role(_OWN, _OWN, _OWN, _OWN, _NONE, _RELEASED, _PUBLISHED, _NONE),
        Role.TRANSLATOR: _role(_NONE, _NONE, _ASSIGNED, _ASSIGNED, _NONE, _NONE, _NONE, _NONE),
        Role.INTERVIEWER: _role(
            *(_ASSIGNED, _NONE, _ASSIGNED, _ASSIGNED, _ASSIGNED, _NONE, _NONE, _NONE), acts=_LISTENS
        ),
        Role.CODER: _role(_NONE, _NONE, _NONE, _ASSIGNED, _FULL, _NONE, _NONE, _NONE),
        Role.LEAD_CONSULTANT: _role(
            *(_ASSIGNED, _NONE, _VEILED, _VEILED, _FULL, _FROZEN, _RELEASED, _KEY_1),
            besides=_ASKED | _LATER | {Subject.COVERAGE, Subject.ACCESS_LOG},
            acts=_LEADS,
        ),
        Role.SAFEGUARDING_LEAD: _role(
            *(_ASSIGNED, _NONE, _NONE, _NONE, _NONE, _FROZEN, _NONE, _KEY_2),
            besides=_ASKED | {Subject.ACCESS_LOG},
            acts=frozenset({Permission.ATTEST}),
        ),
        Role.COORDINATOR: _role(
            *(_FULL, _NONE, _NONE, _NONE, _NONE, _RELEASED, _RELEASED, _NONE),
            besides=_ASKED | _LATER | {Subject.COVERAGE},
            acts=_RUNS | _CONVENES,
        ),
        Role.HOST_MEMBER: _role(
            *(_FULL, _NONE, _NONE, _NONE, _NONE, _RELEASED, _PUBLISHED, _NONE),
            besides=_ASKED | _LATER | {Subject.COVERAGE},
            acts=_RUNS,
        ),
        Role.BOARD: _role(
            *(_NONE, _OWN, _NONE, _NONE, _NONE, _RELEASED, _RELEASED, _NONE),
            besides=_ASKED | _LATER,
            acts=frozenset({Permission.SIGN_MANDATE}),
        ),
        Role.FACILITATOR: _role(
            *(_ASSIGNED, _NONE, _NONE, _NONE, _RELEASED, _RELEASED, _RELEASED, _NONE),
            besides=_ASKED | _LATER,
            acts=frozenset({Permission.RUN_MEETING}),
        ),
        Role.OBSERVER: _role(
            *(_NONE, _NONE, _NONE, _NONE, _NONE, _PUBLISHED, _PUBLISHED, _NONE),
            besides=_ASKED | {Subject.DECISION},
        ),
        Role.SCRUTINEER: _role(*(_NONE,) * 8, besides=_MANDATE | {Subject.COUNT}),
        Role.ADMINISTRATOR: _role(*(_NONE,) * 8, besides=frozenset(), acts=frozenset({Permission.MANAGE_ACCOUNTS})),
    }
)
RIGHTS: Mapping[Role, Mapping[Subject, Right]] = MappingProxyType({r: entry.rights for r, entry in ROLES.items()})

Seen = Callable[[Mapping[Subject, Right]], bool]


def _at(subject: Subject, *levels: Level) -> Seen:
    return lambda rights: rights[subject].level in levels


def _figures(since: Since, *subjects: Subject) -> Seen:
    """Tell whether the figures of every one of `subjects` are seen from `since` on, or from before."""
    early = tuple(Since)[: tuple(Since).index(since) + 1]
    return lambda rights: all(rights[s].level is not Level.NONE and rights[s].since in early for s in subjects)


# One exception to the letter of the table: members and host members have their own coalition's results from release
# on (G6), but no page shows them a strand alone. From release on a strand is read in the edition only, which holds
# both, so it opens to a role when the later of its two rights begins: to members at publication (G7). This is the
# safer way: nothing of one strand goes round among members while the other's are still waiting.
_EDITION = (Subject.OWN_RESULTS, Subject.OTHER_RESULTS)
SEEING: Mapping[Permission, Seen] = MappingProxyType(
    {
        Permission.READ_CONSULTATION: _at(Subject.MANDATE, Level.FULL),
        Permission.READ_INSTRUMENT: _at(Subject.INSTRUMENT, Level.FULL),
        Permission.READ_COVERAGE: _at(Subject.COVERAGE, Level.FULL),
        Permission.READ_ACCESS_LOG: _at(Subject.ACCESS_LOG, Level.FULL),
        Permission.READ_MEETING: _at(Subject.MEETING, Level.FULL),
        Permission.READ_PROPOSAL: _at(Subject.PROPOSAL, Level.FULL),
        Permission.READ_COUNT: _at(Subject.COUNT, Level.FULL),
        Permission.READ_DECISION: _at(Subject.DECISION, Level.FULL),
        Permission.READ_REGISTER: _at(Subject.CONTACTS, Level.FULL),
        Permission.READ_OWN_FINDINGS: _figures(Since.FROZEN, Subject.OWN_RESULTS),
        Permission.READ_JOINT: _figures(Since.RELEASED, *_EDITION),
        Permission.READ_PUBLISHED: _figures(Since.PUBLISHED, *_EDITION),
        Permission.READ_ANSWERS: _at(Subject.RAW_ANSWERS, Level.PSEUDONYMISED, Level.FULL),
        Permission.CODE: _at(Subject.CODING, Level.FULL, Level.ASSIGNED),
        Permission.READ_SEALED: _at(Subject.SEALED, Level.FIRST_KEY, Level.SECOND_KEY),
        Permission.ASK_SEAL: _at(Subject.SEALED, Level.FIRST_KEY),
        Permission.TURN_SEAL: _at(Subject.SEALED, Level.SECOND_KEY),
    }
)
MAY: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        role: entry.acts | {permission for permission, seen in SEEING.items() if seen(entry.rights)}
        for role, entry in ROLES.items()
    }
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page is about: a coalition, a consultation, or one coalition's strand of one.

    A page about a whole consultation has no `coalition_id` and lists its `coalitions`.
    """

    coalition_id: str | None = None
    consultation_id: str | None = None
    coalitions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GrantValue:
    """A role and where it holds; no consultation means in all of the coalition's."""

    role: Role
    coalition_id: str | None = None
    consultation_id: str | None = None


def covers(grant: GrantValue, scope: Scope) -> bool:
    """Tell whether `grant` reaches `scope`; an administrator's reaches no content, nor does one within nothing."""
    if grant.role is Role.ADMINISTRATOR or (grant.coalition_id is None and grant.consultation_id is None):
        return False
    if grant.consultation_id is not None and grant.consultation_id != scope.consultation_id:
        return False
    if grant.coalition_id is None or grant.coalition_id == scope.coalition_id:
        return True
    return scope.coalition_id is None and scope.consultation_id is not None and grant.coalition_id in scope.coalitions


def permits(grants: Iterable[GrantValue], permission: Permission) -> bool:
    """Tell whether any of `grants` includes `permission`."""
    return any(permission in MAY[grant.role] for grant in grants)


def check_grant(grant: GrantValue) -> None:
    """Raise `GrantRefused` unless the role can have this scope."""
    within = grant.coalition_id is not None or grant.consultation_id is not None
    if within is (grant.role is Role.ADMINISTRATOR):
        raise GrantRefused("an administrator has no scope; every other role has one")


def normal_email(typed: str) -> str:
    """Return an address as accounts store and look it up: one line, lower case."""
    return clean_line(typed).lower()


def is_own_path(target: str | None) -> bool:
    """Tell whether `target` is a path on this site: browsers read "//" and "/\\" as another host."""
    return (
        target is not None
        and target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
    )
