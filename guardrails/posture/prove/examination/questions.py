"""Make the questions to the policies over the accounts of a world, each once for all worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from guardrails.baseline.model import Baseline
from guardrails.policy import condition
from guardrails.policy.language.document import RCP, TYPES, Conditions
from guardrails.posture.prove.examination.joined import Exempt
from guardrails.posture.prove.examination.run import Examination, Memory
from guardrails.posture.prove.expect import Expectation, Intents, over
from guardrails.posture.prove.protection.model import Protection
from guardrails.posture.prove.protection.run import protections
from guardrails.posture.prove.worlds import World


class Questions:
    """Makes the examinations of worlds.

    Args:
        baseline: what is wanted.
    """

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._intents = Intents(baseline)
        self._expected: dict[Protection, tuple[Expectation, ...]] = {}
        self._memories = {policy_type: Memory(policy_type) for policy_type in TYPES}
        self._exempt = {
            policy_type: tuple(_exempt(baseline, _ours(baseline) if policy_type == RCP else ()))
            for policy_type in TYPES
        }

    def examinations(self, world: World) -> Iterator[tuple[object, Callable[[], Examination]]]:
        """Yield the examinations of a world, with what it shares with every world of the same outcome."""
        expectations = tuple(self._intents.over(world))
        least = tuple(self._protections(world))
        for policy_type in TYPES:
            intended, protecting = _of_type(expectations, policy_type), _of_type(least, policy_type)
            if intended or protecting or any(world.of_type(policy_type)):
                key = (world.bound_by(policy_type), *map(id, intended), None, *map(id, protecting))
                examine = partial(
                    Examination,
                    world,
                    policy_type,
                    intended,
                    protecting,
                    self._exempt[policy_type],
                    memory=self._memories[policy_type],
                    tree=self._baseline.locate("organization"),
                )
                yield key, examine

    def _protections(self, world: World) -> Iterator[Expectation]:
        for protection in protections(self._baseline, world):
            if protection not in self._expected:
                self._expected[protection] = tuple(protection.expected(self._baseline))
            yield from self._expected[protection]


def _of_type(expectations: Iterable[Expectation], policy_type: str) -> tuple[Expectation, ...]:
    return tuple(expectation for expectation in expectations if expectation.type == policy_type)


def _exempt(baseline: Baseline, among: Conditions) -> Iterator[Exempt]:
    for name, exemption in baseline.exemptions.items():
        until = over(exemption.expires) if exemption.expires is not None else ""
        place = baseline.locate("exemptions", name)
        yield Exempt(name, exemption.principal, place, exemption.controls is None, until, among)


def _ours(baseline: Baseline) -> Conditions:
    """Tell the organization's own principals from strangers and from AWS's services: RCPs bind them all."""
    member = condition("StringEquals", "aws:PrincipalOrgID", (baseline.organization.id,))
    return member + condition("Bool", "aws:PrincipalIsAWSService", ("false",))
