"""`accounts.closed`: which accounts it takes, and what the rest of the file then leaves out."""

from __future__ import annotations

import pytest

from tests.baselines import changed, findings_in, load_small, located

CASES = (
    (
        "nobody",
        "closed: [§Workloads/Prod/shpo]",
        (
            'accounts.closed[0]: "Workloads/Prod/shpo" is not in the organization;'
            ' did you mean "Workloads/Prod/shop"?'
        ),
    ),
    (
        "a unit",
        "closed: [§Workloads]",
        'accounts.closed[0]: "Workloads" is not an account; name each account in it that is closed',
    ),
    (
        "the management account",
        "closed: [§management]",
        (
            'accounts.closed[0]: "management" is the management account, which no policy binds;'
            " keep workloads out of it, and name member accounts here"
        ),
    ),
    (
        "one twice",
        "closed: [legacy, §legacy]",
        'accounts.closed[1]: "legacy" stands in the list twice; keep one of the two',
    ),
    (
        "nothing",
        "closed: []",
        "accounts: lacks `audit_role`; add it, such as audit_role: { trusted_account: Security/audit }",
    ),
    (
        "a place for no role",
        "closed: [legacy], at: [Workloads]",
        (
            "accounts: has `at` without `audit_role`;"
            " add it, such as audit_role: { trusted_account: Security/audit }"
        ),
    ),
    (
        "the auditor's account",
        "closed: [legacy], audit_role: { trusted_account: §legacy }",
        'accounts.audit_role.trusted_account: "legacy" is in accounts.closed; name an account that is open',
    ),
)


@pytest.mark.parametrize(("section", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_one_mistake_has_one_finding_where_it_stands(section: str, expected: str) -> None:
    """Nothing else is reported of it."""
    marked = f"accounts: {{ {section} }}\ntags:" if "§" in section else f"accounts: §{{ {section} }}\ntags:"
    text, ((line, column),) = located(changed(("tags:", marked)))
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]


def test_the_archive_stays_open() -> None:
    """Nothing could be deployed into it, and nothing delivered."""
    text, ((line, column),) = located(
        changed(
            ("archive_account: Security/log-archive", "archive_account: §Security/log-archive"),
            ("tags:", "accounts: { closed: [Security/log-archive] }\ntags:"),
        )
    )
    problem = '"Security/log-archive" is in accounts.closed; name an account that is open'
    assert [str(finding) for finding in findings_in(text)] == [
        f"baseline.yaml:{line}:{column} trail.archive_account: {problem}"
    ]


def test_a_list_of_closed_accounts_makes_no_roles() -> None:
    """Without `audit_role`, there is no stack of roles, and presets protect none."""
    preset = ("guardrails:\n", "guardrails:\n  - preset: recommended\n    without: [deny_iam_users]\n")
    baseline = load_small(changed(("tags:", "accounts: { closed: ['888888888888'] }\ntags:"), preset))
    assert baseline.accounts is None
    assert baseline.tree.closed == {"legacy"}
    assert "protect_audit_role" not in {guardrail.control for guardrail in baseline.guardrails}


def test_a_budget_of_its_own_goes_and_its_unit_s_stays() -> None:
    """AWS may still bill a closed account for what it used, so the budget above goes on counting it."""
    budgets = ("    everything: { amount: 1000 }", "    shop: { amount: 1, scope: Workloads/Prod/shop }")
    unit = "\n    prod: { amount: 1, scope: Workloads/Prod }"
    closed = ("tags:", "accounts: { closed: [Workloads/Prod/shop] }\ntags:")
    assert load_small(changed((budgets[0], budgets[1] + unit))).deployed_budgets == ("shop", "prod")
    assert load_small(changed((budgets[0], budgets[1] + unit), closed)).deployed_budgets == ("prod",)
