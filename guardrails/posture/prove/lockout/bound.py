"""The policies over some accounts, ready to answer the requests of a need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from guardrails.policy import Document
from guardrails.policy.decide.ruleset import MAY_BE_MANAGED, Ruleset, Verdict
from guardrails.policy.language.document import RCP, SCP
from guardrails.policy.language.request import Request, request_of
from guardrails.policy.language.rules import Rule, rules_of
from guardrails.policy.language.variables import Context
from guardrails.policy.space.parties import OrgPath
from guardrails.policy.space.values import PRINCIPAL_ARN
from guardrails.posture.prove.lockout.callers import AwsService, Facts, Federated, Member, at_resource
from guardrails.posture.prove.lockout.needs import Need, NeededCall
from guardrails.posture.prove.lockout.resources import principals_of, resources_of
from guardrails.posture.prove.worlds import World

_WITHOUT_ARN = (AwsService, Federated)


class RefusedCall(NamedTuple):
    """A request of a need that the policies don't let through for sure."""

    call: NeededCall
    """With one resource."""
    principal: str
    region: str
    verdict: Verdict

    @property
    def cause(self) -> tuple[str, int, int | None]:
        """The place of the denial: the type of the policy, its level and its number there."""
        first = self.verdict.causes[0]
        return first.policy_type, first.level, first.document

    @property
    def is_sure(self) -> bool:
        """Whether the policies deny it for sure.

        Whether AWS manages a key is known of every need's key: a call says so.
        """
        return self.verdict.decision == "deny" or all(
            cause.reason == MAY_BE_MANAGED for cause in self.verdict.causes
        )


class BoundWorld:
    """The policies of a world.

    Args:
        world: the accounts with their policies.
        home: the home region.
    """

    def __init__(self, world: World, home: str) -> None:
        self._world, self._home = world, home

    @cached_property
    def _documents(self) -> dict[str, list[list[Document]]]:
        return {
            kind: [[policy.document for policy in level] for level in self._world.of_type(kind)]
            for kind in (SCP, RCP)
        }

    @cached_property
    def _ruleset(self) -> Ruleset:
        return Ruleset(self._documents[SCP], self._documents[RCP], prepare=_rules)

    @cached_property
    def _by_scps(self) -> Ruleset:
        """The policies that bind the account's principals when they ask for resources of other accounts."""
        return Ruleset(self._documents[SCP], prepare=_rules)

    def refusals(self, need: Need, principal: str, org_path: OrgPath) -> Iterator[RefusedCall]:
        """List the requests of a need that don't go through, for one principal in one account."""
        caller = replace(need.caller, principal=principal)
        caller_facts = {**caller.facts(org_path), **at_resource(org_path)}
        for call in need.calls:
            rules = self._ruleset.rules_on(call.action)
            region = call.region(self._home)
            facts: Facts = {**caller_facts, **dict(call.keys), "aws:RequestedRegion": region}
            for resource in resources_of(call, rules, _fixed(facts)):
                verdict = self._decide(need, call._replace(resource=resource), principal, facts)
                if verdict.decision != "allow":
                    yield RefusedCall(call._replace(resource=resource), principal, region, verdict)

    def principals(self, need: Need, org_path: OrgPath) -> Iterator[str]:
        """List enough principals of a need's asker.

        Raises:
            UndecidableError: when finitely many principals can't stand for all.
        """
        if isinstance(need.caller, _WITHOUT_ARN):
            yield need.caller.principal
            return
        rules = {id(rule): rule for call in need.calls for rule in self._ruleset.rules_on(call.action)}
        yield from principals_of(need.caller.principal, rules.values(), _fixed(need.caller.facts(org_path)))

    def _decide(self, need: Need, call: NeededCall, principal: str, facts: Facts) -> Verdict:
        request = request_of(
            call.action,
            call.resource,
            principal,
            facts,
            principal_outside_org=not isinstance(need.caller, Member),
        )
        if isinstance(need.caller, _WITHOUT_ARN):
            request = _without_arn(request)
        rules = self._by_scps if call.by_aws or need.elsewhere else self._ruleset
        return rules.decide(request)


def _without_arn(request: Request) -> Request:
    context = {key: values for key, values in request.context.items() if key != PRINCIPAL_ARN}
    return request._replace(context=context)


def _fixed(facts: Facts) -> Context:
    return {key.lower(): (value,) if isinstance(value, str) else tuple(value) for key, value in facts.items()}


@lru_cache(maxsize=1024)
def _rules(document: Document) -> tuple[Rule, ...]:
    return rules_of(document)
