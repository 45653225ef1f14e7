"""Elevations: what is wrong with one, what it stands for, and what `check` lists of it on a day."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from guardrails import aws_facts
from guardrails.baseline import Baseline
from guardrails.baseline.reminders import reminders
from guardrails.baseline.transition import keeping_access
from guardrails.errors import InputError
from guardrails.posture import compile_posture
from guardrails.posture.advice import advice
from tests.baselines import FILES, SMALL, changed, findings_in, load_small, located
from tests.elevations import ENDS, STARTS, elevated
from tests.posture.foreign_center import QUEUES, READER, TEAM, access, center, foreign_set, load_existing

SET = "Elevated-incident-4711"
FIELD = "access.elevations.incident-4711"
DENIALS = [
    {
        "Sid": sid,
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {operator: {"aws:CurrentTime": moment}},
    }
    for sid, operator, moment in (
        ("DenyBeforeElevation", "DateLessThan", STARTS),
        ("DenyAfterElevation", "DateGreaterThanEquals", ENDS),
    )
]
WRONG = {
    "an unknown group": ({"group": "§developer"}, ".group", 'did you mean "developers"?'),
    "an unknown set": ({"permission_set": "§Devloper"}, ".permission_set", 'did you mean "Developer"?'),
    "an unknown account": ({"account": "§Workloads/Prod/shopp"}, ".account", "Workloads/Prod/shop"),
    "a unit": ({"account": "§Workloads/Prod"}, ".account", "name one account"),
    "an end before the start": ({"ends": "§2026-06-01T07:00Z"}, ".ends", "write a moment after the start"),
    "a day without a time": ({"ends": "§2026-06-01"}, ".ends", "such as 2026-12-01T08:00Z"),
    "a day that isn't": ({"ends": "§2026-06-31T08:00Z"}, ".ends", "such as 2026-12-01T08:00Z"),
    "another time zone": ({"ends": "§2026-06-01T16:00+02:00"}, ".ends", "such as 2026-12-01T08:00Z"),
    "too long": ({"ends": "§2026-06-02T08:01Z"}, ".ends", "raise access.longest_elevation_hours"),
    "no approval": ({"approved_by": '§""'}, ".approved_by", ""),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_found_at_its_place_with_a_remedy(case: str) -> None:
    """Each mistake alone is one finding."""
    fields, field, remedy = WRONG[case]
    text, (place,) = located(elevated(**fields))
    [finding] = findings_in(text)
    assert finding.field == FIELD + field
    assert remedy in finding.remedy
    assert finding.remedy
    assert (finding.location.line, finding.location.column) == place


def test_the_longest_time_is_the_files_choice() -> None:
    """A day unless it says otherwise, to the minute."""
    ends = "2026-06-02T08:00Z"
    assert load_small(elevated(ends=ends))
    assert [finding.field for finding in findings_in(elevated(ends=ends, longest="23"))] == [f"{FIELD}.ends"]
    assert load_small(elevated(ends="2026-06-03T08:00Z", longest="48"))


def test_a_name_that_a_permission_set_has_is_refused() -> None:
    """AWS takes each name once."""
    text = elevated(changed(("    ReadOnly: {}\n", f"    ReadOnly: {{}}\n    {SET}: {{}}\n")))
    [finding] = findings_in(text)
    assert finding.field == FIELD
    assert SET in finding.problem


def test_the_copy_with_its_end_must_fit_into_an_inline_policy() -> None:
    """The original alone fits."""
    actions = [f"s3:Get{'x' * 90}{index:03}" for index in range(98)]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": actions, "Resource": "*"}]}
    files = FILES | {"policies/limits.json": json.dumps(policy)}
    assert load_small(SMALL, files)
    assert len(json.dumps(policy, separators=(",", ":"))) < aws_facts.PERMISSION_SET_INLINE_CHARACTERS
    with pytest.raises(InputError) as refused:
        load_small(elevated(), files)
    [finding] = refused.value.findings
    assert finding.field == f"{FIELD}.permission_set"
    assert "an inline policy has at most 10,240" in finding.problem


def test_a_sid_that_the_end_needs_is_refused() -> None:
    """AWS takes each Sid once."""
    policy = json.loads(FILES["policies/limits.json"])
    policy["Statement"]["Sid"] = "DenyAfterElevation"
    with pytest.raises(InputError) as refused:
        load_small(elevated(), FILES | {"policies/limits.json": json.dumps(policy)})
    assert [finding.field for finding in refused.value.findings] == [f"{FIELD}.permission_set"]


def _granted(baseline: Baseline) -> Any:
    section = baseline.granted_access
    assert section is not None
    return section


def test_an_elevation_is_a_copy_with_an_end_for_one_group_in_one_account() -> None:
    """Everything else stays as it is."""
    baseline, before = load_small(elevated()), load_small()
    granted, original = _granted(baseline), _granted(before)
    sets = dict(granted.permission_sets)
    copy, developer = sets.pop(SET), original.permission_sets["Developer"]
    assert (copy.managed, copy.session_hours, copy.boundary) == (
        developer.managed,
        developer.session_hours,
        developer.boundary,
    )
    assert sets == original.permission_sets
    *others, assignment = granted.assignments
    assert tuple(others) == original.assignments
    assert (assignment.group, assignment.permission_set, assignment.at) == (
        "developers",
        SET,
        ("Workloads/Prod/shop",),
    )
    own = json.loads(FILES["policies/limits.json"])["Statement"]
    assert baseline.inline_policies[SET].content == {
        "Version": "2012-10-17",
        "Statement": [own, *DENIALS],
    }
    assert SET not in str(_advice(elevated()))


def test_a_set_without_an_inline_policy_gets_the_end_alone() -> None:
    """The AWS managed policies are the original's."""
    baseline = load_small(elevated(permission_set="ReadOnly"))
    assert baseline.inline_policies[SET].content["Statement"] == DENIALS


def test_a_group_or_a_set_that_an_elevation_alone_uses_is_used() -> None:
    """Neither is reported as idle."""
    text = changed(
        ("    ReadOnly: {}\n", "    ReadOnly: {}\n    Spare: {}\n"),
        ("    developers: {}\n", "    developers: {}\n    helpers: {}\n"),
    )
    fields = {finding.field for finding in _advice(text)}
    assert {"access.groups.helpers", "access.permission_sets.Spare"} <= fields
    assert not {"access.groups.helpers", "access.permission_sets.Spare"} & {
        finding.field for finding in _advice(elevated(text, group="helpers", permission_set="Spare"))
    }


def _advice(text: str) -> tuple[Any, ...]:
    baseline = load_small(text)
    return advice(baseline, compile_posture(baseline))


def test_the_management_account_is_elevated_only_where_it_is_named() -> None:
    """By its name, which no unit contains."""
    assert load_small(elevated(account="management"))
    assert [finding.field for finding in findings_in(elevated(account="Root"))] == [f"{FIELD}.account"]


def test_a_set_of_others_is_copied_by_what_the_file_knows() -> None:
    """Its managed policies, and its inline policy with the end."""
    text = access(f"{TEAM}: {{ existing: true }}\n    {READER}: {{ existing: true }}")
    baseline = load_existing(elevated(text, permission_set=TEAM))
    assert baseline.inline_policies[SET].content["Statement"] == [*QUEUES["Statement"], *DENIALS]
    assert not _granted(baseline).permission_sets[SET].existing
    reader = load_existing(elevated(text, permission_set=READER))
    assert _granted(reader).permission_sets[SET].managed == ("job-function/ViewOnlyAccess",)


def test_a_set_of_others_that_nobody_knows_is_not_copied() -> None:
    """A copy that lacks a part would be another set."""
    text = elevated(access(f"{TEAM}: {{ existing: true }}"), permission_set=TEAM)
    foreign = center(permission_sets=(foreign_set(TEAM, unknown=("inline",)),))
    with pytest.raises(InputError) as refused:
        load_existing(text, foreign)
    [finding] = refused.value.findings
    assert finding.field == f"{FIELD}.permission_set"
    assert finding.problem == "TeamQueues can't be copied: nobody knows its inline policy"
    assert "capture --foreign foreign.json" in finding.remedy


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 5, 31), None),
        (dt.date(2026, 6, 1), "the elevation is open: Developer of developers in Workloads/Prod/shop from"),
        (dt.date(2026, 6, 2), "the elevation is over: AWS ended Developer of developers in Workloads/Prod"),
    ],
)
def test_what_is_open_and_what_is_over_is_listed(day: dt.date, words: str | None) -> None:
    """Before it begins, nothing is."""
    listed = [finding for finding in reminders(load_small(elevated()), day) if finding.field == FIELD]
    if words is None:
        assert not listed
    else:
        [finding] = listed
        assert words in finding.problem


def test_a_further_deployment_keeps_the_set_of_an_elevation_that_is_removed() -> None:
    """Identity Center deletes no permission set that is assigned."""
    before, after = load_small(elevated()), load_small()
    kept = keeping_access(before, after)
    assert SET in _granted(kept).permission_sets
    assert kept.inline_policies[SET] == before.inline_policies[SET]
    assert _granted(kept).assignments == _granted(after).assignments
