"""Controls stand only where old and new policies fit side by side until the old ones are detached."""

from __future__ import annotations

import pytest

from guardrails.adopt.run import adopt
from tests.adopt.organizations import LEAVING, ROOT, Builder, denying

SLOTS = 10


@pytest.mark.parametrize(("fillers", "controls"), [(7, 1), (8, 0)])
def test_a_full_node_keeps_its_documents(fillers: int, controls: int) -> None:
    """FullAWSAccess, the policy that a control could replace, and others: the tenth slot decides."""
    builder = Builder()
    unit = builder.unit("A")
    builder.account(222222222222, "shop", unit)
    builder.policy("company-stay", denying(*LEAVING), [unit])
    for number in range(fillers):
        builder.policy(f"company-{number}", denying(f"codestar:Fill{number}"), [unit])
    adoption = adopt(builder.capture(), "capture.json", "me@example.com")
    assert adoption.changes_nothing
    assert (adoption.controls, adoption.documents) == (controls, fillers + 1 - controls)


def test_other_nodes_keep_their_controls() -> None:
    """Another unit, with room, has the control all the same."""
    builder = Builder()
    full, roomy = builder.unit("Full"), builder.unit("Roomy")
    builder.account(222222222222, "shop", full)
    builder.account(333333333333, "data", roomy)
    for name, unit in (("here", full), ("there", roomy)):
        builder.policy(name, denying(*LEAVING), [unit])
    for number in range(SLOTS - 2):
        builder.policy(f"company-{number}", denying(f"codestar:Fill{number}"), [full])
    adoption = adopt(builder.capture(), "capture.json", "me@example.com")
    assert adoption.controls == 1
    assert "at: [Roomy]" in adoption.files["baseline.yaml"]
    assert ROOT in adoption.files["baseline.yaml"]
