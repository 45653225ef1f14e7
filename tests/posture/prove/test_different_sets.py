"""Many sets of policies that have much in common: each gives what it gives alone, and costs little more."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

import pytest

from guardrails.policy.language.document import SCP, TYPES, Document
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare.describe import scopes
from guardrails.posture.compare.effect import Readings, RuleDifference
from guardrails.posture.compare.pairs import pairs
from guardrails.posture.prove import prove
from guardrails.posture.prove.examination.questions import Questions
from guardrails.posture.prove.report import Failure, Unproven
from guardrails.posture.prove.worlds import World, worlds
from guardrails.posture.to_come import with_new_accounts
from tests.different_sets import KINDS, different_sets, widened

pytestmark = pytest.mark.slow
UNITS = 5


def _damaged(posture: Posture) -> Posture:
    """Take a statement from every third policy, so that some sets fail where others like them hold."""
    policies = []
    for index, policy in enumerate(posture.policies):
        statements = policy.document.statements
        if policy.type == SCP and not policy.aws_managed and index % 3 == 0:
            policies.append(
                replace(policy, document=Document(statements[1:], version=policy.document.version))
            )
        else:
            policies.append(policy)
    return replace(posture, policies=tuple(policies))


def _findings(questions: Questions, world: World) -> list[tuple[int, set[tuple[object, ...]]]]:
    examined = []
    for _, examine in questions.examinations(world):
        examination = examine()
        found = {_told(finding) for finding in examination.findings()}
        examined.append((examination.equivalence_classes, found))
    return examined


def _told(finding: Failure | Unproven) -> tuple[object, ...]:
    if isinstance(finding, Unproven):
        return finding.obligation, finding.subject
    account = finding.witness.account if finding.witness else ""
    return finding.obligation, finding.name, finding.location, finding.subject, account


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("preset", [None, "recommended"])
def test_each_set_has_the_findings_that_it_has_alone(kind: str, preset: str | None) -> None:
    """What was found of other sets hides nothing, invents nothing, and counts the same classes."""
    baseline = different_sets(UNITS, kind, preset)
    together, seen = Questions(baseline), 0
    sound = compile_posture(baseline)
    for posture in (sound, _damaged(sound)):
        for world in worlds(baseline, posture):
            alone = _findings(Questions(baseline), world)
            assert _findings(together, world) == alone
            seen += sum(len(found) for _, found in alone)
    assert seen


def _changes(before: Posture, after: Posture, readings: dict[str, Readings] | None) -> Iterable[object]:
    for pair in pairs(with_new_accounts(before), with_new_accounts(after)):
        for policy_type in TYPES:
            shared = readings[policy_type] if readings else Readings(policy_type)
            effect = RuleDifference(pair, policy_type, shared)
            for scope, group, sample in scopes(effect):
                values = sample.equivalence_class(effect, group).assignment
                yield pair.accounts[0].path, scope, group.actions, dict(values).get("aws:requestedregion")


@pytest.mark.parametrize("kind", KINDS)
def test_each_pair_of_sets_has_the_changes_that_it_has_alone(kind: str) -> None:
    """Regions, principals and conditions of a change are the pair's own."""
    baseline = different_sets(UNITS, kind, "recommended")
    before, after = compile_posture(baseline), compile_posture(widened(baseline))
    together = list(_changes(before, after, {policy_type: Readings(policy_type) for policy_type in TYPES}))
    assert together == list(_changes(before, after, None))
    assert together


@pytest.mark.parametrize("kind", ["documents", "regions", "services", "allowed services"])
def test_another_set_costs_a_fraction_of_the_first(kind: str) -> None:
    """Forty more sets take less than five times as long as two: most of each is known."""

    def seconds(number: int) -> float:
        baseline = different_sets(number, kind, "strict")
        posture = compile_posture(baseline)
        started = time.process_time()
        assert prove(baseline, posture).holds
        return time.process_time() - started

    seconds(2)
    assert seconds(42) < 5 * seconds(2) + 1
