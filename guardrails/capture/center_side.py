"""Identity Center of a captured organization, as one side of a comparison."""

from __future__ import annotations

from guardrails import marked
from guardrails.baseline.foreign_center import center_of
from guardrails.capture.foreign_center import foreign_center, instance_of
from guardrails.capture.model import Capture
from guardrails.capture.tree import tree_of
from guardrails.changes.center_side import CenterSide


def center_side(capture: Capture, file: str) -> CenterSide:
    """Return all that was captured of the organization's own instance: its sets, groups and assignments.

    Raises:
        InputError: when the capture doesn't know the tree.
    """
    form = foreign_center(instance_of(capture), lambda _: True, lambda _: True)
    center = center_of(form, marked.SourceMap(file, None, {}))
    instances = capture.access.instances if capture.access is not None else None
    instance = instance_of(capture)
    attributes = {} if instances == () else None if instance is None else instance.attributes
    return CenterSide(file, tree_of(capture, file), center, absent=instances == (), attributes=attributes)
