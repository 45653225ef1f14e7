"""The cases of stack sets."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from tests.emulator.cases import Case, allow, resource, tags
from tests.emulator.deployments import AUDIT, HOME, LOG_ARCHIVE, SHOP, Asked

if TYPE_CHECKING:
    from tests.emulator.deployments import Deployments

RUN = uuid.uuid4().hex[:8]
SECURITY, WORKLOADS = "ou-ex4m-security", "ou-ex4m-workload"


def role_template(name: str, **properties: Any) -> str:
    """Give a template of one role."""
    trust = allow("sts:AssumeRole", {"AWS": f"arn:aws:iam::{AUDIT}:root"})
    del trust["Statement"][0]["Resource"]
    role = resource("AWS::IAM::Role", RoleName=name, AssumeRolePolicyDocument=trust, **properties)
    return json.dumps({"Resources": {"Role": role}})


def group(*units: str, **targets: Any) -> list[dict[str, Any]]:
    """Give the instances of units in the home region."""
    return [{"DeploymentTargets": {"OrganizationalUnitIds": list(units), **targets}, "Regions": [HOME]}]


def _in_an_account(deployments: Deployments, _stack_set: str) -> None:
    """Delete the stack of one account as the set's administrator."""
    client = deployments.client("cloudformation")
    client.delete_stack_instances(
        StackSetName=f"set-{RUN}",
        DeploymentTargets={
            "OrganizationalUnitIds": [SECURITY],
            "Accounts": [AUDIT],
            "AccountFilterType": "INTERSECTION",
        },
        Regions=[HOME],
        RetainStacks=False,
    )


def _set(path: str, answer: Any) -> Asked:
    return Asked("cloudformation", "describe_stack_set", {"StackSetName": "$id"}, f"StackSet.{path}", answer)


def _accounts(*accounts: str) -> Asked:
    current = "sort(Summaries[?Status=='CURRENT'].Account)"
    return Asked("cloudformation", "list_stack_instances", {"StackSetName": "$id"}, current, sorted(accounts))


STACK_SET_CASE = Case(
    type="AWS::CloudFormation::StackSet",
    properties={
        "StackSetName": f"set-{RUN}",
        "Description": "one role",
        "PermissionModel": "SERVICE_MANAGED",
        "TemplateBody": role_template(f"set-{RUN}"),
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "AutoDeployment": {"Enabled": True, "RetainStacksOnAccountRemoval": False},
        "ManagedExecution": {"Active": True},
        "OperationPreferences": {"MaxConcurrentPercentage": 100, "FailureTolerancePercentage": 0},
        "StackInstancesGroup": group(SECURITY),
        "Tags": tags(owner="one", stage="one"),
    },
    created=(
        _set("[StackSetName, Description, PermissionModel, Status]",
             [f"set-{RUN}", "one role", "SERVICE_MANAGED", "ACTIVE"]),
        _set("[AutoDeployment.Enabled, ManagedExecution.Active]", [True, True]),
        _set("Tags", tags(owner="one", stage="one")),
        _accounts(LOG_ARCHIVE, AUDIT),
    ),
    changed={
        "StackSetName": f"set-{RUN}",
        "Description": "another role",
        "PermissionModel": "SERVICE_MANAGED",
        "TemplateBody": json.dumps(
            json.loads(role_template(f"set-{RUN}", MaxSessionDuration=7200))
            | {"Parameters": {"Owner": {"Type": "String"}}}
        ),
        "Capabilities": ["CAPABILITY_NAMED_IAM", "CAPABILITY_IAM"],
        "Parameters": [{"ParameterKey": "Owner", "ParameterValue": "two"}],
        "AutoDeployment": {"Enabled": True, "RetainStacksOnAccountRemoval": True},
        "ManagedExecution": {"Active": False},
        "OperationPreferences": {"MaxConcurrentCount": 2, "FailureToleranceCount": 1},
        "StackInstancesGroup": group(SECURITY, WORKLOADS),
        "Tags": tags(owner="two"),
    },
    updated=(
        _set("[Description, Parameters[0].ParameterValue]", ["another role", "two"]),
        _set("[AutoDeployment.RetainStacksOnAccountRemoval, ManagedExecution.Active]", [True, False]),
        _set("Tags", tags(owner="two")),
        _accounts(LOG_ARCHIVE, AUDIT, SHOP),
        Asked(
            "cloudformation",
            "list_stack_set_operations",
            {"StackSetName": "$id"},
            "Summaries[*].[Action, Status]",
            [["CREATE", "SUCCEEDED"], ["UPDATE", "SUCCEEDED"], ["CREATE", "SUCCEEDED"]],
        ),
    ),
    replacing={"StackSetName": f"set-other-{RUN}", "StackInstancesGroup": []},
    spoil=_in_an_account,
)  # fmt: skip
WAIT_CONDITION_HANDLE_CASE = Case(type="AWS::CloudFormation::WaitConditionHandle", properties={}, created=())
CASES = (STACK_SET_CASE, WAIT_CONDITION_HANDLE_CASE)
