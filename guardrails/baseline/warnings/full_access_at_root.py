"""Warn of full access in every account at once."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.full_access import assigned
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.organization import ROOT_PATH


def _find(baseline: Baseline) -> Iterator[Match]:
    for index, assignment, source in assigned(baseline):
        for position, path in enumerate(assignment.at):
            if path == ROOT_PATH:
                yield Match(
                    ("access", "assignments", index, "at", position),
                    f"{assignment.group} get full access in every member account by {source}",
                    "name the units that the group works in",
                )


FULL_ACCESS_AT_ROOT = BaselineWarning(
    id="full-access-at-root",
    title="No permission set with full access is assigned at Root",
    why="Accounts that join later get it too, and one stolen session is enough for all of them.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsets.html",
    find=_find,
)
