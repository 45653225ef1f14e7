"""What the baseline wants of an account, said once more: not as it was placed, packed or shortened.

Regions and services are written here from the baseline's own lists and not by the controls, so that a fault
in a control shows as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails import aws_facts
from guardrails.baseline.model import Baseline
from guardrails.controls import control
from guardrails.errors import Location
from guardrails.policy import Statement, condition
from guardrails.policy.document import VERSION, Conditions
from guardrails.policy.sides import SCP
from guardrails.posture.compile import own_document, situation_of
from guardrails.posture.prove.worlds import World


@dataclass(frozen=True)
class Expectation:
    """A denial that the baseline wants, and where it says so."""

    obligation: int
    name: str
    """What it is called when it fails."""
    statement: Statement
    location: Location
    subject: str
    sentence: str
    remedy: str
    version: str = VERSION
    type: str = SCP


def intents(baseline: Baseline, world: World) -> Iterator[Expectation]:
    """List what the guardrails over an account deny it: these, and nothing else."""
    for index in world.guardrails:
        guardrail = baseline.guardrails[index]
        location = baseline.locate("guardrails", index)
        version = VERSION
        if guardrail.control is None:
            document = own_document(baseline, guardrail.document or "")
            statements, version = document.statements, document.version
        else:
            statements = tuple(_intended(baseline, world, index))
        for statement in statements:
            if statement.effect == "Deny":
                yield Expectation(
                    1,
                    "intent-not-kept",
                    statement,
                    location,
                    f"guardrails[{index}]",
                    f"{guardrail.control or guardrail.document} should deny it, and nothing does",
                    "this is a fault of the compiler: report it, and don't deploy",
                    version,
                )


def _intended(baseline: Baseline, world: World, index: int) -> Iterator[Statement]:
    guardrail = baseline.guardrails[index]
    found = control(guardrail.control or "")
    situation = situation_of(baseline, guardrail, found)
    if found.places == "as_told":
        yield from found.statements(situation)
        return
    denied = world.lists[found.places]
    if not denied:
        return
    spared = unless(baseline, found.id)
    if found.places == "regions":
        free = getattr(situation.parameters, "except_actions", ())
        yield Statement(
            "ExpectedRegions",
            "Deny",
            not_actions=(*aws_facts.GLOBAL_ACTIONS, *free),
            conditions=condition("StringNotEquals", "aws:RequestedRegion", sorted(denied.names)) + spared,
        )
        return
    patterns = tuple(f"{service}:*" for service in sorted(denied.names))
    yield Statement(
        "ExpectedServices",
        "Deny",
        actions=() if denied.complement else patterns,
        not_actions=patterns if denied.complement else (),
        conditions=spared,
    )


def unless(baseline: Baseline, control_id: str) -> Conditions:
    """Write the condition that leaves those alone whom an exemption frees of a control."""
    freed = sorted(
        {
            one.principal
            for one in baseline.exemptions.values()
            if one.controls is None or control_id in one.controls
        }
    )
    return condition("ArnNotLike", "aws:PrincipalArn", freed) if freed else ()
