"""Warn of nodes that only the baseline has, or only the file with the policies of others."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.check_foreign import AGAIN, FIELD
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    foreign, tree = baseline.foreign, baseline.tree
    if foreign is None:
        return
    remedy = AGAIN.format(foreign.file)
    for node in foreign.unknown(tree):
        problem = f"{foreign.file} has {node.path} ({node.id}), which this file lacks: no answer is about it"
        yield Match(FIELD, problem, remedy, node.location)
    for path in foreign.lacking(tree):
        problem = f"{foreign.file} lacks {path}: nobody knows which policies others attach there"
        yield Match(FIELD, problem, remedy)


FOREIGN_TREE_DIFFERS = BaselineWarning(
    id="foreign-tree-differs",
    title="The file with the policies of others has the nodes of the baseline",
    why="The answers count policies of others only at nodes that both files have. An account that was "
    "created after the file was read may have policies of its own that no answer knows.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html",
    find=_find,
)
