"""Spread resources over several stacks so that adding one never moves another.

No rule can do that for any number of resources without the number of stacks. If adding never moves a
resource, its stack is a function of that resource alone, and then some stack overflows. So the baseline
declares the number of stacks. The place of a resource follows from its own name and that number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from guardrails.baseline.declared_stacks import stack_name
from guardrails.errors import Finding, Location

MAX_RESOURCES = 450
"""Resources of one spread stack: leaves room below CloudFormation's 500 for what a later version adds."""

_WORD = (1 << 64) - 1


def stack_index(key: str, stacks: int) -> int:
    """Return the index of the stack in which a resource lives.

    One stack more takes its fair share from the others and moves nothing between those. Resources move only
    from an earlier stack to the new one, which is deployed last.

    Args:
        key: the lasting name of the resource.
        stacks: how many stacks there are, at least 1.

    Source: J. Lamping and E. Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm",
    https://arxiv.org/abs/1406.2294
    """
    state = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    index, candidate = 0, 0
    while candidate < stacks:
        index = candidate
        state = (state * 2862933555777941757 + 1) & _WORD
        candidate = ((index + 1) << 31) // ((state >> 33) + 1)
    return index


def spread(keys: Sequence[str], stacks: int) -> list[list[str]]:
    """Group resources by their stack, in the order given; a stack may be empty."""
    parts: list[list[str]] = [[] for _ in range(stacks)]
    for key in keys:
        parts[stack_index(key, stacks)].append(key)
    return parts


def too_large(
    base: str, keys: Sequence[str], stacks: int, *, fixed: int, location: Location, field: str
) -> Iterator[Finding]:
    """Yield a finding when a stack of a spread would be too large.

    It has the actual figure, the limit, and the number of stacks that is enough.

    Args:
        base: the name of the first stack.
        keys: what names each resource that is spread.
        stacks: how many stacks the baseline declares.
        fixed: the resources that the first stack has besides.
        location: where the baseline declares the number of stacks.
        field: how the baseline calls that number.
    """
    sizes = _sizes(keys, stacks, fixed)
    largest = max(range(stacks), key=sizes.__getitem__)
    if sizes[largest] <= MAX_RESOURCES:
        return
    problem = (
        f"the stack {stack_name(base, largest)} would have {sizes[largest]:,} resources;"
        f" at most {MAX_RESOURCES} fit"
    )
    if fixed >= MAX_RESOURCES:
        remedy = f"{fixed:,} of them can't be spread; name fewer"
    else:
        remedy = f"set {field} to {stacks_needed(keys, stacks, fixed)}; it is {stacks} now"
    yield Finding(location, field, problem, remedy)


def stacks_needed(keys: Sequence[str], stacks: int, fixed: int) -> int:
    """Return the least number of stacks, not below the declared one, in which everything fits."""
    room = MAX_RESOURCES - fixed
    needed = max(stacks, -(-len(keys) // MAX_RESOURCES))
    while max(_sizes(keys, needed, fixed)) > MAX_RESOURCES:
        # The first stack's share shrinks with the number of stacks: skip what can't be enough for it.
        share = sum(stack_index(key, needed) == 0 for key in keys)
        needed = max(needed + 1, needed * share // (2 * room))
    return needed


def _sizes(keys: Iterable[str], stacks: int, fixed: int) -> list[int]:
    sizes = [fixed, *[0] * (stacks - 1)]
    for key in keys:
        sizes[stack_index(key, stacks)] += 1
    return sizes
