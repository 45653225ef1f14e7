"""Every preset proves on the example, and so do the exceptions that a region lock may have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrails import marked
from guardrails.baseline import Baseline, load_text
from guardrails.posture import compile_posture
from guardrails.posture.prove import prove
from tests.baselines import EXAMPLE, TODAY

pytestmark = pytest.mark.slow
SETS: dict[str, list[dict[str, Any]]] = {
    "starter": [{"preset": "starter"}],
    "recommended": [{"preset": "recommended"}],
    "strict": [{"preset": "strict"}],
    "sandbox": [{"preset": "recommended"}, {"preset": "sandbox", "at": ["Sandbox"]}],
}
REGIONS: dict[str, dict[str, Any]] = {
    "a service elsewhere": {"services_elsewhere": {"us-west-2": ["ses", "ecr"], "us-east-2": ["ses"]}},
    "a service in a region that some may use": {"services_elsewhere": {"us-east-1": ["ec2"]}},
    "inference": {"allow_bedrock_inference": True},
    "inference in one geography": {
        "allow_bedrock_inference": True,
        "bedrock_geographies": ["eu"],
        "services_elsewhere": {"us-west-2": ["bedrock"]},
    },
    "actions": {"except_actions": ["bedrock:InvokeModel*", "ec2:DescribeRegions"]},
}


def _baseline(guardrails: list[dict[str, Any]]) -> Baseline:
    data = marked.read(EXAMPLE.read_text(encoding="utf-8"), "baseline.yaml").data
    text = json.dumps({**data, "guardrails": guardrails})
    return load_text(
        text, "baseline.yaml", today=TODAY, read_file=lambda name: (EXAMPLE.parent / name).read_text()
    )


@pytest.mark.parametrize("name", SETS)
def test_a_preset_proves_on_the_example(name: str) -> None:
    """Everything that it denies is meant, and what the baseline needs is left."""
    baseline = _baseline(SETS[name])
    report = prove(baseline, compile_posture(baseline))
    assert (report.failures, report.unproven) == ((), ())


@pytest.mark.parametrize("name", REGIONS)
def test_regions_with_exceptions_are_meant_so(name: str) -> None:
    """What the prover expects of the parameters is what the control makes of them."""
    guardrails = [{"control": "deny_unused_regions", "parameters": REGIONS[name]}]
    baseline = _baseline([*guardrails, {"preset": "recommended"}])
    report = prove(baseline, compile_posture(baseline))
    assert (report.failures, report.unproven) == ((), ())


def test_a_region_too_many_for_a_service_is_caught() -> None:
    """A service that may be used elsewhere stays there."""
    wanted, compiled = (
        _baseline(
            [
                {"control": "deny_unused_regions", "parameters": {"services_elsewhere": {region: ["ses"]}}},
                {"preset": "starter"},
            ]
        )
        for region in ("us-west-2", "us-west-1")
    )
    names = {one.name for one in prove(wanted, compile_posture(compiled)).failures}
    assert names >= {"intent-not-kept", "denied-without-intent"}
