"""A document that stands together is one policy in AWS, with all its nodes as targets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrails.baseline import Baseline
from guardrails.posture import Policy, compile_posture
from tests.baselines import changed, findings_in, load_small
from tests.stacks.helpers import synthesized

OWN = "policies/own.json"
WRITTEN = f"  - document: {OWN}\n    at: [Security]\n"


def _baseline(at: list[str], **more: Any) -> Baseline:
    return load_small(_text({"document": OWN, "at": at, **more}))


def _text(entry: dict[str, Any]) -> str:
    return changed((WRITTEN, f"  - {json.dumps(entry)}\n"))


def _documents(baseline: Baseline) -> tuple[Policy, ...]:
    return tuple(policy for policy in compile_posture(baseline).declared if OWN in policy.intents)


def _policies(baseline: Baseline) -> dict[str, Any]:
    """Return the documents of the template by logical id."""
    return {
        logical_id: resource["Properties"]
        for logical_id, resource in synthesized(baseline).template("guardrails-policies")["Resources"].items()
        if resource["Properties"]["Name"].startswith("guardrails/own")
    }


def test_one_policy_has_all_targets() -> None:
    """Each node is bound as by a policy of its own; both have one name."""
    apart, together = (_baseline(["Workloads", "Sandbox"], **more) for more in ({}, {"together": True}))
    assert len(_policies(apart)) == 2
    [policy] = _policies(together).values()
    ids = [together.tree.by_path[path].id for path in ("Workloads", "Sandbox")]
    assert policy["TargetIds"] == sorted(ids)
    assert {one.name for one in _documents(together)} == {policy["Name"]}
    assert {one.target: one.document for one in _documents(together)} == {
        one.target: one.document for one in _documents(apart)
    }


def test_other_nodes_make_another_policy() -> None:
    """The old one is deleted at the end of the update: nothing is detached before the new one is attached."""
    [before], [wider] = (
        _policies(_baseline(at, together=True)).items()
        for at in (["Workloads", "Sandbox"], ["Security", "Sandbox"])
    )
    assert before[0] != wider[0]
    assert before[1]["Name"] != wider[1]["Name"]
    [again] = _policies(_baseline(["Sandbox", "Workloads"], together=True)).items()
    assert again == before


@pytest.mark.parametrize(
    "entry",
    [
        {"control": "deny_iam_users", "at": ["Security", "Sandbox"]},
        {"document": OWN, "at": ["Workloads"]},
        {"document": OWN},
    ],
    ids=json.dumps,
)
def test_it_needs_a_document_and_several_nodes(entry: dict[str, Any]) -> None:
    """A control's statements share policies with others of its family."""
    [finding] = findings_in(_text({**entry, "together": True}))
    assert finding.problem == "joins nodes only with `document` and several of `at`"
