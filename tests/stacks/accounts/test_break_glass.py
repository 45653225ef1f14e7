"""The break-glass role is the same everywhere, made before the policies, and trusts whom the file names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from guardrails.errors import InputError
from tests.stacks.helpers import MANAGEMENT, edited, synthesized

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly

STACK, POLICIES = "guardrails-accounts", "guardrails-policies"
ACCOUNT = f"arn:aws:iam::{MANAGEMENT}"


def changed(**section: Any) -> Assembly:
    """Synthesize the example with another break-glass role."""
    return synthesized(edited(lambda data: data["accounts"]["break_glass"].update(section)))


def member_role(assembly: Assembly) -> dict[str, Any]:
    """Return the properties of the role in the template of the members."""
    body = json.loads(assembly.template(STACK)["Resources"]["BreakGlassRoles"]["Properties"]["TemplateBody"])
    assert set(body["Resources"]) == {"BreakGlassRole"}
    properties: dict[str, Any] = body["Resources"]["BreakGlassRole"]["Properties"]
    return properties


def conditions(assembly: Assembly) -> dict[str, Any]:
    """Return on which conditions the role may be assumed, by nobody outside the management account."""
    (statement,) = member_role(assembly)["AssumeRolePolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", "sts:AssumeRole")
    assert statement["Principal"] == {"AWS": f"{ACCOUNT}:root"}
    condition: dict[str, Any] = statement["Condition"]
    return condition


def test_the_role_of_the_example(assembly: Assembly) -> None:
    """An administrator for an hour, for two users with a second factor, from one network."""
    role = member_role(assembly)
    assert role["RoleName"] == "break-glass"
    assert role["ManagedPolicyArns"] == ["arn:aws:iam::aws:policy/AdministratorAccess"]
    assert role["MaxSessionDuration"] == 3600
    assert conditions(assembly) == {
        "ArnLike": {"aws:PrincipalArn": [f"{ACCOUNT}:user/rescue-1", f"{ACCOUNT}:user/rescue-2"]},
        "StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"},
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]},
    }


def test_the_management_account_has_the_same_role(assembly: Assembly) -> None:
    """No service-managed stack set reaches it; the role stands in the stack itself."""
    own = assembly.template(STACK)["Resources"]["BreakGlassRole"]["Properties"]
    assert {name: value for name, value in own.items() if name != "Tags"} == member_role(assembly)
    assert assembly.stacks[STACK]["environment"].startswith(f"aws://{MANAGEMENT}/")


def test_the_stack_set_reaches_every_account() -> None:
    """Whatever `at` says of the audit role; accounts that join later are reached by themselves."""
    assembly = synthesized(edited(lambda data: data["accounts"].update(at=["Workloads"])))
    stack_set = assembly.template(STACK)["Resources"]["BreakGlassRoles"]["Properties"]
    assert stack_set["StackSetName"] == "guardrails-break-glass"
    assert stack_set["AutoDeployment"] == {"Enabled": True, "RetainStacksOnAccountRemoval": False}
    (group,) = stack_set["StackInstancesGroup"]
    assert group["DeploymentTargets"]["OrganizationalUnitIds"] == ["r-ex4m"]


def test_the_role_is_deployed_before_the_policies(assembly: Assembly) -> None:
    """`cdk deploy --all` makes the way back first, `cdk destroy` takes it away last."""
    assert STACK in assembly.stacks[POLICIES]["dependencies"]
    assert POLICIES not in assembly.stacks[STACK].get("dependencies", ())
    for without in (changed(enabled=False), synthesized(edited(lambda data: data.pop("accounts")))):
        assert STACK not in without.stacks[POLICIES].get("dependencies", ())


@pytest.mark.parametrize(
    ("region", "center", "path"),
    [
        ("eu-central-1", None, "sso.amazonaws.com/eu-central-1"),
        ("us-east-1", None, "sso.amazonaws.com"),
        ("eu-central-1", "eu-west-1", "sso.amazonaws.com/eu-west-1"),
        ("eu-central-1", "us-east-1", "sso.amazonaws.com"),
        ("us-east-1", "eu-central-1", "sso.amazonaws.com/eu-central-1"),
    ],
)
def test_people_of_identity_center(region: str, center: str | None, path: str) -> None:
    """The name of a permission set's role ends in 16 characters, and no longer name is let in."""

    def edit(data: dict[str, Any]) -> None:
        data["organization"]["home_region"] = region
        data["regions"]["allowed"] = ["eu-central-1", "eu-west-1", "us-east-1"]
        data["regions"]["overrides"] = {}
        data["access"]["permission_sets"]["Rescue"] = {"managed": ["AdministratorAccess"]}
        data["access"]["assignments"].append(
            {"group": "platform", "permission_set": "Rescue", "at": ["management"]}
        )
        data["access"] |= {"region": center} if center else {}
        data["budgets"]["limits"].pop("zone")
        data["accounts"]["break_glass"] = {"permission_sets": ["Rescue"], "require_mfa": False}

    pattern = f"{ACCOUNT}:role/aws-reserved/{path}/AWSReservedSSO_Rescue_????????????????"
    assert conditions(synthesized(edited(edit))) == {
        "ArnLike": {"aws:PrincipalArn": [pattern]},
        "StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"},
    }


def test_switched_off_the_audit_role_stays() -> None:
    """The two are switched off each by its own word."""
    resources = changed(enabled=False).template(STACK)["Resources"]
    assert set(resources) == {"AuditRole", "AuditRoles"}


def test_more_addresses_than_a_trust_policy_takes() -> None:
    """The error stands at the section, and says how much AWS takes."""
    blocks = [f"203.0.{number}.0/24" for number in range(120)]
    with pytest.raises(
        InputError, match=r"accounts.break_glass: the role's trust policy has 2,\d\d\d characters"
    ):
        changed(source_addresses=blocks)
