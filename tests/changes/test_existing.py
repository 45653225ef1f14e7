"""Permission sets and assignments of others in a comparison: who gains what, by which file and day."""

from __future__ import annotations

from guardrails.changes import BaselinePair, Entry, SafetyDirection, baseline_changes
from guardrails.organization.center_form import CenterForm
from tests.posture.foreign import DAY
from tests.posture.foreign_center import (
    ADMIN,
    AUDITORS_ID,
    READER,
    SHOP,
    TEAM,
    access,
    center,
    foreign_set,
    load_existing,
)

W, N, NEUTRAL = SafetyDirection.WIDENED, SafetyDirection.NARROWED, SafetyDirection.NEUTRAL
EXISTING = f"{READER}: {{ existing: true }}"
ASSIGNED = f"{{ group: developers, permission_set: {READER}, at: [Sandbox, Workloads/Prod/shop] }}"


def _entries(
    before: tuple[str, CenterForm | None], after: tuple[str, CenterForm | None]
) -> list[tuple[SafetyDirection, str, str]]:
    pair = BaselinePair(load_existing(*before), load_existing(*after))
    entries: tuple[Entry, ...] = baseline_changes(pair).entries
    return [(entry.direction, entry.field, entry.sentence) for entry in entries]


def test_an_assignment_of_an_existing_set_says_what_it_gives_by_which_file() -> None:
    """The day stands beside it, since its owner may have changed it."""
    [gain] = _entries((access(EXISTING), None), (access(EXISTING, "", ASSIGNED), None))
    assert gain == (
        W,
        "access.assignments[2]",
        (
            f"developers may sign in with {READER} for 1 hour; by foreign.json of {DAY} it has"
            " job-function/ViewOnlyAccess"
        ),
    )


def test_a_gain_of_unknown_content_says_that_nobody_knows_it() -> None:
    """It doesn't read as if nobody gained anything."""
    foreign = center(
        permission_sets=(foreign_set(READER, "job-function/ViewOnlyAccess", unknown=("inline",)),)
    )
    [gain] = _entries((access(EXISTING), foreign), (access(EXISTING, "", ASSIGNED), foreign))
    assert gain[2].endswith("it has job-function/ViewOnlyAccess, and nobody knows its inline policy")


def test_what_others_changed_since_is_widened_for_those_who_have_it() -> None:
    """As if it stood in the file; a part that is no longer known counts as widened too."""
    text = access(EXISTING, "", ASSIGNED)
    more = center(
        permission_sets=(foreign_set(READER, "job-function/ViewOnlyAccess", "AdministratorAccess"),)
    )
    [entry] = _entries((text, None), (text, more))
    assert entry[:2] == (W, f"access.permission_sets.{READER}")
    assert "AWSReadOnlyAccess of AWSSecurityAuditors, developers" in entry[2]
    assert "AdministratorAccess" in entry[2]
    unknown = center(
        permission_sets=(foreign_set(READER, "job-function/ViewOnlyAccess", unknown=("inline",)),)
    )
    assert (
        W,
        f"access.permission_sets.{READER}",
        "Nobody knows whether AWSReadOnlyAccess allows more: unknown is its inline policy",
    ) in _entries((text, None), (text, unknown))


def test_assignments_that_others_make_are_counted() -> None:
    """Also where the file assigns nothing of the permission set itself."""
    more = center(
        assignments=(
            {"permission_set": READER, "group": AUDITORS_ID, "accounts": (SHOP, "888888888888")},
            {
                "permission_set": TEAM,
                "group": "99671a2b3c-0a1b2c3d-4e5f-6071-8293-000000000000",
                "accounts": (SHOP,),
            },
        )
    )
    text = access("")
    entries = _entries((text, None), (text, more))
    assert [entry[:2] for entry in entries] == [(W, "organization.foreign")] * 2
    assert entries[0][2] == (
        f"AWSSecurityAuditors may sign in with {READER} for 1 hour, which others assigned;"
        f" by foreign.json of {DAY} it has job-function/ViewOnlyAccess"
    )
    assert entries[1][2].startswith(
        "99671a2b3c-0a1b2c3d-4e5f-6071-8293-000000000000 may sign in with TeamQueues"
    )
    assert next((entry[0], entry[2]) for entry in _entries((text, more), (text, None))) == (
        N,
        f"AWSSecurityAuditors can no longer sign in with {READER}",
    )


def test_who_assigns_makes_no_difference_to_those_who_have_it() -> None:
    """An assignment that the file takes over from others is no gain and no loss."""
    ours = f"{{ group: AWSSecurityAuditors, permission_set: {READER}, at: [Workloads/Prod/shop] }}"
    groups = "AWSSecurityAuditors: { existing: true }"
    before = access(EXISTING, groups)
    entries = _entries((before, None), (access(EXISTING, groups, ours), center(assignments=())))
    assert entries == []


def test_assignments_that_only_one_side_knows_are_no_gain() -> None:
    """A file that says more than before is neither; one that says less leaves it unknown, which counts."""
    unknown, text = center(assignments=None), access("")
    [now] = _entries((text, unknown), (text, None))
    assert now == (
        NEUTRAL,
        "organization.foreign",
        f"foreign.json of {DAY} names 1 assignment of groups by others, unknown before",
    )
    [then] = _entries((text, None), (text, unknown))
    assert then[0] is W
    assert "Nobody knows the assignments of others any more" in then[2]


def test_a_set_without_a_known_holder_is_not_called_unheld() -> None:
    """Others may have assigned it, and nobody read that."""

    def foreign(*managed: str) -> CenterForm:
        return center(assignments=None, permission_sets=(foreign_set(ADMIN, *managed),))

    text = access(f"{ADMIN}: {{ existing: true }}")
    [entry] = _entries((text, foreign("ReadOnlyAccess")), (text, foreign("AdministratorAccess")))[:1]
    assert entry[0] is W
    assert "of which nobody knows who has it" in entry[2]


def test_a_set_that_the_stack_gives_up_is_named() -> None:
    """CloudFormation deletes what leaves its template."""
    own = access(f"{TEAM}: {{ inline: policies/limits.json }}")
    none = center(permission_sets=(), assignments=())
    entries = _entries((own, none), (access(f"{TEAM}: {{ existing: true }}"), center(assignments=())))
    sentence = f"The permission set {TEAM} belongs to others, and the stack's own one is deleted"
    assert (NEUTRAL, f"access.permission_sets.{TEAM}", sentence) in entries
