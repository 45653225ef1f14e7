"""Bootstrap every account that stacks deploy into."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.bootstrap import TOOLKIT_STACK
from guardrails.preflight.bootstrap import DeploymentPlace, places, role_name
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown

REMEDY = "run the commands that `python -m guardrails execution-policies` prints for this account"


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find places without the bootstrap of the baseline's qualifier."""
    for place in places(inspection):
        yield from (
            _in_management(inspection, place) if place.is_management else _in_archive(place, inspection)
        )


def _in_management(inspection: Inspection, place: DeploymentPlace) -> Iterator[PreflightViolation | Unknown]:
    captured, qualifier = inspection.capture.stacks, inspection.baseline.organization.qualifier
    stacks = captured.stacks if captured is not None else None
    if stacks is None:
        yield inspection.unknown(place.name, "cloudformation:DescribeStacks")
        return
    if place.region not in inspection.capture.regions:
        remedy = f"capture again with --region {place.region}"
        yield Unknown(place.name, ("cloudformation:DescribeStacks",), remedy)
        return
    toolkit = next(
        (stack for stack in stacks if (stack.name, stack.region) == (TOOLKIT_STACK, place.region)), None
    )
    if toolkit is None:
        yield PreflightViolation(
            place.name, f"has no stack {TOOLKIT_STACK}", REMEDY, ("organization", "qualifier")
        )
    elif toolkit.parameters.get("Qualifier") != qualifier:
        actual = toolkit.parameters.get("Qualifier", "none")
        problem = f"has the stack {TOOLKIT_STACK} with the qualifier {actual}, and the file names {qualifier}"
        yield PreflightViolation(place.name, problem, REMEDY, ("organization", "qualifier"))


def _in_archive(place: DeploymentPlace, inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Look for the bootstrap's roles: a capture reads no stacks of members."""
    roles = place.roles
    if roles is None:
        yield place.unknown(inspection)
    elif role_name("deploy", inspection, place) not in roles:
        yield PreflightViolation(
            place.name, "has no bootstrap of the baseline", REMEDY, ("organization", "qualifier")
        )


CHECK = PreflightCheck(
    id="PF-BTS-001",
    title="Bootstrap every account that stacks deploy into",
    why="CDK deploys with the roles of a bootstrap, in each account and region of a stack.",
    fix="Run the commands that `python -m guardrails execution-policies` prints.",
    source="https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html",
    severity=FAILURE,
    check=check,
    reads=("stacks", "accounts"),
)
