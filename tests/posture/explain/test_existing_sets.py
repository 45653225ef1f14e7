"""A role of a permission set that others own: what it allows by the file, and who has it in the account."""

from __future__ import annotations

import datetime as dt

from guardrails.organization.center_form import CenterForm, ForeignUsersForm
from guardrails.posture import compile_posture
from guardrails.posture.explain import Question, explain
from tests.baselines import load_small
from tests.elevations import elevated
from tests.posture.foreign import DAY
from tests.posture.foreign_center import ADMIN, READER, SHOP, access, center, foreign_set, load_existing

ELEVATED = "Elevated-incident-4711"
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def _notes(name: str, foreign: CenterForm | None = None, assignments: str = "") -> list[str]:
    baseline = load_existing(access(f"{READER}: {{ existing: true }}", "", assignments), foreign)
    role = f"role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_{name}_0123456789abcdef"
    question = Question("Workloads/Prod/shop", role, "s3:GetObject")
    notes = explain(baseline, compile_posture(baseline), question, NOW).request.notes
    return [note for note in notes if "others own" in note or "assigned" in note or "nobody" in note]


def test_its_policies_and_holders_are_named() -> None:
    """Those of others' assignments and of the file's own, and how many single users."""
    users = (ForeignUsersForm(permission_set=READER, account=SHOP, users=2),)
    assigned = f"{{ group: developers, permission_set: {READER}, at: [Workloads] }}"
    assert _notes(READER, center(users=users), assigned) == [
        (
            f"others own the permission set {READER}; by foreign.json of {DAY} it has"
            " job-function/ViewOnlyAccess"
        ),
        "in Workloads/Prod/shop it is assigned to AWSSecurityAuditors, developers, 2 single users",
    ]


def test_a_set_that_nobody_has_there_or_of_which_nobody_knows_is_told_apart() -> None:
    """Unknown isn't none."""
    assert _notes(ADMIN)[1] == "nobody is known to have it in Workloads/Prod/shop"
    assert _notes(ADMIN, center(assignments=None))[1:] == [
        "nobody knows whom others assigned it to in Workloads/Prod/shop"
    ]
    unknown = center(permission_sets=(foreign_set(READER, unknown=("inline",)),))
    assert _notes(READER, unknown)[0].endswith("it has no policy, and nobody knows its inline policy")


def test_the_role_of_an_elevation_is_told_with_its_window() -> None:
    """Whoever asks why a call was denied reads when the access was open."""
    baseline = load_small(elevated())
    role = f"role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_{ELEVATED}_0123456789abcdef"
    question = Question("Workloads/Prod/shop", role, "s3:GetObject")
    notes = explain(baseline, compile_posture(baseline), question, NOW).request.notes
    assert (
        "AWS denies everything outside the elevation, which is open from 2026-06-01T08:00:00Z until"
        " 2026-06-01T16:00:00Z: Developer of developers in Workloads/Prod/shop"
    ) in notes


def test_nothing_is_said_of_other_roles() -> None:
    """An own permission set, and one that nobody knows."""
    assert _notes("Developer") == []
    assert _notes("Elsewhere") == []
