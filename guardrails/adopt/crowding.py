"""The nodes where controls find no free slot beside the policies that they replace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from guardrails.adopt.sorting import AttachedPolicy
from guardrails.organization import covers
from guardrails.posture import Posture
from guardrails.posture.compile.limits import Limits

_DOCUMENT = "own"


def crowded(own: Sequence[AttachedPolicy], posture: Posture, limits: Mapping[str, Limits]) -> Iterator[str]:
    """Yield the paths of the nodes with too few slots for the time in which old and new stand side by side.

    A document is imported, so it takes no further slot. A control's policy is made before the old one goes.
    """
    present = Counter((policy.policy.type, path) for policy in own for path in policy.paths)
    made = Counter((policy.type, policy.target) for policy in posture.declared if policy.family != _DOCUMENT)
    for (policy_type, path), count in made.items():
        if present[policy_type, path] + count > limits[policy_type].slots(path):
            yield path


def apart_from(own: Sequence[AttachedPolicy], paths: frozenset[str]) -> Iterator[AttachedPolicy]:
    """Yield the policies that stand neither at, above nor below any of some nodes."""
    for policy in own:
        if not any(covers(at, path) or covers(path, at) for at in policy.paths for path in paths):
            yield policy
