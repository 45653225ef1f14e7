"""Find the controls that say what a policy says: by effect, never by text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from guardrails.adopt.candidates import Candidate, Facts, candidates
from guardrails.adopt.clues import Clues
from guardrails.adopt.difference import EffectDifference, Scales
from guardrails.policy import Document, Statement, action_set
from guardrails.policy.language.document import SCP
from guardrails.policy.space.parties import OrgPath
from guardrails.policy.space.values import PRINCIPAL_ARN

_ALIKE = 0.5
"""Which part of all their actions a control and a policy must have in common to be named as near."""
_WEIGHED = 64
"""How many candidates of one policy are weighed at most, the largest first."""
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
_NOBODY = "000000000000"
_PLACES = {SCP: ("aws:principalaccount", "aws:principalorgpaths")}
_OF_RESOURCES = ("aws:resourceaccount", "aws:resourceorgpaths")


@dataclass(frozen=True)
class Recognition:
    """The result of looking at one policy."""

    controls: tuple[Candidate, ...] = ()
    """The controls that together say exactly the same; none where no controls do."""
    near: tuple[Candidate, ...] = ()
    """The controls that say nearly the same, where none say exactly the same."""
    difference: EffectDifference = field(default_factory=EffectDifference)
    """The changes if the near controls replaced the policy."""


def recognise(
    document: Document, policy_type: str, facts: Facts, root: str, members: frozenset[str]
) -> Recognition:
    """Find controls with the effect of a policy, in every account.

    A policy that allows something, or that asks in which account or unit a request is made, has none: what
    it says differs from account to account.

    Args:
        document: What the policy says.
        policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
        facts: What controls write of the organization.
        root: The id of the organization's root.
        members: The ids of the member accounts.
    """
    statements = document.statements
    clues = Clues(statements)
    if not statements or any(statement.effect == "Allow" for statement in statements):
        return Recognition()
    if any(clues.values(key) for key in _PLACES.get(policy_type, _OF_RESOURCES)):
        return Recognition()
    org_paths = [OrgPath(account, facts.organization, (root,)) for account in _told_apart(document, members)]
    scales = Scales(policy_type, org_paths)
    likely = [
        candidate for candidate in candidates(clues, policy_type, facts) if candidate.actions & clues.actions
    ]
    inside = _inside(likely, clues, scales, document)
    if inside and not scales.difference(statements, _together(inside), document.version):
        needed = _needed(inside, scales, document)
        if len({candidate.control for candidate in needed}) == len(needed):
            return Recognition(controls=needed)
    return _nearest(likely, clues, scales, document)


def _told_apart(document: Document, members: frozenset[str]) -> tuple[str, ...]:
    """Return an account that the policy doesn't name, and the member accounts that it names."""
    named = _ACCOUNT.findall(repr(document.statements))
    return (_NOBODY, *sorted(members & {*named}))


def _inside(
    likely: Iterable[Candidate], clues: Clues, scales: Scales, document: Document
) -> tuple[Candidate, ...]:
    """Return the controls, in each of their ways, that deny nothing that the policy doesn't deny."""
    sorted_by_size = sorted(
        (candidate for candidate in likely if not candidate.actions & ~clues.actions),
        key=lambda candidate: (-action_set.count(candidate.actions), -len(candidate.statements)),
    )
    return tuple(
        candidate for candidate in sorted_by_size[:_WEIGHED] if _adds_nothing(candidate, scales, document)
    )


def _adds_nothing(candidate: Candidate, scales: Scales, document: Document) -> bool:
    both = (*document.statements, *candidate.statements)
    return not scales.difference(document.statements, both, document.version)


def _needed(inside: Sequence[Candidate], scales: Scales, document: Document) -> tuple[Candidate, ...]:
    """Leave out, the smallest first, the controls without which the rest still says the same."""
    kept = list(inside)
    for candidate in reversed(inside):
        rest = [other for other in kept if other is not candidate]
        if rest and not scales.difference(document.statements, _together(rest), document.version):
            kept = rest
    return tuple(kept)


def _nearest(likely: Iterable[Candidate], clues: Clues, scales: Scales, document: Document) -> Recognition:
    """Return the control that is most like the policy: in its actions, and in what they depend on."""
    near = max(likely, key=lambda candidate: _likeness(candidate, clues), default=None)
    if near is None or _likeness(near, clues) < _ALIKE:
        return Recognition()
    difference = scales.difference(document.statements, near.statements, document.version)
    return Recognition(near=(near,), difference=difference)


def _likeness(candidate: Candidate, clues: Clues) -> float:
    """Return 1 for the same actions and condition keys, and 0 where either has nothing in common."""
    common = action_set.count(candidate.actions & clues.actions)
    keys, candidate_keys = _keys(clues.statements), _keys(candidate.statements)
    together = len(keys | candidate_keys)
    same_keys = len(keys & candidate_keys) / together if together else 1.0
    return min(common / action_set.count(candidate.actions | clues.actions), same_keys)


def _keys(statements: Iterable[Statement]) -> frozenset[str]:
    """Return the condition keys, but for the caller's ARN, which exemptions test."""
    keys = {key.lower() for statement in statements for _, key, _ in statement.conditions}
    return frozenset(keys - {PRINCIPAL_ARN})


def _together(chosen: Iterable[Candidate]) -> tuple[Statement, ...]:
    return tuple(statement for candidate in chosen for statement in candidate.statements)
