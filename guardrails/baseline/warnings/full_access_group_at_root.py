"""Warn of full access for a group that works in every account."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.full_access import assigned
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.organization import ROOT_PATH


def _find(baseline: Baseline) -> Iterator[Match]:
    assignments = baseline.access.assignments if baseline.access else ()
    everywhere = {entry.group: index for index, entry in enumerate(assignments) if ROOT_PATH in entry.at}
    for index, assignment, source in assigned(baseline):
        if assignment.group in everywhere and ROOT_PATH not in assignment.at:
            root_entry = baseline.name("access", "assignments", everywhere[assignment.group])
            yield Match(
                ("access", "assignments", index, "group"),
                f"{assignment.group} get full access by {source}, and {root_entry} assigns the group at Root",
                "give full access to a group of its own, with fewer people",
            )


FULL_ACCESS_GROUP_AT_ROOT = BaselineWarning(
    id="full-access-group-at-root",
    title="A group that is assigned at Root has full access nowhere",
    why="A group that reads everywhere is large; each of its people would have full access as well.",
    source="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_least_privileges.html",
    find=_find,
)
