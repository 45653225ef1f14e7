"""Read what CloudFormation believes of stacks: their templates, and which physical ids they made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from guardrails.capture.model import Capture
from guardrails.capture.ours import BOOTSTRAP_OUTPUT, OWN_STACKS, is_own
from guardrails.capture.sections.stacks import (
    CapturedManagedPolicy,
    CapturedRole,
    CapturedStack,
    CapturedStacks,
)
from guardrails.live.aws import Aws
from guardrails.live.members import inside
from guardrails.live.readers.bootstrap_roles import (
    OPERATIONS,
    policy_arns,
    read_policy,
    read_role,
    role_names,
)
from guardrails.live.readers.trails import bucket_account, evidence_account
from guardrails.live.reading import Reader, Reading
from guardrails.live.refusals import AwsError

ACTIONS = ("cloudformation:GetTemplate", "cloudformation:ListStackResources")


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


@dataclass(frozen=True)
class _StackAccount:
    """An account in which stacks are looked for.

    Attributes:
        member: The id of the member; empty for the management account.
    """

    reading: Reading
    account: str
    member: str
    regions: tuple[str, ...]


def _read(reading: Reading, capture: Capture) -> dict[str, Any]:
    own = _StackAccount(reading, capture.read_by.account, "", capture.regions)
    stacks = _stacks(own)
    if stacks is None:
        return {}
    places = [own]
    for place in _members(reading, capture):
        in_member = _stacks(place)
        if in_member is not None:
            places.append(place)
            stacks += in_member
    roles = tuple(role for place in places for role in _roles(place, stacks))
    section = CapturedStacks(
        stacks=tuple(sorted(stacks, key=lambda stack: (stack.member, stack.region, stack.name))),
        roles=roles,
        policies=tuple(policy for place in places for policy in _policies(place, roles)),
        members=tuple(place.member for place in places if place.member),
    )
    return {"stacks": section}


def _members(reading: Reading, capture: Capture) -> Iterator[_StackAccount]:
    """Enter the members in which stacks are: where trails deliver to, and where the caller asks for them."""
    role, management = capture.read_by.member_role, capture.read_by.account
    trails = (capture.trails.trails if capture.trails else None) or ()
    of_trails = {*map(evidence_account, trails), *map(bucket_account, trails)}
    accounts = {*capture.read_by.stack_accounts, *of_trails}
    for account in sorted(accounts - {"", management}) if role else ():
        entered = inside(reading, account, role)
        if entered is not None:
            yield _StackAccount(entered, account, account, (capture.home_region,))


def _stacks(place: _StackAccount) -> list[CapturedStack] | None:
    """Read the stacks of ours and the bootstraps of an account; None where AWS refuses to list them."""
    reading = place.reading
    where = f" of {place.member}" if place.member else ""
    lists = reading.each(place.regions, lambda region: _described(reading.at(region), f"{region}{where}"))
    if any(stacks is None for stacks in lists):
        return None
    chosen = [
        (region, stack)
        for region, stacks in zip(place.regions, lists, strict=True)
        for stack in stacks or ()
        if stack["StackName"].startswith(OWN_STACKS) or BOOTSTRAP_OUTPUT in _outputs(stack)
    ]
    return list(
        reading.each(chosen, lambda item: _stack(reading.at(item[0]), item[0], item[1], place.member))
    )


def _roles(place: _StackAccount, stacks: Iterable[CapturedStack]) -> list[CapturedRole]:
    of_place = (stack for stack in stacks if stack.member == place.member)
    names = sorted(set(role_names(place.account, of_place)))
    roles = place.reading.each(names, lambda name: read_role(place.reading, name))
    return [role for role in roles if role is not None]


def _policies(place: _StackAccount, roles: Iterable[CapturedRole]) -> Sequence[CapturedManagedPolicy]:
    of_place = (role for role in roles if role.arn.split(":")[4] == place.account)
    return place.reading.each(policy_arns(of_place), lambda arn: read_policy(place.reading, arn))


def _described(reading: Reading, about: str) -> tuple[dict[str, Any], ...] | None:
    return reading.list("cloudformation:DescribeStacks", "Stacks", about)


def _outputs(stack: Mapping[str, Any]) -> dict[str, str]:
    return {output["OutputKey"]: output.get("OutputValue", "") for output in stack.get("Outputs", ())}


def _stack(reading: Reading, region: str, stack: Mapping[str, Any], member: str) -> CapturedStack:
    name = stack["StackName"]
    own = is_own(name, _outputs(stack))
    template = reading.ask("cloudformation:GetTemplate", name, StackName=name) if own else None
    resources = reading.list(
        "cloudformation:ListStackResources", "StackResourceSummaries", name, StackName=name
    )
    return CapturedStack(
        name=name,
        member=member,
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
        changed=_moment(stack.get("LastUpdatedTime") or stack.get("CreationTime")),
    )


def _moment(time: datetime | None) -> str:
    return "" if time is None else time.astimezone(UTC).isoformat(timespec="seconds")


def _decoded(body: Any) -> dict[str, Any]:
    """Decode a template; botocore gives one of JSON as an object, and one of YAML as text."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return {}
    return dict(body)


READER = Reader(
    name="stacks",
    operations={
        "sts:AssumeRole": "the stacks of a member",
        "cloudformation:DescribeStacks": "which stacks there are",
        "cloudformation:GetTemplate": "the template of a stack",
        "cloudformation:ListStackResources": "which resources a stack made",
        **OPERATIONS,
    },
    read=_read,
    needs=("trails",),
)
