"""`existing: true`: permission sets and groups of others are referenced by name, and known from a file."""

from __future__ import annotations

import json

import pytest

from guardrails.baseline import Baseline
from guardrails.baseline.warnings import warnings
from guardrails.errors import Finding, InputError
from tests.baselines import FILES, TODAY, load_small
from tests.posture.foreign import DAY, FILE, naming, text_of
from tests.posture.foreign_center import (
    ADMIN,
    ADMINS_ID,
    READER,
    TEAM,
    access,
    center,
    foreign_set,
    load_existing,
)

GROUP = "AWSControlTowerAdmins: { existing: true }"


def _refused(text: str, files: dict[str, str] | None = None) -> Finding:
    with pytest.raises(InputError) as caught:
        load_small(text, {**FILES, FILE: text_of(center=center())} if files is None else files)
    [finding] = caught.value.findings
    return finding


def test_an_existing_set_has_the_policies_of_the_file_and_a_group_its_id() -> None:
    """Whatever asks the section gets what AWS has."""
    baseline = load_existing(access(f"{TEAM}: {{ existing: true }}", GROUP))
    assert baseline.access is not None
    team = baseline.access.permission_sets[TEAM]
    assert (team.managed, team.existing, team.session_hours) == ((), True, 1)
    assert baseline.policy_files[str(team.inline)].document.statements[0].actions == ("sqs:*",)
    assert baseline.access.groups["AWSControlTowerAdmins"].id == ADMINS_ID


def test_a_begun_hour_of_a_session_counts_whole() -> None:
    """A file says whole hours, and a session of others may last 90 minutes."""
    foreign = center(permission_sets=(foreign_set(READER, session="PT1H30M"),))
    baseline = load_existing(access(), foreign)
    assert baseline.access is not None
    assert baseline.access.permission_sets[READER].session_hours == 2


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        (
            access(f"{READER}: {{ existing: true, session_hours: 2 }}"),
            f"access.permission_sets.{READER}",
            ("takes no other field, and beside it stands session_hours", "its owner says what it allows"),
        ),
        (
            access(groups=f"AWSControlTowerAdmins: {{ existing: true, id: {ADMINS_ID} }}"),
            "access.groups.AWSControlTowerAdmins",
            ("takes no other field, and beside it stands id", "known by its name"),
        ),
        (
            access("AWSReadonlyAccess: { existing: true }"),
            "access.permission_sets.AWSReadonlyAccess",
            (
                f'foreign.json of {DAY} has no permission set "AWSReadonlyAccess"',
                f'did you mean "{READER}"?',
                "python -m guardrails capture --foreign foreign.json",
            ),
        ),
        (
            access(groups="Finance: { existing: true }"),
            "access.groups.Finance",
            (f'foreign.json of {DAY} has no group "Finance"', '--foreign foreign.json --group "Finance"'),
        ),
        (
            access(f"{READER}: {{}}"),
            f"access.permission_sets.{READER}",
            ("a permission set of others in foreign.json", f"write {READER}: {{ existing: true }}"),
        ),
        (
            access(groups="AWSSecurityAuditors: {}"),
            "access.groups.AWSSecurityAuditors",
            ("is a group of others in foreign.json", "or choose another name"),
        ),
        (
            access().replace("ssoins-69871a2b3c4d5e6f", "ssoins-0000000000000000"),
            "access.instance",
            ("are those of arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f in foreign.json",),
        ),
    ],
)
def test_what_contradicts_the_file_is_refused(text: str, field: str, words: tuple[str, ...]) -> None:
    """With the remedy; nothing is guessed, since a template needs the ARN."""
    finding = _refused(naming(text))
    assert finding.field == field
    for word in words:
        assert word in f"{finding.problem} {finding.remedy}"


def test_without_a_file_the_remedy_names_the_command() -> None:
    """Also where the file says nothing of Identity Center."""
    finding = _refused(access(), FILES)
    assert "organization.foreign names no file" in finding.problem
    assert "python -m guardrails capture --foreign foreign.json" in finding.remedy
    finding = _refused(naming(access()), {**FILES, FILE: text_of()})
    assert finding.problem.endswith("foreign.json says nothing of Identity Center")


def _warned(baseline: Baseline) -> dict[str, list[str]]:
    warned: dict[str, list[str]] = {}
    for finding in warnings(baseline, TODAY):
        warned.setdefault(str(finding.id), []).append(f"{finding.problem}; {finding.remedy}")
    return warned


def test_full_access_of_an_existing_set_is_found_as_that_of_an_own_one() -> None:
    """At Root, in the management account, and for long sessions, which only its owner can shorten."""
    sets = f"{ADMIN}: {{ existing: true }}"
    assigned = f"{{ group: AWSControlTowerAdmins, permission_set: {ADMIN}, at: [Root, management] }}"
    found = _warned(load_existing(access(sets, GROUP, assigned)))
    assert "full access in every member account by AdministratorAccess" in found["full-access-at-root"][0]
    assert "AdministratorAccess" in found["full-access-in-management"][0]
    [session] = [text for text in found["full-access-long-session"] if "12 hours" in text]
    assert "ask its owner for shorter sessions" in session
    unassigned = _warned(load_existing(access()))
    assert not {"full-access-at-root", "full-access-in-management"} & unassigned.keys()


def test_full_access_by_an_inline_policy_of_others_is_found() -> None:
    """The engine decides it, as of an own policy."""
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    foreign = center(permission_sets=(foreign_set(TEAM, inline=everything),))
    assigned = f"{{ group: developers, permission_set: {TEAM}, at: [Root] }}"
    found = _warned(load_existing(access(f"{TEAM}: {{ existing: true }}", "", assigned), foreign))
    assert "foreign.json (inline policy of TeamQueues) (* on everything)" in found["full-access-at-root"][0]


def test_the_inline_policy_of_others_is_not_linted_as_the_files_own() -> None:
    """Its owner writes it; `check` has no line to correct."""
    sloppy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}],
    }
    foreign = center(permission_sets=(foreign_set(TEAM, inline=sloppy),))
    found = _warned(load_existing(access(f"{TEAM}: {{ existing: true }}"), foreign))
    assert "inline-pass-role" not in found


def test_an_assignment_of_others_brings_the_callers_of_the_break_glass_role() -> None:
    """Control Tower's administrators are in the management account by an assignment of Control Tower."""
    role = (
        "accounts:\n  audit_role: { trusted_account: Security/log-archive }\n"
        f"  break_glass: {{ permission_sets: [{ADMIN}], enabled: true, require_mfa: false }}\n"
    )
    text = access(f"{ADMIN}: {{ existing: true }}") + role
    with pytest.raises(InputError, match=f"nobody has {ADMIN} in the management account"):
        load_existing(text)
    by_others = ({"permission_set": ADMIN, "group": ADMINS_ID, "accounts": ("111111111111",)},)
    assert load_existing(text, center(assignments=by_others)).accounts is not None


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("permission_sets", 1, "name"), ADMIN, f'"{ADMIN}" stands there twice'),
        (("groups", 0, "name"), "ada@example.com", "string should match pattern"),
        (("permission_sets", 2, "inline"), {"Statement": [{"Effect": "Maybe"}]}, "must be Allow or Deny"),
        (("assignments", 0, "accounts"), ["shop"], "string should match pattern"),
    ],
)
def test_a_wrong_part_of_the_file_is_refused(
    path: tuple[str | int, ...], value: object, problem: str
) -> None:
    """With its place in the file."""
    form = json.loads(text_of(center=center()))
    part = form["identity_center"]
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    finding = _refused(naming(access("")), {**FILES, FILE: json.dumps(form)})
    assert finding.location.file == FILE
    assert finding.field.startswith("identity_center")
    assert problem in finding.problem
