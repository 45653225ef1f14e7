"""`scope`: which part of the organization a baseline is about."""

from __future__ import annotations

import pytest

from guardrails.baseline.reminders import reminders
from guardrails.baseline.scope import (
    accounts_outside,
    is_inside,
    limited_to,
    narrowed,
    scope_sentence,
)
from tests.baselines import SOUND, TODAY, findings_in, load_small

ROLES = (
    "accounts:\n  audit_role: { trusted_account: Security/log-archive }\nexemptions:\n"
    "  stacksets: { principal: 'arn:aws:iam::*:role/stacksets-exec-*',\n"
    "    owner: me@example.com, reason: Deploys }\n"
)


def _scoped(scope: str) -> str:
    return f"scope: {scope}\n{SOUND}"


@pytest.mark.parametrize(
    ("scope", "paths"),
    [
        ("[Workloads]", ("Workloads",)),
        ("[ou-ex4m-workprod1, Sandbox]", ("Workloads/Prod", "Sandbox")),
        ("['444444444441']", ("Workloads/Prod/shop",)),
    ],
)
def test_units_and_accounts_are_named_by_path_or_id(scope: str, paths: tuple[str, ...]) -> None:
    """An id means the same as the path of what has it."""
    assert limited_to(load_small(_scoped(scope))) == load_small(_scoped(scope)).scope == paths


@pytest.mark.parametrize("text", [SOUND, _scoped("[Root]"), _scoped("[r-ex4m]")])
def test_without_a_scope_it_is_the_whole_organization(text: str) -> None:
    """The root as scope is no limit."""
    baseline = load_small(text)
    assert (baseline.scope, limited_to(baseline), accounts_outside(baseline)) == (("Root",), (), ())
    assert scope_sentence(limited_to(baseline), 0) == ""


def test_what_stands_above_a_unit_of_the_scope_stands_there() -> None:
    """What stands inside stays, what stands outside is dropped, and nothing stands twice."""
    baseline = load_small(_scoped("[Workloads/Prod, Sandbox]"))
    assert narrowed(baseline, ("Root",)) == ("Workloads/Prod", "Sandbox")
    assert narrowed(baseline, ("Workloads", "Workloads/Prod/shop")) == (
        "Workloads/Prod",
        "Workloads/Prod/shop",
    )
    assert narrowed(baseline, ("Security", "legacy")) == ()
    assert is_inside(baseline, "Workloads/Prod/shop")
    assert not is_inside(baseline, "Workloads")
    assert {account.path for account in accounts_outside(baseline)} == {"legacy", "Security/log-archive"}


@pytest.mark.parametrize(
    ("scope", "column", "problem"),
    [
        ("[]", 8, "is empty"),
        ("[Sandbx]", 9, '"Sandbx" is not in the organization'),
        ("['123456789012']", 9, '"123456789012" is not in the organization'),
        ("[management]", 9, "which no policy binds"),
        ("[Sandbox, Sandbox]", 18, "Sandbox is in Sandbox, which the list names too"),
        ("[Workloads, ou-ex4m-workprod1]", 20, "Workloads/Prod is in Workloads, which the list names too"),
    ],
)
def test_a_scope_of_nothing_unknown_or_twice_is_an_error(scope: str, column: int, problem: str) -> None:
    """Each with its line and column."""
    [finding] = findings_in(_scoped(scope))
    assert (finding.location.line, finding.location.column) == (1, column)
    assert problem in finding.problem
    assert finding.remedy


def test_a_unit_that_is_nearly_right_is_suggested() -> None:
    """As everywhere else."""
    [finding] = findings_in(_scoped("[Sandbx]"))
    assert finding.remedy == 'did you mean "Sandbox"?'


def test_an_account_can_not_be_the_scope_of_roles_for_whole_units() -> None:
    """Stack sets give their roles to accounts that join later as well."""
    text = _scoped("[Workloads/Prod/shop]").replace("exemptions:\n", ROLES)
    problems = [finding.problem for finding in findings_in(text) if finding.field == "scope[0]"]
    assert problems == [
        '"Workloads/Prod/shop" is an account, and the roles of the section accounts go to whole units'
    ]


def test_what_stands_outside_the_scope_is_named() -> None:
    """Each with the line of its entry; it is no error."""
    baseline = load_small(_scoped("[Workloads]"))
    [finding] = reminders(baseline, TODAY)
    assert finding.field == "guardrails[14]"
    assert finding.location == baseline.guardrails[14].location
    assert "policies/own.json stands outside the scope Workloads" in finding.problem
