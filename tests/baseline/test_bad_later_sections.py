"""The sections `alerts` and `accounts`: each mistake has one finding, at its place, with a remedy."""

from __future__ import annotations

import pytest

from tests.baselines import changed, findings_in, load_small, located

ROLE = "audit_role: { trusted_account: Security/log-archive, external_id: an-id-of-the-auditor }"
CASES = (
    (
        "an alarm for an exemption that isn't there",
        "alerts: { subscribers: { critical: { emails: [a@example.com] } }, break_glass: [§break-glas] }",
        'alerts.break_glass[0]: there is no exemption "break-glas"; did you mean "break-glass"?',
    ),
    (
        "a severity that nobody hears of",
        "alerts: { subscribers: { critical: §{} } }",
        "alerts.subscribers.critical: a severity without a subscriber alerts nobody; name at least one",
    ),
    (
        "a place that isn't there",
        f"accounts: {{ at: [§Securty], {ROLE} }}",
        'accounts.at[0]: "Securty" is not in the organization; did you mean "Security"?',
    ),
    (
        "a place that is one account",
        f"accounts: {{ at: [§Workloads/Prod/shop], {ROLE} }}",
        (
            'accounts.at[0]: "Workloads/Prod/shop" is an account; this goes to whole organizational units;'
            " name the unit that it is in, or Root"
        ),
    ),
    (
        "an auditor that is a unit",
        f"accounts: {{ {ROLE.replace('Security/log-archive', '§Security')} }}",
        'accounts.audit_role.trusted_account: "Security" is not an account; name one, such as Security/audit',
    ),
)
IDS = [case[0] for case in CASES]


@pytest.mark.parametrize(("section", "expected"), [case[1:] for case in CASES], ids=IDS)
def test_one_mistake_has_one_finding_where_it_stands(section: str, expected: str) -> None:
    """File, line, column, field, problem and remedy are all right, and nothing else is reported."""
    text, ((line, column),) = located(changed(("tags:", f"{section}\ntags:")))
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]


def test_the_audit_role_goes_to_units() -> None:
    """The root and any unit below it are places."""
    section = f"accounts: {{ at: [Security, Workloads/Prod], {ROLE} }}"
    loaded = load_small(changed(("tags:", f"{section}\ntags:"))).accounts
    assert loaded is not None
    assert loaded.at == ("Security", "Workloads/Prod")
