"""Warn of an assignment to a permission set of others whose content nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.existing_sets import set_of_others, source_of, unknown_parts
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    foreign, access = baseline.foreign, baseline.access
    if foreign is None or access is None:
        return
    for index, assignment in enumerate(access.assignments):
        section = access.permission_sets.get(assignment.permission_set)
        entry = set_of_others(baseline, assignment.permission_set)
        if section is not None and section.existing and entry is not None and entry.unknown:
            yield Match(
                ("access", "assignments", index, "permission_set"),
                f"nobody knows what {entry.name} allows: {source_of(foreign)} lacks {unknown_parts(entry)}",
                f"read it again with more rights: `python -m guardrails capture --foreign {foreign.file}`",
            )


EXISTING_SET_UNKNOWN = BaselineWarning(
    id="existing-set-unknown",
    title="Somebody knows what an assigned permission set of others allows",
    why="The policies of an existing permission set stand in the file with the policies of others. Where AWS "
    "refused to show a part of them, the set may give full access, and no answer would say so.",
    source="https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_GetInlinePolicyForPermissionSet.html",
    find=_find,
)
