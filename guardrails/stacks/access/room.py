"""Whether the access stacks hold all assignments, permission sets and groups, without CDK."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import Baseline
from guardrails.baseline.declared_stacks import ACCESS_STACK
from guardrails.errors import Finding
from guardrails.posture import Posture
from guardrails.stacks.access.grants import grants
from guardrails.stacks.common.spread import too_large

NAME = ACCESS_STACK


def findings(baseline: Baseline, _posture: Posture) -> Iterator[Finding]:
    """Find more assignments, permission sets and groups than the declared stacks hold."""
    section = baseline.granted_access
    if section is None:
        return
    created = sum(group.id is None for group in section.groups.values())
    created += sum(not entry.existing for entry in section.permission_sets.values())
    yield from too_large(
        NAME,
        [grant.id for grant in grants(section, baseline.tree)],
        section.stacks,
        fixed=created + bool(section.attributes),
        location=baseline.locate("access", "stacks"),
        field="access.stacks",
    )
