"""Which stacks and resources are the product's own."""

from __future__ import annotations

import pytest

from guardrails.capture import Capture
from guardrails.capture.ours import Ownership, is_own, own_ids, own_stacks
from guardrails.capture.sections.stacks import CapturedStack, CapturedStacks
from guardrails.errors import InputError
from tests.capture.captures import captured

BOOTSTRAP = {"BootstrapVersion": "28"}


def _stack(name: str, outputs: dict[str, str], **resources: str) -> CapturedStack:
    return CapturedStack(
        name=name,
        region="eu-central-1",
        status="CREATE_COMPLETE",
        tags={},
        parameters={},
        outputs=outputs,
        resources=resources,
    )


def _captured(*stacks: CapturedStack) -> Capture:
    return captured(stacks=CapturedStacks(stacks=stacks, stack_sets=()))


@pytest.mark.parametrize(
    ("name", "outputs", "own"),
    [
        ("guardrails-policies", {}, True),
        ("guardrails-policies", {"Other": "1"}, True),
        ("guardrails-toolkit", {}, False),
        ("guardrails-other-toolkit", BOOTSTRAP, False),
        ("CDKToolkit", BOOTSTRAP, False),
        ("policies", {}, False),
    ],
)
def test_a_bootstrap_is_not_our_own(name: str, outputs: dict[str, str], *, own: bool) -> None:
    """CDK makes it, whatever its name; a bootstrap that failed has no outputs yet."""
    assert is_own(name, outputs) is own


def test_ids_are_those_of_own_stacks_and_their_parts() -> None:
    """CloudFormation joins the parts of an id by `|`, and begins a StackSet's with its name."""
    capture = _captured(
        _stack("guardrails-policies", {}, Policy="p-own", Alias="a|b", Set="guardrails-set:1", Waits=""),
        _stack("guardrails-toolkit", BOOTSTRAP, Role="cdk-role"),
        _stack("policies", {}, Policy="p-other"),
    )
    ids = {"p-own", "a|b", "a", "b", "guardrails-set:1", "guardrails-set"}
    assert Ownership.of(capture) == Ownership(frozenset(ids), complete=True)
    assert own_ids(capture, "capture.json") == ids
    assert [stack.name for stack in own_stacks(capture) or ()] == ["guardrails-policies"]


@pytest.mark.parametrize(
    ("capture", "problem"),
    [
        (captured(), "the stacks are unknown"),
        (captured(stacks=CapturedStacks(stacks=None)), "the stacks are unknown"),
        (
            _captured(_stack("guardrails-policies", {}).model_copy(update={"resources": None})),
            "the resources of stacks are unknown",
        ),
    ],
)
def test_what_nobody_read_is_not_taken_for_nothing(capture: Capture, problem: str) -> None:
    """A policy of ours would be taken for one of others."""
    assert not Ownership.of(capture).complete
    with pytest.raises(InputError, match=problem):
        own_ids(capture, "capture.json")
