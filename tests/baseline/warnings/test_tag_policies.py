"""Two tag policies of one node that set the same key differently: AWS takes both, and one of them counts."""

from __future__ import annotations

import json

from guardrails.baseline.warnings import warnings
from guardrails.errors import Finding
from tests.baselines import SMALL, load_small

ID = "tag-policies-disagree"


def _found(second: str, at: str = "Root") -> list[Finding]:
    """Load two tag policies, the first one on the root, and return the warnings about them."""
    section = (
        "management_policies:\n  first: { type: tag, document: policies/first.json }\n"
        f"  second: {{ type: tag, document: policies/second.json, at: [{at}] }}\n"
    )
    files = {"policies/first.json": _key("PROJECT"), "policies/second.json": _key(second)}
    return [finding for finding in warnings(load_small(SMALL + section, files)) if finding.id == ID]


def _key(spelled: str) -> str:
    return json.dumps({"tags": {"project": {"tag_key": {"@@assign": spelled}}}})


def test_the_one_that_counts_is_named() -> None:
    """AWS's own example: the spelling of the policy that was attached first is in effect."""
    (finding,) = _found("project")
    assert finding.field == "management_policies.second"
    assert finding.problem == (
        'tags.project.tag_key at Root differs from "first", which stands there too:'
        ' AWS keeps the one that was attached first, "first"'
    )
    assert finding.remedy == "keep one of the two"


def test_policies_that_agree_or_stand_at_different_nodes_are_fine() -> None:
    """Further down an assignment replaces what is inherited, which is what the operator is for."""
    assert _found("PROJECT") == []
    assert _found("project", "Workloads") == []
