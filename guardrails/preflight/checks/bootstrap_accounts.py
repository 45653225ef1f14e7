"""Bootstrap every account that stacks deploy into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guardrails.baseline.bootstrap import TOOLKIT_STACK
from guardrails.capture.sections.stacks import CapturedStack
from guardrails.preflight.bootstrap import DeploymentPlace, places, role_name
from guardrails.preflight.check import FAILURE, Inspection, PreflightCheck, PreflightViolation, Unknown

REMEDY = "run the commands that `python -m guardrails execution-policies` prints for this account"


def check(inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Find places without the bootstrap of the baseline's qualifier."""
    for place in places(inspection):
        stacks = place.stacks(inspection)
        if place.is_management and place.region not in inspection.capture.regions and stacks is not None:
            remedy = f"capture again with --region {place.region}"
            yield Unknown(place.name, ("cloudformation:DescribeStacks",), remedy)
        elif stacks is not None:
            yield from _toolkit(inspection, place, stacks)
        elif place.is_management:
            yield inspection.unknown(place.name, "cloudformation:DescribeStacks")
        else:
            yield from _by_roles(place, inspection)


def _toolkit(
    inspection: Inspection, place: DeploymentPlace, stacks: Iterable[CapturedStack]
) -> Iterator[PreflightViolation]:
    qualifier = inspection.baseline.organization.qualifier
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


def _by_roles(place: DeploymentPlace, inspection: Inspection) -> Iterator[PreflightViolation | Unknown]:
    """Look for the bootstrap's roles in a member whose stacks nobody read."""
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
