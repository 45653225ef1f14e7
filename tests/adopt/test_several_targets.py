"""A policy of several targets stays one policy."""

from __future__ import annotations

import pytest

from guardrails.adopt.run import adopt
from guardrails.baseline import load_text
from tests.adopt.organizations import ROOT, Builder, denying
from tests.baselines import TODAY

NEAR_NO_CONTROL = denying("ec2:CreateSpotDatafeedSubscription")


def _targets(*names: str) -> dict[str, tuple[str, ...]]:
    """Adopt a policy at some nodes; return the nodes of each policy that the baseline makes of it."""
    builder = Builder()
    ids = {"Root": ROOT, "A": builder.unit("A"), "B": builder.unit("B")}
    ids |= {"A/shop": builder.account(222222222222, "shop", ids["A"])}
    builder.account(333333333333, "data", ids["B"])
    builder.policy("company-spot", NEAR_NO_CONTROL, [ids[name] for name in names])
    adoption = adopt(builder.capture(), "capture.json", "me@example.com")
    assert adoption.changes_nothing
    load_text(adoption.files["baseline.yaml"], "b", today=TODAY, read_file=adoption.files.__getitem__)
    resources: dict[str, tuple[str, ...]] = {}
    for policy in adoption.posture.declared:
        resources[policy.resource] = (*resources.get(policy.resource, ()), policy.target)
    return resources


@pytest.mark.parametrize(
    ("names", "targets"),
    [
        (("A", "B"), {("A", "B")}),
        (("A/shop", "B"), {("A/shop", "B")}),
        (("A",), {("A",)}),
        (("A", "A/shop", "B"), {("A", "B"), ("A/shop",)}),
    ],
    ids=["two units", "an account and a unit", "one", "one below another"],
)
def test_its_nodes_stay_together(names: tuple[str, ...], targets: set[tuple[str, ...]]) -> None:
    """Unless one stands below another, where it binds already."""
    assert set(_targets(*names).values()) == targets
