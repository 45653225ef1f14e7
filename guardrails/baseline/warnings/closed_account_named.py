"""Warn of an account that is closed, and that another part of the file still names."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.node_ids import named_paths
from guardrails.baseline.warnings.warning import BaselineWarning, Match

_LIST = ("accounts", "closed")


def _find(baseline: Baseline) -> Iterator[Match]:
    closed = baseline.tree.closed
    if not closed:
        return
    for place, path in named_paths(baseline.source.data):
        if path in closed and place[:2] != _LIST:
            yield Match(place, f"names {path}, which is in accounts.closed", "remove it here")
    ids = {baseline.tree.by_path[path].id: path for path in closed}
    for name, exemption in baseline.exemptions.items():
        path = ids.get(exemption.principal.split(":")[4], "")
        if path:
            problem = f"exempts a principal of {path}, which is in accounts.closed"
            yield Match(("exemptions", name, "principal"), problem, "remove the exemption")


CLOSED_ACCOUNT_NAMED = BaselineWarning(
    id="closed-account-named",
    title="No other part of the file names a closed account",
    why="Nobody is assigned to a closed account, and no budget is its own. AWS removes it after 90 days, and "
    "the name leads nowhere then. Its policies bind it until then: remove them last, or accept this.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html",
    find=_find,
)
