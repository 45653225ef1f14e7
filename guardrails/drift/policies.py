"""The organization policies of the stacks, one by one: there, attached, named and written as deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from guardrails.aws_facts.arns import build_arn
from guardrails.capture import Capture
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.capture.tree import tree_of
from guardrails.drift.context import GLOBAL_REGION, DriftContext, Outcome, Watched, refusal_of
from guardrails.drift.declared import Declared, is_resolved
from guardrails.drift.documents import decoded, document_difference, same_document
from guardrails.drift.model import Drift, DriftDirection, Lookup, UnknownState
from guardrails.drift.own import POLICY, PolicyOrigins
from guardrails.errors import InputError
from guardrails.policy.equality import same_meaning
from guardrails.policy.language.document import TYPES as BINDING
from guardrails.policy.language.read import read_document
from guardrails.posture.compare import Comparison, Direction

TYPES = (POLICY,)
REPAIR = "python -m guardrails repair --apply"
_EVENTS = ("UpdatePolicy", "DeletePolicy", "AttachPolicy", "DetachPolicy")
_LIST, _READ = "organizations:ListPolicies", "organizations:DescribePolicy"
_TARGETS = "organizations:ListTargetsForPolicy"


@dataclass(frozen=True)
class PolicyOutcomes:
    """The drifts of policies, and the texts that differ without an effect."""

    outcomes: tuple[Outcome, ...]
    same_effect: tuple[str, ...]
    """The names of policies that are written otherwise, to the same effect."""
    renamed: tuple[tuple[str, str], ...]
    """The name of the template and the one in AWS: an imported policy keeps its own at first."""


def compare(context: DriftContext, comparison: Comparison | None, origins: PolicyOrigins) -> PolicyOutcomes:
    """Compare each policy of the stacks with what is in AWS.

    Args:
        context: The organization, and what its stacks should have.
        comparison: The difference in effect, from which a changed text takes its direction.
        origins: Who made the policies; attachments by budget actions are no drift.
    """
    comparing = _PolicyComparison(context, comparison, origins.attached_by_budgets)
    declared = list(context.declarations.of(POLICY))
    outcomes = [*comparing.types(declared)]
    same_effect: list[str] = []
    renamed: list[tuple[str, str]] = []
    for resource in declared:
        for outcome in comparing.policy(resource):
            if isinstance(outcome, Drift) and outcome.property_name == _TEXT:
                same_effect.append(outcome.subject.removeprefix("policy "))
            elif isinstance(outcome, Drift) and outcome.property_name == _NAME:
                renamed.append((outcome.expected, outcome.actual))
            else:
                outcomes.append(outcome)
    return PolicyOutcomes(tuple(outcomes), tuple(same_effect), tuple(renamed))


_NAME, _TEXT, _DOCUMENT = "name", "text", "document"


@dataclass(frozen=True)
class _PolicyComparison:
    """The comparison of single policies."""

    context: DriftContext
    comparison: Comparison | None
    by_budgets: frozenset[tuple[str, str]]
    """Policies and targets, by their ids."""

    @property
    def capture(self) -> Capture:
        """The organization as it is."""
        return self.context.capture

    def types(self, declared: Iterable[Declared]) -> Iterator[Outcome]:
        """Say which policy types are switched off although the stacks have policies of them."""
        enabled = self.capture.organization.policy_types if self.capture.organization else None
        kinds = {str(resource.get("Type")): resource for resource in declared}
        for kind in sorted(kinds):
            subject = f"policy type {kind}"
            if enabled is None:
                reason = refusal_of(self.capture, "organization", "organizations:ListRoots")
                yield UnknownState(subject, "state", reason)
            elif kind not in enabled:
                watched = self._watched(kinds[kind], subject, "", ("DisablePolicyType",))
                yield _by_repair(
                    watched.differs("state", "switched on", "switched off", DriftDirection.WIDER)
                )

    def policy(self, resource: Declared) -> Iterator[Outcome]:
        """Compare a policy."""
        name = str(resource.get("Name"))
        subject = f"policy {name}"
        if self.capture.policies is None:
            yield UnknownState(subject, "all of it", refusal_of(self.capture, "policies", _LIST))
            return
        actual = self._actual(resource, name)
        policy_id = actual.id if actual else resource.physical_id or name
        watched = self._watched(resource, subject, policy_id, _EVENTS)
        if actual is None:
            yield _by_repair(watched.missing())
            return
        if actual.name != name:
            yield watched.differs(_NAME, name, actual.name, DriftDirection.UNKNOWN)
        yield from self._targets(watched, resource, actual)
        yield from self._document(watched, resource, actual)

    def _actual(self, resource: Declared, name: str) -> CapturedPolicy | None:
        policies = self.capture.policies or ()
        if resource.physical_id:
            return next((policy for policy in policies if policy.id == resource.physical_id), None)
        kind = resource.get("Type")
        return next((policy for policy in policies if (policy.name, policy.type) == (name, kind)), None)

    def _watched(self, resource: Declared, subject: str, policy_id: str, events: tuple[str, ...]) -> Watched:
        organization = self.capture.organization
        parts = (
            (organization.id if organization else None) or "",
            str(resource.get("Type")).lower(),
            policy_id,
        )
        arn = build_arn("organizations", "", resource.stack.account, f"policy/{'/'.join(parts)}")
        return self.context.watched(
            resource,
            subject,
            arn if policy_id else "",
            section="guardrails",
            reader="policies",
            lookup=Lookup(GLOBAL_REGION, policy_id or str(resource.get("Type")), events),
        )

    def _targets(self, watched: Watched, resource: Declared, actual: CapturedPolicy) -> Iterator[Outcome]:
        if actual.targets is None:
            yield watched.unknown("attachments", _TARGETS)
            return
        organization = self.capture.organization
        if organization is not None and actual.type not in (organization.policy_types or (actual.type,)):
            return  # AWS detaches all policies of a type that is switched off
        expected = set(resource.get("TargetIds", ()))
        binding = actual.type in BINDING
        for target in sorted(expected - set(actual.targets)):
            direction = DriftDirection.WIDER if binding else DriftDirection.UNKNOWN
            drift = watched.differs(f"attached to {self._path(target)}", "attached", "detached", direction)
            yield _by_repair(drift)
        for target in sorted(set(actual.targets) - expected):
            if (actual.id, target) not in self.by_budgets:
                direction = DriftDirection.NARROWER if binding else DriftDirection.UNKNOWN
                where = f"attached to {self._path(target)}"
                drift = watched.differs(where, "not attached", "attached", direction)
                detach = f"aws organizations detach-policy --policy-id {actual.id} --target-id {target}"
                yield replace(drift, restore=(detach,))

    def _document(self, watched: Watched, resource: Declared, actual: CapturedPolicy) -> Iterator[Outcome]:
        expected = resource.get("Content")
        if actual.content is None or not is_resolved(expected):
            yield from watched.compared(_DOCUMENT, expected, actual.content, _READ)
        elif decoded(expected) != decoded(actual.content):
            if same_document(expected, actual.content) or _same_meaning(
                actual.type, expected, actual.content
            ):
                yield watched.differs(_TEXT, "as deployed", "other text", DriftDirection.UNKNOWN)
            else:
                direction = self._direction({str(resource.get("Name")), actual.name})
                difference = document_difference(expected, actual.content)
                yield _by_repair(watched.differs(_DOCUMENT, *difference, direction))

    def _direction(self, names: set[str]) -> DriftDirection:
        """Return the direction of a changed document from the changes in effect that name the policy."""
        changes = self.comparison.changes if self.comparison else ()
        directions = {change.scope.direction for change in changes if names & {*change.before, *change.after}}
        if directions == {Direction.WIDENED}:
            return DriftDirection.WIDER
        return DriftDirection.NARROWER if directions == {Direction.NARROWED} else DriftDirection.UNKNOWN

    def _path(self, target: str) -> str:
        try:
            node = tree_of(self.capture, "").by_id.get(target)
        except InputError:
            return target
        return node.path if node is not None else target


def _by_repair(drift: Drift) -> Drift:
    """Name the command that brings a policy back first."""
    return replace(drift, restore=(REPAIR, *drift.restore))


def _same_meaning(policy_type: str, expected: Any, actual: str) -> bool:
    """Return whether two documents of a binding type decide alike, in the catalogue and beyond."""
    if policy_type not in BINDING:
        return False
    try:
        before, after = read_document(decoded(expected)), read_document(decoded(actual))
    except ValueError:
        return False
    return same_meaning(before, after, forever=True)
