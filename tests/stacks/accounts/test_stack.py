"""The audit role is the same everywhere, as the baseline says, and nowhere once it is switched off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from guardrails.errors import InputError
from tests.stacks.helpers import MANAGEMENT, edited, synthesized

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly

STACK = "guardrails-accounts"


def role_with(**changes: Any) -> dict[str, Any]:
    """Synthesize the example with another audit role; return the properties of the members' role."""

    def change(data: dict[str, Any]) -> None:
        role = data["accounts"]["audit_role"] | changes
        data["accounts"]["audit_role"] = {key: value for key, value in role.items() if value is not None}

    return member_role(synthesized(edited(change)))


def member_role(assembly: Assembly) -> dict[str, Any]:
    """Return the properties of the role in the template of the members."""
    template = json.loads(stack_set_of(assembly)["TemplateBody"])
    assert set(template["Resources"]) == {"AuditRole"}
    properties: dict[str, Any] = template["Resources"]["AuditRole"]["Properties"]
    return properties


def stack_set_of(assembly: Assembly) -> dict[str, Any]:
    """Return the properties of the stack set that has the audit role in the members."""
    properties: dict[str, Any] = assembly.template(STACK)["Resources"]["AuditRoles"]["Properties"]
    return properties


def trusted(role: dict[str, Any]) -> tuple[Any, Any]:
    """Return whom a role trusts, and on which conditions."""
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", "sts:AssumeRole")
    return statement["Principal"], statement["Condition"]


def test_the_role_of_the_example(assembly: Assembly) -> None:
    """The audit account, as long as it is in the organization, with the external id: SecurityAudit."""
    role = member_role(assembly)
    assert role["RoleName"] == "guardrails-audit"
    assert role["ManagedPolicyArns"] == ["arn:aws:iam::aws:policy/SecurityAudit"]
    assert role["MaxSessionDuration"] == 3600
    assert trusted(role) == (
        {"AWS": "arn:aws:iam::222222222223:root"},
        {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1", "sts:ExternalId": "exampleorg1-audit"}},
    )


def test_the_management_account_has_the_same_role(assembly: Assembly) -> None:
    """No service-managed stack set reaches it; the role stands in the stack itself."""
    own = assembly.template(STACK)["Resources"]["AuditRole"]["Properties"]
    assert {name: value for name, value in own.items() if name != "Tags"} == member_role(assembly)
    assert assembly.stacks[STACK]["environment"].startswith(f"aws://{MANAGEMENT}/")


def test_the_stack_set_of_the_example(assembly: Assembly) -> None:
    """Service-managed, automatic, over the whole organization, in one region."""
    stack_set = stack_set_of(assembly)
    assert stack_set["PermissionModel"] == "SERVICE_MANAGED"
    assert stack_set["AutoDeployment"] == {"Enabled": True, "RetainStacksOnAccountRemoval": False}
    assert stack_set["ManagedExecution"] == {"Active": True}
    assert stack_set["Capabilities"] == ["CAPABILITY_NAMED_IAM"]
    assert stack_set["StackInstancesGroup"] == [
        {"DeploymentTargets": {"OrganizationalUnitIds": ["r-ex4m"]}, "Regions": ["eu-central-1"]}
    ]
    body = stack_set["TemplateBody"]
    assert json.dumps(json.loads(body), separators=(",", ":")) == body


def test_units_instead_of_the_root() -> None:
    """Each stands in the list by its id."""
    changed = edited(lambda data: data["accounts"].update(at=["Workloads", "Security"]))
    stack_set = stack_set_of(synthesized(changed))
    (group,) = stack_set["StackInstancesGroup"]
    units = group["DeploymentTargets"]["OrganizationalUnitIds"]
    assert sorted(units) == ["ou-ex4m-security", "ou-ex4m-workload1"]


def test_operation_preferences() -> None:
    """They are the baseline's; unless it says otherwise one account that fails fails the deployment."""
    assert stack_set_of(synthesized(edited()))["OperationPreferences"] == {
        "ConcurrencyMode": "SOFT_FAILURE_TOLERANCE",
        "MaxConcurrentPercentage": 100,
        "FailureTolerancePercentage": 0,
    }
    chosen = {
        "max_concurrent_percentage": 20,
        "failure_tolerance_percentage": 5,
        "concurrency_mode": "STRICT_FAILURE_TOLERANCE",
    }
    changed = edited(lambda data: data["accounts"].update(operations=chosen))
    assert stack_set_of(synthesized(changed))["OperationPreferences"] == {
        "ConcurrencyMode": "STRICT_FAILURE_TOLERANCE",
        "MaxConcurrentPercentage": 20,
        "FailureTolerancePercentage": 5,
    }


def test_an_outside_party() -> None:
    """It is trusted by its id, with the external id, and isn't asked to be in the organization."""
    role = role_with(trusted_account=None, trusted_account_id="999999999999", external_id="agreed-upon")
    assert trusted(role) == (
        {"AWS": "arn:aws:iam::999999999999:root"},
        {"StringEquals": {"sts:ExternalId": "agreed-upon"}},
    )


def test_conditions_policies_and_session() -> None:
    """Every choice of the baseline is in the role."""
    role = role_with(
        name="guardrails-revision",
        external_id=None,
        policies=["ReadOnlyAccess", "job-function/ViewOnlyAccess"],
        session_hours=4,
        require_mfa=True,
        source_addresses=["203.0.113.0/24", "2001:db8::/32"],
    )
    assert role["RoleName"] == "guardrails-revision"
    assert role["MaxSessionDuration"] == 4 * 3600
    assert role["ManagedPolicyArns"] == [
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
    ]
    assert trusted(role)[1] == {
        "StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"},
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "IpAddress": {"aws:SourceIp": ["2001:db8::/32", "203.0.113.0/24"]},
    }


def test_switched_off_nothing_is_left() -> None:
    """The stack stays, so that a deployment takes the role away, and holds nothing that does anything."""

    def switch_off(data: dict[str, Any]) -> None:
        for role in ("audit_role", "break_glass"):
            data["accounts"][role].update(enabled=False)

    resources = synthesized(edited(switch_off)).template(STACK)["Resources"]
    assert [one["Type"] for one in resources.values()] == ["AWS::CloudFormation::WaitConditionHandle"]


def test_more_addresses_than_a_trust_policy_takes() -> None:
    """The error says how much there is, and how much AWS takes."""
    blocks = [f"203.0.{number}.0/24" for number in range(120)]
    with pytest.raises(
        InputError,
        match=r"the role's trust policy has 2,\d\d\d characters besides white space; IAM takes 2,048",
    ):
        role_with(source_addresses=blocks)
