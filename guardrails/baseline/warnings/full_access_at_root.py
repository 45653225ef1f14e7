"""Warn of full access in every account at once."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.full_access import assigned_at
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.organization import ROOT_PATH


def _find(baseline: Baseline) -> Iterator[Match]:
    for place, group, source in assigned_at(baseline, ROOT_PATH):
        problem = f"{group} get full access in every member account by {source}"
        yield Match(place, problem, "name the units that the group works in")


FULL_ACCESS_AT_ROOT = BaselineWarning(
    id="full-access-at-root",
    title="No permission set with full access is assigned at Root",
    why="Accounts that join later get it too, and one stolen session is enough for all of them.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsets.html",
    find=_find,
)
