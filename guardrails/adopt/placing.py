"""Which recognised controls stand in the baseline: each has one set of parameters and exempt principals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from guardrails.adopt.candidates import Candidate
from guardrails.adopt.sorting import AttachedPolicy
from guardrails.organization import ROOT_PATH, covers
from guardrails.policy.name_set import NameSet

Variant: TypeAlias = tuple[Any, ...]
_SIGNING_IN = frozenset({"iam", "sts"})
"""Without these an allow list of services is refused."""


@dataclass(frozen=True)
class PlacedControl:
    """A control, where it stands, and the policies that it replaces."""

    candidate: Candidate
    at: tuple[str, ...]
    origins: tuple[str, ...]
    denied: Mapping[str, NameSet] = field(default_factory=dict)
    """For the controls of lists: what is denied, by path of a node that has a list of its own."""


@dataclass(frozen=True)
class Placement:
    """The controls of a baseline, and the ids of the policies that they replace."""

    controls: tuple[PlacedControl, ...]
    replaced: frozenset[str]

    @property
    def exempt(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the controls that exempt a principal, by principal."""
        controls: dict[str, list[str]] = {}
        for placed in self.controls:
            for principal in placed.candidate.exempt:
                controls.setdefault(principal, []).append(placed.candidate.control)
        return {principal: tuple(sorted(controls[principal])) for principal in sorted(controls)}


def place_controls(recognised: Iterable[tuple[AttachedPolicy, tuple[Candidate, ...]]]) -> Placement:
    """Choose, of each control, the way that most nodes have; a policy with another way stays a document."""
    remaining = [(policy, candidates) for policy, candidates in recognised if candidates]
    chosen = _commonest(remaining)
    fitting = [
        (policy, candidates)
        for policy, candidates in remaining
        if all(chosen[candidate.control] == _variant(candidate) for candidate in candidates)
        and all(_listable(candidate) for candidate in candidates)
    ]
    by_control: dict[str, list[tuple[AttachedPolicy, Candidate]]] = {}
    for policy, candidates in fitting:
        for candidate in candidates:
            by_control.setdefault(candidate.control, []).append((policy, candidate))
    refused = {
        policy.policy.id
        for entries in by_control.values()
        if _lists(entries) is None
        for policy, _ in entries
    }
    if refused:
        return place_controls(entry for entry in fitting if entry[0].policy.id not in refused)
    return Placement(
        tuple(_placed(by_control[control_id]) for control_id in sorted(by_control)),
        frozenset(policy.policy.id for policy, _ in fitting),
    )


def _commonest(recognised: Iterable[tuple[AttachedPolicy, tuple[Candidate, ...]]]) -> dict[str, Variant]:
    counts: dict[str, Counter[str]] = {}
    variants: dict[str, Variant] = {}
    for policy, candidates in recognised:
        for candidate in candidates:
            variant = _variant(candidate)
            variants[repr(variant)] = variant
            counts.setdefault(candidate.control, Counter())[repr(variant)] += len(policy.paths)
    return {
        control_id: variants[min(counter, key=lambda text: (-counter[text], text))]
        for control_id, counter in counts.items()
    }


def _variant(candidate: Candidate) -> Variant:
    return candidate.parameters, candidate.exempt


def _listable(candidate: Candidate) -> bool:
    """Return whether the baseline's lists can hold what a control of lists denies."""
    places, denied = candidate.definition.places, candidate.denied
    if places == "services" and denied.complement:
        return denied.names >= _SIGNING_IN
    return places != "regions" or bool(denied.names)


def _lists(entries: list[tuple[AttachedPolicy, Candidate]]) -> dict[str, NameSet] | None:
    """Return what each node denies with all above it, by path; None where the lists can't say it."""
    own: dict[str, NameSet] = {}
    for policy, candidate in entries:
        for path in policy.paths:
            own[path] = ~(~own.get(path, NameSet()) & ~candidate.denied)
    candidate = entries[0][1]
    if candidate.definition.places == "as_told":
        return own
    inherited = {path: _inherited(path, own) for path in own}
    for denied in inherited.values():
        if denied.complement and not (
            denied.names >= _SIGNING_IN if candidate.definition.places == "services" else denied.names
        ):
            return None
    return inherited


def _inherited(path: str, own: Mapping[str, NameSet]) -> NameSet:
    allowed = NameSet.all_but()
    for above in _lineage(path):
        if above in own:
            allowed &= ~own[above]
    return ~allowed


def _lineage(path: str) -> Iterator[str]:
    """Yield a path and those above it, the root's included."""
    yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
    if path != ROOT_PATH:
        yield ROOT_PATH


def _placed(entries: list[tuple[AttachedPolicy, Candidate]]) -> PlacedControl:
    paths = dict.fromkeys(path for policy, _ in entries for path in policy.paths)
    standing = {*paths}
    at = tuple(path for path in paths if not any(above in standing for above in [*_lineage(path)][1:]))
    candidate = entries[0][1]
    lists = {} if candidate.definition.places == "as_told" else _lists(entries) or {}
    return PlacedControl(candidate, at, tuple(dict.fromkeys(policy.origin for policy, _ in entries)), lists)


def apart(paths: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Divide paths so that in no part one stands above another: the highest first, then those below them."""
    listed = dict.fromkeys(paths)
    depth = {
        path: sum(other != path and covers(other, path) for other in _lineage(path) if other in listed)
        for path in listed
    }
    return tuple(
        tuple(path for path in listed if depth[path] == level)
        for level in range(max(depth.values(), default=-1) + 1)
    )
