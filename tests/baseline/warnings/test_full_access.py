"""Full access: on the audit role, in the management account, at Root, for long, for groups at Root."""

from __future__ import annotations

import pytest

from tests.baseline.warnings.helpers import warned
from tests.baselines import changed, findings_in

SETS = "    Developer: { managed: [PowerUserAccess], inline: policies/limits.json }\n"
ASSIGNED = "    - { group: developers, permission_set: Developer, at: [Sandbox] }\n"
EVERYWHERE = "    - { group: developers, at: [Workloads] }\n"
HANDS_OVER = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}}'
)
ONE_ROLE = HANDS_OVER.replace('"Resource": "*"', '"Resource": "arn:aws:iam::*:role/build"')


def _audit(rest: str, trusted: str = "trusted_account: Security/log-archive") -> str:
    return changed(("tags:", f"accounts: {{ audit_role: {{ {trusted}, {rest} }} }}\ntags:"))


@pytest.mark.parametrize("name", ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"])
def test_the_audit_role(name: str) -> None:
    """full-access-audit-role warns of the very policy."""
    text = _audit(f"policies: [SecurityAudit, §{name}]")
    assert warned("full-access-audit-role", text).fields == ["accounts.audit_role.policies[1]"]


@pytest.mark.parametrize(
    "rest", ["policies: [SecurityAudit]", "policies: [AdministratorAccess], enabled: false"]
)
def test_an_audit_role_that_reads_or_is_off(rest: str) -> None:
    """What reads is fine, and a role that isn't there does nothing."""
    assert warned("full-access-audit-role", _audit(rest)).fields == []


def test_an_outside_party_with_full_access_is_an_error() -> None:
    """It can't be accepted; an outside party that reads is fine."""
    outside = "trusted_account_id: '999999999999', external_id: sixteen-characte"
    [error] = findings_in(_audit("policies: [IAMFullAccess]", outside))
    assert error.field == "accounts.audit_role.policies[0]"
    assert "gives an outside party full access in every account" in error.problem
    assert warned("full-access-audit-role", _audit("policies: [SecurityAudit]", outside)).fields == []


@pytest.mark.parametrize(
    ("id_", "place"), [("full-access-in-management", "management"), ("full-access-at-root", "Root")]
)
def test_where_it_is_assigned(id_: str, place: str) -> None:
    """The management account and the root are warned of, each at its own line; a unit isn't."""
    text = changed((ASSIGNED, ASSIGNED.replace("at: [Sandbox]", f"at: [Sandbox, §{place}]")))
    assert warned(id_, text).fields == ["access.assignments[1].at[1]"]
    assert warned(id_, changed()).fields == []
    reading = changed((EVERYWHERE, EVERYWHERE.replace("at: [Workloads]", f"at: [{place}]")))
    assert warned(id_, reading).fields == []


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("managed: [PowerUserAccess], §session_hours: 5", True),
        ("managed: [PowerUserAccess], session_hours: 4", False),
        ("managed: [ReadOnlyAccess], session_hours: 12", False),
        ("like: administrator, §session_hours: 12", True),
        ("like: administrator", False),
        ("managed: [], inline: policies/limits.json, §session_hours: 8", True),
        ("managed: [AdministratorAccess], session_hours: 8, boundary: { managed: ReadOnlyAccess }", False),
        ("managed: [AdministratorAccess], §session_hours: 8, boundary: { managed: PowerUserAccess }", True),
        ("managed: [AdministratorAccess], §session_hours: 8, boundary: { customer_managed: limits }", True),
    ],
)
def test_long_sessions(rest: str, *, found: bool) -> None:
    """full-access-long-session counts what a set takes from a ready one, and what a boundary takes away."""
    text = changed((SETS, f"    Developer: {{ {rest} }}\n"))
    fields = ["access.permission_sets.Developer.session_hours"] * found
    assert warned("full-access-long-session", text, {"policies/limits.json": HANDS_OVER}).fields == fields


def test_a_session_that_is_long_by_default() -> None:
    """Eight hours are the default: the warning stands at the permission set."""
    [remedy] = warned("full-access-long-session", changed()).remedies
    assert remedy == "write session_hours: 4, or less"


def test_long_sessions_of_the_audit_role() -> None:
    """The audit role has sessions as well."""
    text = _audit("policies: [AdministratorAccess], §session_hours: 12")
    text = text.replace(SETS, SETS.replace("managed:", "session_hours: 1, managed:"))
    assert warned("full-access-long-session", text).fields == ["accounts.audit_role.session_hours"]


def test_an_inline_policy_is_equivalent_when_it_leads_to_everything() -> None:
    """A policy that hands over any role does; one that hands over a role by name doesn't."""
    text = changed((SETS, SETS.replace("managed: [PowerUserAccess]", "managed: []")))
    for policy, count in ((HANDS_OVER, 1), (ONE_ROLE, 0)):
        files = {"policies/limits.json": policy}
        assert len(warned("full-access-long-session", text, files).fields) == count


def test_a_group_that_is_assigned_at_root() -> None:
    """full-access-group-at-root warns of full access elsewhere, for the group that reads everywhere."""
    reads = EVERYWHERE.replace("at: [Workloads]", "at: [Root]")
    text = changed((EVERYWHERE, reads), (ASSIGNED, ASSIGNED.replace("group: ", "§group: ")))
    assert warned("full-access-group-at-root", text).fields == ["access.assignments[1].group"]
    assert warned("full-access-group-at-root", changed()).fields == []
