"""Place what is denied per account at the highest nodes where it is true for everyone below."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from guardrails.organization import Node
from guardrails.policy.name_set import NameSet


def place(top: Node, denied: Callable[[str], NameSet]) -> tuple[tuple[Node, NameSet], ...]:
    """Place a subtree's denials: exact for every account, each as high as it is true, none twice.

    A Deny accumulates down the tree. A name that is denied to every account under a node is denied at the
    node, and a child adds only names that its parent doesn't deny. Where these are infinitely many (an allow
    list, or regions), the child's whole rule is written, since it can't be shortened. An organizational unit
    counts as an account of its own, so that a tighter list of all its present accounts doesn't bind the next
    one created in it. Where an account below has a wider list than the unit, the unit must leave its names
    open. A new account there leaves them open, too, until the baseline names it.

    Args:
        top: the root of the subtree; nothing is assumed to be denied above it.
        denied: the names that the account or unit at a path is denied.

    Returns:
        The nodes that get a rule and what it denies, parents before children.
    """
    shared: dict[str, NameSet] = {}
    _share(top, denied, shared)
    placed: list[tuple[Node, NameSet]] = []
    _descend(top, NameSet(), shared, placed)
    return tuple(placed)


def _share(node: Node, denied: Callable[[str], NameSet], shared: dict[str, NameSet]) -> NameSet:
    common = denied(node.path)
    for child in node.children:
        common &= _share(child, denied, shared)
    shared[node.path] = common
    return common


def _descend(
    node: Node, above: NameSet, shared: Mapping[str, NameSet], placed: list[tuple[Node, NameSet]]
) -> None:
    denied = shared[node.path]
    if denied != above:
        placed.append((node, denied if denied.complement else denied - above))
    for child in node.children:
        _descend(child, denied, shared, placed)
