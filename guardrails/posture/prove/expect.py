"""Write the baseline's intents for an account a second time, not as they were placed, packed or shortened.

Regions and services come from the baseline's own lists and not from the controls, so that a fault in a
control shows as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from guardrails import aws_facts
from guardrails.baseline.guardrail import Guardrail
from guardrails.baseline.model import Baseline
from guardrails.controls import Control
from guardrails.controls.bedrock import GUARDRAIL, INFERENCE, inference_statements
from guardrails.controls.control import Parameters
from guardrails.controls.deny_unused_regions import DenyUnusedRegionsParameters
from guardrails.errors import Location
from guardrails.organization import covers
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import SCP, VERSION, Conditions
from guardrails.policy.name_set import NameSet
from guardrails.posture.compile.control_context import context_of
from guardrails.posture.prove.scope import standing_over
from guardrails.posture.prove.worlds import World


@dataclass(frozen=True)
class Expectation:
    """A denial that the baseline wants, and where it says so."""

    obligation: int
    name: str
    """The name of its failure."""
    statement: Statement
    location: Location
    subject: str
    sentence: str
    remedy: str
    version: str = VERSION
    type: str = SCP
    honors_exemptions: bool = True
    """Whether it leaves those alone whom every control exempts."""

    def but_for_resources(self) -> object:
        """Return what expectations share that can be joined: all but the resources, which both must name."""
        statement = self.statement
        same = replace(statement, resources=()) if statement.resources else statement
        return (
            self.obligation,
            self.name,
            self.type,
            self.version,
            self.honors_exemptions,
            bool(statement.resources),
            same,
        )


class Intents:
    """The denials that guardrails intend, once for all accounts that get the same ones.

    Args:
        baseline: the baseline.
    """

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._by_place: dict[object, tuple[Expectation, ...]] = {}

    def over(self, world: World) -> Iterator[Expectation]:
        """List what the guardrails over an account deny it: these, and nothing else."""
        for index in world.guardrails:
            place = self._place(world, index)
            key = (index, place.over, *place.lists.values())
            if key not in self._by_place:
                self._by_place[key] = tuple(_intents(self._baseline, index, place))
            yield from self._by_place[key]

    def _place(self, world: World, index: int) -> _Place:
        """Return what a guardrail reads of the place of an account."""
        guardrail = self._baseline.guardrails[index]
        reads = guardrail.definition
        if reads is None:
            return _Place({}, ())
        names = reads.type == SCP and "exemptions" in reads.needs
        over = standing_over(self._baseline, guardrail.at, world.account.path) if names else []
        return _Place(
            {kind: denied for kind, denied in world.lists.items() if kind == reads.places}, tuple(over)
        )


class _Place(NamedTuple):
    """The facts about an account's place that a guardrail reads."""

    lists: Mapping[str, NameSet]
    """The list that the guardrail denies, if any: regions or services."""
    over: tuple[str, ...]
    """Where it stands over the account, if it names who is exempt there."""


def _intents(baseline: Baseline, index: int, place: _Place) -> Iterator[Expectation]:
    guardrail = baseline.guardrails[index]
    definition = guardrail.definition
    statements: tuple[Statement, ...] = ()
    version = VERSION
    if definition is not None:
        statements = tuple(_intended(baseline, guardrail, definition, place))
    elif guardrail.policy is not None:
        statements, version = guardrail.policy.document.statements, guardrail.policy.document.version
    for statement in statements:
        if statement.effect == "Deny":
            yield Expectation(
                1,
                "intent-not-kept",
                statement,
                guardrail.location,
                guardrail.field,
                f"{guardrail.name} should deny it, and nothing does",
                "this is a fault of the compiler: report it, and don't deploy",
                version,
                guardrail.type,
                definition is None or definition.honors_exemptions,
            )


def _intended(
    baseline: Baseline, guardrail: Guardrail, definition: Control, place: _Place
) -> Iterator[Statement]:
    context = context_of(baseline, guardrail)
    if definition.type == SCP and "exemptions" in definition.needs:
        context = replace(context, all_exempt=_named(baseline, place.over))
    for exempt, since in stages(baseline, definition.id):
        if definition.places == "as_told":
            for statement in definition.statements(replace(context, exempt=exempt)):
                yield replace(statement, conditions=statement.conditions + since)
        elif definition.places == "regions":
            yield from _regions(place.lists["regions"], context.parameters, unless_exempt(exempt) + since)
        elif place.lists["services"]:
            yield _services(place.lists["services"], unless_exempt(exempt) + since)


def _named(baseline: Baseline, over: tuple[str, ...]) -> tuple[str, ...]:
    """List whom exemptions name in the accounts of the subtree that a guardrail and the world are both in.

    A role is changed in its own account alone, so what a subtree is denied names no other account's.
    """
    named = set()
    for exemption in baseline.exemptions.values():
        account = exemption.principal.split(":")[4]
        node = baseline.tree.by_id.get(account)
        if not account.isdigit() or (node and any(covers(path, node.path) for path in over)):
            named.add(exemption.principal)
    return tuple(sorted(named))


def _services(denied: NameSet, conditions: Conditions) -> Statement:
    patterns = tuple(f"{service}:*" for service in sorted(denied.names))
    actions, but = ((), patterns) if denied.complement else (patterns, ())
    return Statement("", "Deny", actions, but, conditions=conditions)


def _regions(denied: NameSet, parameters: Parameters, conditions: Conditions) -> Iterator[Statement]:
    """Deny all but the global services in every region but the allowed, each region with exceptions alone.

    How Bedrock's inference across regions is freed is the control's own: no list of the baseline says it.
    """
    choice = (
        parameters if isinstance(parameters, DenyUnusedRegionsParameters) else DenyUnusedRegionsParameters()
    )
    allowed = denied.names
    elsewhere = {
        region: region_services
        for region, region_services in choice.services_elsewhere.items()
        if region not in allowed
    }
    bedrock = (*INFERENCE, *GUARDRAIL) if choice.allow_bedrock_inference else ()
    free = (*aws_facts.GLOBAL_ACTIONS, *choice.except_actions, *bedrock)
    locks: list[tuple[str, list[str], tuple[str, ...]]] = [
        ("StringNotEquals", sorted({*allowed, *elsewhere}), ())
    ]
    locks += [("StringEquals", [region], services) for region, services in elsewhere.items()]
    for operator, regions, services in locks:
        but = (*free, *(f"{service}:*" for service in services))
        lock = condition(operator, "aws:RequestedRegion", regions)
        yield Statement("", "Deny", not_actions=but, conditions=lock + conditions)
    if bedrock:
        sources = sorted(
            {
                *allowed,
                *(region for region, region_services in elsewhere.items() if "bedrock" in region_services),
            }
        )
        geographies, free_ones = choice.bedrock_geographies, choice.except_actions
        yield from inference_statements(sources, geographies, free_ones, conditions)


def stages(baseline: Baseline, control_id: str) -> Iterator[tuple[tuple[str, ...], Conditions]]:
    """Say whom a control exempts: from the start, and again from the end of each exemption on.

    Yields:
        The ARN patterns, and the condition on the time of the request.
    """
    exemptions = [
        exemption
        for exemption in baseline.exemptions.values()
        if exemption.controls is None or control_id in exemption.controls
    ]
    yield tuple(sorted({exemption.principal for exemption in exemptions})), ()
    for day in sorted({exemption.expires for exemption in exemptions if exemption.expires is not None}):
        remaining = {
            exemption.principal
            for exemption in exemptions
            if exemption.expires is None or exemption.expires > day
        }
        yield tuple(sorted(remaining)), condition("DateGreaterThanEquals", "aws:CurrentTime", (over(day),))


def over(day: dt.date) -> str:
    """Return the moment at which a day is over in UTC; the last day there is, is never over."""
    return f"{day + dt.timedelta(days=1) if day < dt.date(9999, 12, 31) else day}T00:00:00Z"


def unless_exempt(principals: tuple[str, ...]) -> Conditions:
    """Write the condition that leaves some principals alone."""
    return condition("ArnNotLike", "aws:PrincipalArn", principals) if principals else ()
