"""unknown-managed-policy: where it warns and where it doesn't."""

from __future__ import annotations

import pytest

from tests.baseline.warnings.helpers import warned
from tests.baselines import changed

SETS = "    Developer: { managed: [PowerUserAccess], inline: policies/limits.json }\n"
ROLES = "accounts: {{ {} }}\ntags:"
AUDIT = "audit_role: {{ trusted_account: Security/log-archive, policies: [SecurityAudit, {}] }}"
RESCUE = (
    "audit_role: {{ trusted_account: Security/log-archive }}, "
    "break_glass: {{ callers: [user/rescue], policies: [{}] }}"
)


def _set(text: str) -> str:
    return changed((SETS, f"    Developer: {{ {text} }}\n"))


@pytest.mark.parametrize(
    ("text", "field", "remedy"),
    [
        (_set("managed: [§ReadOnlyAcces]"), "access.permission_sets.Developer.managed[0]", "ReadOnlyAccess"),
        (_set("managed: [§Billing]"), "access.permission_sets.Developer.managed[0]", "job-function/Billing"),
        (
            _set("boundary: { §managed: powerUserAcess }"),
            "access.permission_sets.Developer.boundary.managed",
            "PowerUserAccess",
        ),
        (
            changed(("tags:", ROLES.format(AUDIT.format("§ViewOnlyAccess")))),
            "accounts.audit_role.policies[1]",
            "job-function/ViewOnlyAccess",
        ),
        (
            changed(("tags:", ROLES.format(RESCUE.format("§AdminstratorAccess")))),
            "accounts.break_glass.policies[0]",
            "AdministratorAccess",
        ),
    ],
    ids=["misspelt", "without its path", "a boundary", "the audit role", "the rescue role"],
)
def test_a_policy_that_does_not_exist_is_warned_of(text: str, field: str, remedy: str) -> None:
    """The nearest name that exists is the remedy."""
    found = warned("unknown-managed-policy", text)
    assert (found.fields, found.remedies) == ([field], [f'did you mean "{remedy}"?'])


@pytest.mark.parametrize("name", ["ReadOnlyAccess", "job-function/Billing", "aws-service-role/AnyPolicy"])
def test_a_policy_that_exists_is_not_warned_of(name: str) -> None:
    """Of policies of service-linked roles the pinned data knows nothing."""
    assert warned("unknown-managed-policy", _set(f"managed: [{name}]")).fields == []


def test_a_name_like_no_other_has_a_remedy_too() -> None:
    """It says where the name comes from."""
    found = warned("unknown-managed-policy", _set("managed: [§Zzzzzzzzzzzzzz]"))
    assert found.remedies == ["copy the part of its ARN after policy/"]
