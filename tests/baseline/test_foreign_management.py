"""Management policies of others: what they lock, and the slots that they take."""

from __future__ import annotations

import json
from dataclasses import replace

from guardrails import aws_facts
from guardrails.baseline.warnings import warnings
from guardrails.errors import Finding
from guardrails.management_policies import ManagementPolicy
from guardrails.posture import compile_posture
from guardrails.posture.interchange.foreign import foreign_text
from tests.baselines import SMALL, findings_in, load_small
from tests.posture.foreign import DAY, FILE, READER, naming

AI, TAG = "AISERVICES_OPT_OUT_POLICY", "TAG_POLICY"
OPT_IN = "management_policies:\n  learn: { at: [Workloads], ai_opt_out: { default: optIn } }\n"
TAGS = "management_policies:\n  tags: { type: tag, document: policies/tags.json }\n"


def _tags(key: str) -> str:
    return json.dumps({"tags": {"team": {"tag_key": {"@@assign": key}}}})


def _policy(name: str, kind: str, text: str, target: str = "Root") -> ManagementPolicy:
    return ManagementPolicy(f"k-{name}", name, kind, target, "", text)


def _files(*policies: ManagementPolicy, **more: str) -> dict[str, str]:
    compiled = compile_posture(load_small())
    by_aws = tuple(policy for policy in compiled.policies if policy.aws_managed)
    posture = replace(compiled, policies=by_aws, management=policies)
    return {
        FILE: foreign_text(posture, DAY, READER),
        **{f"policies/{name}.json": text for name, text in more.items()},
    }


def _opt_out(*, locked: bool) -> str:
    choice: dict[str, object] = {"@@assign": "optOut"}
    if locked:
        choice["@@operators_allowed_for_child_policies"] = ["@@none"]
    return json.dumps({"services": {"default": {"opt_out_policy": choice}}})


def _findings(text: str, *policies: ManagementPolicy) -> tuple[Finding, ...]:
    return findings_in(naming(SMALL) + text, _files(*policies))


def test_a_setting_that_others_lock_cannot_be_set_below() -> None:
    """AWS would ignore it, so the entry is an error; without the lock it is none."""
    [finding] = _findings(OPT_IN, _policy("theirs", AI, _opt_out(locked=True)))
    assert finding.field == "management_policies.learn"
    assert "theirs" in finding.problem
    open_files = _files(_policy("theirs", AI, _opt_out(locked=False)))
    assert load_small(naming(SMALL) + OPT_IN, open_files).declared_policies


def test_slots_of_others_are_counted() -> None:
    """The entry that finds no slot is named; those of others are attached already."""
    quota = aws_facts.published_quota(AI)
    assert quota is not None
    theirs = [
        _policy(
            f"theirs-{number}",
            AI,
            json.dumps({"services": {f"s{number}": {"opt_out_policy": {"@@assign": "optOut"}}}}),
            "Workloads",
        )
        for number in range(quota.max_attached_per_target)
    ]
    [finding] = _findings(OPT_IN, *theirs)
    most = quota.max_attached_per_target
    assert finding.field == "management_policies.learn"
    assert f"Workloads has {most + 1} policies of the type ({most} by others)" in finding.problem
    assert load_small(naming(SMALL) + OPT_IN, _files(*theirs[1:])).declared_policies


def test_a_tag_policy_that_differs_from_that_of_others_is_warned_of() -> None:
    """At one node AWS keeps the one that was attached first: that of others."""
    files = _files(_policy("theirs", TAG, _tags("Team")), tags=_tags("team"))
    found = [
        finding
        for finding in warnings(load_small(naming(SMALL) + TAGS, files))
        if finding.id == "tag-policies-disagree"
    ]
    assert [finding.field for finding in found] == ["management_policies.tags"]
    assert '"theirs"' in found[0].problem
