"""Find units and accounts that AWS has elsewhere than the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guardrails.capture.sections.organization import CapturedAccount, CapturedUnit
from guardrails.preflight.check import Inspection


@dataclass(frozen=True)
class Misplaced:
    """A unit or account of the file, with the place that it has in AWS."""

    path: str
    expected: str
    """The path of the parent in the file."""
    actual: str
    """The path of the parent in AWS, or its id where the file doesn't name it."""


def misplaced(inspection: Inspection, nodes: Iterable[CapturedAccount | CapturedUnit]) -> Iterator[Misplaced]:
    """Give each captured node of the file that is under another parent than there.

    The management account may stand anywhere, for no policy binds it.
    """
    tree = inspection.baseline.tree
    for captured in nodes:
        node = tree.by_id.get(captured.id)
        if node is None or node is tree.management_account or captured.parent is None:
            continue
        expected = tree.by_path[tree.parents[node.path]]
        if captured.parent != expected.id:
            actual = tree.by_id.get(captured.parent)
            yield Misplaced(node.path, expected.path, actual.path if actual else captured.parent)
