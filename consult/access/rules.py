"""Who may see what, and who may do what: one table of roles × subjects, one of roles × permissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


class Level(StrEnum):
    """How much of it: nothing, one's own, what was assigned, counts, without names, all, all with a second key."""

    NONE = "none"
    OWN = "own"
    ASSIGNED = "assigned"
    AGGREGATE = "aggregate"
    PSEUDONYMISED = "pseudonymised"
    FULL = "full"
    TWO_KEYS = "two_keys"


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


_NONE = Right()
_OWN = Right(Level.OWN)
_ASSIGNED = Right(Level.ASSIGNED)
_VEILED = Right(Level.PSEUDONYMISED)
_FULL = Right(Level.FULL)
_TWO_KEYS = Right(Level.TWO_KEYS)
_FROZEN = Right(Level.AGGREGATE, Since.FROZEN)
_RELEASED = Right(Level.AGGREGATE, Since.RELEASED)
_PUBLISHED = Right(Level.AGGREGATE, Since.PUBLISHED)

# Contacts, own answers, raw answers, transcripts, coding, own coalition's results, the other's, sealed item J2.
# A safeguarding lead's figures begin with the frozen data: before that nobody has any. An interviewer sees the raw
# answers entered by proxy for respondents assigned to them. A host member is a coordinator for its own coalition, and
# for the other coalition a member like any. The administrator keeps accounts, not contacts: content is not for them.
_ROWS: Mapping[Role, tuple[Right, ...]] = {
    Role.INDIVIDUAL_MEMBER: (_NONE, _FULL, _NONE, _OWN, _NONE, _RELEASED, _PUBLISHED, _OWN),
    Role.FOCAL_POINT: (_OWN, _OWN, _OWN, _OWN, _NONE, _RELEASED, _PUBLISHED, _NONE),
    Role.TRANSLATOR: (_NONE, _NONE, _ASSIGNED, _ASSIGNED, _NONE, _NONE, _NONE, _NONE),
    Role.INTERVIEWER: (_ASSIGNED, _NONE, _ASSIGNED, _ASSIGNED, _ASSIGNED, _NONE, _NONE, _NONE),
    Role.CODER: (_NONE, _NONE, _NONE, _ASSIGNED, _FULL, _NONE, _NONE, _NONE),
    Role.LEAD_CONSULTANT: (_ASSIGNED, _NONE, _VEILED, _VEILED, _FULL, _FROZEN, _RELEASED, _TWO_KEYS),
    Role.SAFEGUARDING_LEAD: (_ASSIGNED, _NONE, _NONE, _NONE, _NONE, _FROZEN, _NONE, _TWO_KEYS),
    Role.COORDINATOR: (_FULL, _NONE, _NONE, _NONE, _NONE, _RELEASED, _RELEASED, _NONE),
    Role.HOST_MEMBER: (_FULL, _NONE, _NONE, _NONE, _NONE, _RELEASED, _PUBLISHED, _NONE),
    Role.BOARD: (_NONE, _OWN, _NONE, _NONE, _NONE, _RELEASED, _RELEASED, _NONE),
    Role.FACILITATOR: (_ASSIGNED, _NONE, _NONE, _NONE, _RELEASED, _RELEASED, _RELEASED, _NONE),
    Role.OBSERVER: (_NONE, _NONE, _NONE, _NONE, _NONE, _PUBLISHED, _PUBLISHED, _NONE),
    Role.SCRUTINEER: (_NONE,) * 8,
    Role.ADMINISTRATOR: (_NONE,) * 8,
}
RIGHTS: Mapping[Role, Mapping[Subject, Right]] = MappingProxyType(
    {role: MappingProxyType(dict(zip(Subject, row, strict=True))) for role, row in _ROWS.items()}
)


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
    READ_ACCESS_LOG = "read_access_log"
    MANAGE_ACCOUNTS = "manage_accounts"


_P = Permission
_ASKED = frozenset({_P.READ_CONSULTATION, _P.READ_INSTRUMENT})
_RUNS = _ASKED | {
    _P.READ_REGISTER,
    _P.EDIT_REGISTER,
    _P.READ_COVERAGE,
    _P.STEP_STRAND,
    _P.INVITE,
    _P.READ_PUBLISHED,
}
_LEADS = _ASKED | {
    _P.READ_COVERAGE,
    _P.STEP_STRAND,
    _P.PUBLISH_INSTRUMENT,
    _P.RE_ASK,
    _P.READ_OWN_FINDINGS,
    _P.RELEASE_STRAND,
    _P.READ_JOINT,
    _P.READ_PUBLISHED,
    _P.PUBLISH_JOINT,
    _P.ASK_SEAL,
    _P.READ_SEALED,
    _P.READ_ACCESS_LOG,
}
_GUARDS = _ASKED | {_P.READ_OWN_FINDINGS, _P.TURN_SEAL, _P.READ_SEALED, _P.READ_ACCESS_LOG}
MAY: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.INDIVIDUAL_MEMBER: _ASKED | {_P.READ_PUBLISHED},
        Role.FOCAL_POINT: _ASKED | {_P.READ_PUBLISHED},
        Role.TRANSLATOR: _ASKED,
        Role.INTERVIEWER: _ASKED,
        Role.CODER: _ASKED,
        Role.LEAD_CONSULTANT: _LEADS,
        Role.SAFEGUARDING_LEAD: _GUARDS,
        Role.COORDINATOR: _RUNS | {_P.EDIT_MANDATE, _P.READ_JOINT, _P.PUBLISH_JOINT},
        Role.HOST_MEMBER: _RUNS,
        Role.BOARD: _ASKED | {_P.READ_JOINT, _P.READ_PUBLISHED},
        Role.FACILITATOR: _ASKED | {_P.READ_JOINT, _P.READ_PUBLISHED},
        Role.OBSERVER: _ASKED | {_P.READ_PUBLISHED},
        Role.SCRUTINEER: frozenset({_P.READ_CONSULTATION}),
        Role.ADMINISTRATOR: frozenset({_P.MANAGE_ACCOUNTS}),
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
