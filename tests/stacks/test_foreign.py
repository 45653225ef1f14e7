"""Policies of others beside the templates: no template declares them, and the assembly still knows them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from guardrails.baseline import Baseline
from guardrails.baseline.foreign import foreign_of
from guardrails.baseline.policy_file import PolicyFile
from guardrails.management_policies import ManagementPolicy
from guardrails.posture import compile_posture
from guardrails.posture.compare import compare
from guardrails.posture.interchange.assembly import TREE, from_assembly
from guardrails.posture.interchange.foreign import foreign_text
from tests.posture.foreign import DAY, FILE, READER, TOWER
from tests.stacks.helpers import edited, synthesized

AI = '{"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}}'
THEIRS = ManagementPolicy("k", "their-ai", "AISERVICES_OPT_OUT_POLICY", "Workloads/Prod/shop", "", AI)


@pytest.fixture(scope="module")
def beside_others() -> Baseline:
    """The example beside policies of others."""
    baseline = edited()
    posture = compile_posture(baseline)
    by_aws = (policy for policy in posture.policies if policy.aws_managed)
    posture = replace(posture, policies=(*by_aws, *TOWER), management=(THEIRS,))
    return replace(
        baseline, foreign=foreign_of(PolicyFile(FILE, foreign_text(posture, DAY, READER)), baseline.tree)
    )


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}


def test_no_template_changes_and_the_assembly_knows_them(beside_others: Baseline) -> None:
    """Byte for byte; the tree beside the templates holds them as it holds what AWS attaches."""
    before, after = (_texts(synthesized(baseline).directory) for baseline in (edited(), beside_others))
    templates = {name for name in before if name.endswith(".template.json")}
    assert templates
    assert {name: before[name] for name in templates} == {name: after[name] for name in templates}
    assert "aws-guardrails-" not in before[TREE]
    compiled, read = compile_posture(beside_others), from_assembly(after.__getitem__, "cdk.out")
    assert read.read == compiled.read
    for posture in (compiled, read):
        assert [policy.name for policy in posture.policies if policy.foreign] == [one.name for one in TOWER]
        assert [policy.name for policy in posture.management if policy.foreign] == ["their-ai"]
    assert compare(compiled, read).changes == ()
    assert compare(compiled, read).settings == ()
    assert compare(compiled, read).texts_changed == 0
    assert {one.name for one in read.declared} == {one.name for one in compiled.declared}
