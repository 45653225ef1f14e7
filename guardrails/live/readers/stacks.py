"""Read what CloudFormation believes of stacks: their templates, and which physical ids they made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guardrails.capture.model import Capture
from guardrails.capture.ours import BOOTSTRAP_OUTPUT, OWN_STACKS, is_own
from guardrails.capture.sections.stacks import CapturedRole, CapturedStack, CapturedStacks
from guardrails.live.aws import Aws
from guardrails.live.reading import Reader, Reading
from guardrails.live.refusals import AwsError

ACTIONS = ("cloudformation:GetTemplate", "cloudformation:ListStackResources")

_ROLES = ("cfn-exec", "deploy")
"""The roles of a bootstrap that matter here: what deploys, and who may ask for it."""
_NO_ROLE = frozenset({"NoSuchEntity"})


@dataclass(frozen=True)
class LiveStack:
    """A deployed stack.

    Attributes:
        template: The template as it was deployed last.
        physical_ids: The ids of the resources that CloudFormation made, by logical id.
    """

    template: Mapping[str, Any]
    physical_ids: Mapping[str, str]


def read_stack(aws: Aws, name: str) -> LiveStack | None:
    """Read a stack; None where there is none.

    Raises:
        AwsError: A call is refused.
    """
    try:
        template = aws.call("cloudformation:GetTemplate", StackName=name)["TemplateBody"]
        resources = list(
            aws.pages("cloudformation:ListStackResources", "StackResourceSummaries", StackName=name)
        )
    except AwsError as error:
        if error.code == "ValidationError" and "does not exist" in error.sentence:
            return None
        raise
    ids = {resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "") for resource in resources}
    return LiveStack(template if isinstance(template, dict) else {}, ids)


def _read(reading: Reading, capture: Capture) -> dict[str, Any]:
    regions = capture.regions
    lists = reading.each(regions, lambda region: _described(reading.at(region), region))
    if any(stacks is None for stacks in lists):
        return {}
    places = [
        (region, stack)
        for region, stacks in zip(regions, lists, strict=True)
        for stack in stacks or ()
        if stack["StackName"].startswith(OWN_STACKS) or BOOTSTRAP_OUTPUT in _outputs(stack)
    ]
    stacks = reading.each(places, lambda place: _stack(reading.at(place[0]), place[0], place[1]))
    names = sorted(set(_role_names(capture.read_by.account, stacks)))
    roles = [role for role in reading.each(names, lambda name: _role(reading, name)) if role is not None]
    section = CapturedStacks(
        stacks=tuple(sorted(stacks, key=lambda stack: (stack.region, stack.name))), roles=tuple(roles)
    )
    return {"stacks": section}


def _described(reading: Reading, region: str) -> tuple[dict[str, Any], ...] | None:
    return reading.list("cloudformation:DescribeStacks", "Stacks", region)


def _outputs(stack: Mapping[str, Any]) -> dict[str, str]:
    return {output["OutputKey"]: output.get("OutputValue", "") for output in stack.get("Outputs", ())}


def _stack(reading: Reading, region: str, stack: Mapping[str, Any]) -> CapturedStack:
    name = stack["StackName"]
    own = is_own(name, _outputs(stack))
    template = reading.ask("cloudformation:GetTemplate", name, StackName=name) if own else None
    resources = reading.list(
        "cloudformation:ListStackResources", "StackResourceSummaries", name, StackName=name
    )
    return CapturedStack(
        name=name,
        region=region,
        status=stack["StackStatus"],
        tags={tag["Key"]: tag["Value"] for tag in stack.get("Tags", ())},
        parameters={
            one["ParameterKey"]: one.get("ParameterValue", "") for one in stack.get("Parameters", ())
        },
        outputs=_outputs(stack),
        template=None if template is None else _decoded(template["TemplateBody"]),
        resources=None
        if resources is None
        else {one["LogicalResourceId"]: one.get("PhysicalResourceId", "") for one in resources},
    )


def _decoded(body: Any) -> dict[str, Any]:
    """Decode a template; botocore gives one of JSON as an object, and one of YAML as text."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return {}
    return dict(body)


def _role_names(account: str, stacks: Iterable[CapturedStack]) -> Iterable[str]:
    for stack in stacks:
        qualifier = stack.parameters.get("Qualifier")
        if qualifier and BOOTSTRAP_OUTPUT in stack.outputs:
            yield from (f"cdk-{qualifier}-{role}-role-{account}-{stack.region}" for role in _ROLES)


def _role(reading: Reading, name: str) -> CapturedRole | None:
    answer = reading.ask("iam:GetRole", name, absent=_NO_ROLE, RoleName=name)
    if answer is None or not answer:
        return None
    policies = reading.list("iam:ListAttachedRolePolicies", "AttachedPolicies", name, RoleName=name)
    role = answer["Role"]
    return CapturedRole(
        name=name,
        arn=role["Arn"],
        policies=None if policies is None else tuple(sorted(policy["PolicyArn"] for policy in policies)),
        trust=json.dumps(role["AssumeRolePolicyDocument"]),
    )


READER = Reader(
    name="stacks",
    operations={
        "cloudformation:DescribeStacks": "which stacks there are",
        "cloudformation:GetTemplate": "the template of a stack",
        "cloudformation:ListStackResources": "which resources a stack made",
        "iam:GetRole": "the trust policies of a bootstrap's roles",
        "iam:ListAttachedRolePolicies": "the policies that a bootstrap deploys with",
    },
    read=_read,
)
