from __future__ import annotations

import pytest

from consult.access.rules import (
    MAY,
    RIGHTS,
    ROLES,
    SEEING,
    GrantRefused,
    GrantValue,
    Level,
    Permission,
    Right,
    Role,
    Scope,
    Since,
    Subject,
    check_grant,
    covers,
    is_own_path,
    normal_email,
    permits,
)

# Typed a second time, by hand, from the table of roles and access: contacts, own answers, raw answers,
# transcripts, coding, own results, the other's, sealed; then mandate, instrument, coverage, access log;
# then meeting, proposal, count, decision.
TABLE = """
individual_member -        full -        own      -                figures@released  figures@published own        full full -    - -    -    -    -
focal_point       own      own  own      own      -                figures@released  figures@published -          full full -    - -    -    -    -
translator        -        -    assigned assigned -                -                 -                 -          full full -    - -    -    -    -
interviewer       assigned -    assigned assigned assigned         -                 -                 -          full full -    - -    -    -    -
coder             -        -    -        assigned full             -                 -                 -          full full -    - -    -    -    -
lead_consultant   assigned -    veiled   veiled   full             figures@frozen    figures@released  first_key  full full full full full full -    full
safeguarding_lead assigned -    -        -        -                figures@frozen    -                 second_key full full -    full -    -    -    -
coordinator       full     -    -        -        -                figures@released  figures@released  -          full full full - full full -    full
host_member       full     -    -        -        -                figures@released  figures@published -          full full full - full full -    full
board             -        own  -        -        -                figures@released  figures@released  -          full full -    - full full -    full
facilitator       assigned -    -        -        figures@released figures@released  figures@released  -          full full -    - full full -    full
observer          -        -    -        -        -                figures@published figures@published -          full full -    - -    -    -    full
scrutineer        -        -    -        -        -                -                 -                 -          full -    -    - -    -    full -
administrator     -        -    -        -        -                -                 -                 -          -    -    -    - -    -    -    -
"""  # noqa: E501 - a table is read by its columns


WORDS = {"-": Level.NONE, "veiled": Level.PSEUDONYMISED, "figures": Level.AGGREGATE}


def read(cell: str) -> Right:
    level, _, since = cell.partition("@")
    return Right(WORDS.get(level) or Level(level), Since(since or "always"))


def test_the_table_of_rights_is_the_reviewed_one() -> None:
    rows = [line.split() for line in TABLE.strip().splitlines()]
    assert [row[0] for row in rows] == [role.value for role in Role]
    for name, *cells in rows:
        assert RIGHTS[Role(name)] == dict(zip(Subject, map(read, cells), strict=True)), name


def having(permission: Permission) -> set[Role]:
    return {role for role in Role if permission in MAY[role]}


def seeing(subject: Subject, *rights: Right) -> set[Role]:
    return {role for role in Role if RIGHTS[role][subject] in rights}


def test_every_role_stands_in_the_one_table() -> None:
    assert set(ROLES) == set(MAY) == set(RIGHTS) == set(Role)


def test_what_is_seen_follows_from_the_rights_and_is_granted_in_no_other_way() -> None:
    for role, entry in ROLES.items():
        assert RIGHTS[role] is entry.rights
        assert not entry.acts & set(SEEING), role
        assert MAY[role] == entry.acts | {found for found, seen in SEEING.items() if seen(entry.rights)}, role


def test_every_other_permission_is_somebody_s_act() -> None:
    acts = frozenset[Permission]().union(*(entry.acts for entry in ROLES.values()))
    assert acts == set(Permission) - set(SEEING)
    assert {permission for permission in Permission if permission.value.startswith("read_")} <= set(SEEING)


def test_members_wait_for_the_edition_although_their_own_results_are_theirs_from_release_on() -> None:
    early = seeing(Subject.OWN_RESULTS, Right(Level.AGGREGATE, Since.RELEASED))
    late = seeing(Subject.OTHER_RESULTS, Right(Level.AGGREGATE, Since.PUBLISHED))
    assert early & late == {Role.INDIVIDUAL_MEMBER, Role.FOCAL_POINT, Role.HOST_MEMBER}
    for role in early & late:
        assert Permission.READ_PUBLISHED in MAY[role]
        assert not MAY[role] & {Permission.READ_JOINT, Permission.READ_OWN_FINDINGS}


def test_only_who_sees_all_contacts_handles_the_register() -> None:
    full = seeing(Subject.CONTACTS, Right(Level.FULL))
    assert having(Permission.READ_REGISTER) == having(Permission.EDIT_REGISTER) == having(Permission.INVITE) == full


def test_own_figures_are_for_who_sees_them_from_freezing_on() -> None:
    early = seeing(Subject.OWN_RESULTS, Right(Level.AGGREGATE, Since.FROZEN))
    assert having(Permission.READ_OWN_FINDINGS) == early


def test_the_joint_edition_is_for_who_sees_the_other_coalition_from_release_on() -> None:
    assert having(Permission.READ_JOINT) == seeing(Subject.OTHER_RESULTS, Right(Level.AGGREGATE, Since.RELEASED))
    assert having(Permission.PUBLISH_JOINT) <= having(Permission.READ_JOINT)
    assert having(Permission.RELEASE_STRAND) <= having(Permission.READ_OWN_FINDINGS)


def test_what_is_published_is_for_whoever_sees_the_other_coalition_at_all() -> None:
    blind = seeing(Subject.OTHER_RESULTS, Right())
    assert having(Permission.READ_PUBLISHED) == set(Role) - blind


def test_sealed_answers_take_two_keys_of_two_roles() -> None:
    first, second = (seeing(Subject.SEALED, Right(key)) for key in (Level.FIRST_KEY, Level.SECOND_KEY))
    assert having(Permission.ASK_SEAL) == first == {Role.LEAD_CONSULTANT}
    assert having(Permission.TURN_SEAL) == second == {Role.SAFEGUARDING_LEAD}
    assert having(Permission.READ_SEALED) == first | second


def test_coverage_and_the_access_log_are_for_who_sees_them() -> None:
    assert having(Permission.READ_COVERAGE) == seeing(Subject.COVERAGE, Right(Level.FULL))
    assert having(Permission.READ_ACCESS_LOG) == seeing(Subject.ACCESS_LOG, Right(Level.FULL))


def test_nobody_reads_raw_answers_and_contacts_of_everybody() -> None:
    for role in Role:
        raw = RIGHTS[role][Subject.RAW_ANSWERS].level in (Level.PSEUDONYMISED, Level.FULL)
        assert not (raw and RIGHTS[role][Subject.CONTACTS].level is Level.FULL)


def test_an_administrator_keeps_accounts_and_nothing_else() -> None:
    assert MAY[Role.ADMINISTRATOR] == {Permission.MANAGE_ACCOUNTS}
    assert having(Permission.MANAGE_ACCOUNTS) == {Role.ADMINISTRATOR}
    assert having(Permission.READ_CONSULTATION) == set(Role) - {Role.ADMINISTRATOR}


STRAND = Scope("a", "c")
REGISTER = Scope("a")
WHOLE = Scope(None, "c", frozenset({"a", "b"}))


@pytest.mark.parametrize(
    ("coalition", "consultation", "reached"),
    [
        ("a", "c", {"strand", "whole"}),
        ("a", None, {"strand", "whole", "register"}),
        (None, "c", {"strand", "whole"}),
        ("b", "c", {"whole"}),
        ("b", None, {"whole"}),
        ("x", None, set()),
        ("a", "d", set()),
        (None, "d", set()),
        (None, None, set()),
    ],
)
def test_a_grant_reaches_its_own_scope_only(coalition: str | None, consultation: str | None, reached: set[str]) -> None:
    grant = GrantValue(Role.COORDINATOR, coalition, consultation)
    scopes = {"strand": STRAND, "register": REGISTER, "whole": WHOLE}
    assert {name for name, scope in scopes.items() if covers(grant, scope)} == reached


@pytest.mark.parametrize("scope", [STRAND, REGISTER, WHOLE, Scope()])
def test_an_administrator_reaches_no_content(scope: Scope) -> None:
    assert not covers(GrantValue(Role.ADMINISTRATOR), scope)
    assert not covers(GrantValue(Role.ADMINISTRATOR, "a", "c"), scope)


def test_a_consultation_does_not_list_coalitions_by_itself() -> None:
    assert not covers(GrantValue(Role.BOARD, "a"), Scope(None, "c"))
    assert not covers(GrantValue(Role.BOARD, "a"), Scope(None, None, frozenset({"a"})))


def test_one_grant_among_several_is_enough() -> None:
    grants = [GrantValue(Role.BOARD, "a"), GrantValue(Role.COORDINATOR, "a")]
    assert permits(grants, Permission.INVITE)
    assert not permits(grants[:1], Permission.INVITE)
    assert not permits([], Permission.READ_CONSULTATION)


@pytest.mark.parametrize(
    "grant",
    [GrantValue(Role.ADMINISTRATOR, "a"), GrantValue(Role.ADMINISTRATOR, None, "c"), GrantValue(Role.COORDINATOR)],
)
def test_a_role_with_a_scope_it_cannot_have_is_refused(grant: GrantValue) -> None:
    with pytest.raises(GrantRefused):
        check_grant(grant)


@pytest.mark.parametrize("target", ["/", "/account", "/a?b=1&c=//x", "/ответ"])
def test_a_path_of_this_site_is_one(target: str) -> None:
    assert is_own_path(target)


@pytest.mark.parametrize(
    "target",
    [None, "", "account", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
     "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", " /account", "/a\x00b"],
)  # fmt: skip
def test_another_site_is_not_ours(target: str | None) -> None:
    assert not is_own_path(target)


def test_an_address_is_stored_in_one_form() -> None:
    assert normal_email("  Ann@Example.ORG\r\n") == "ann@example.org"
