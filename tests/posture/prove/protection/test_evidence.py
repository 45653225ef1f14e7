"""The proof asks for the key of the trail under each name that reaches it."""

from __future__ import annotations

from guardrails.baseline import Baseline
from guardrails.posture import Posture
from guardrails.posture.prove.protection.run import protections
from guardrails.posture.prove.worlds import worlds


def test_a_key_without_a_known_arn_is_known_by_its_alias(baseline: Baseline, posture: Posture) -> None:
    """A request on the key carries all aliases of the key, so one of them has to be the former trail's."""
    conditions = {
        condition
        for world in worlds(baseline, posture)
        for protection in protections(baseline, world)
        if protection.name == "key-unprotected"
        for condition in protection.which
    }
    assert conditions == {("ForAnyValue:StringEquals", "kms:ResourceAliases", ("alias/organization-trail",))}
