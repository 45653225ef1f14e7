"""Faults that somebody makes in AWS are each named by one check, and corrected where one call can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from guardrails.capture import Capture
from guardrails.cli.main import app
from guardrails.live.aws import Aws
from guardrails.live.fixes import FIXES, OPERATIONS, fixes_of
from guardrails.preflight import FixCall, checks, examine
from tests.baselines import EXAMPLE
from tests.live.faults import FAULTS, LiveFault
from tests.live.sound_organization import Live, sound_organization
from tests.preflight import cases

pytestmark = pytest.mark.e2e
OF_SEVERAL = {"PF-CTR-001", "PF-CTR-002", "PF-TRL-005"}
"""The checks that name each unit with a policy of the baseline, or each part of a trail."""
BUILT_ALONE = {"PF-POL-004": "it takes a thousand policies"}
"""The checks whose fault is made in captures alone, in tests/preflight/cases.py, and why."""
Found = dict[tuple[str, str], FixCall | None]
"""The call that corrects a violation, by check and subject."""


@dataclass
class World:
    """The local AWS, and the capture as it was read last."""

    live: Live
    capture: Capture


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Begin with an organization that passes."""
    with sound_organization() as live:
        yield World(live, live.capture())


def _found(capture: Capture, text: str = cases.TEXT) -> Found:
    return {
        (result.check.id, violation.subject): violation.fix_call
        for result in examine(cases.inspection(capture, text))
        for violation in result.violations
    }


def test_every_check_has_a_fault_or_a_reason() -> None:
    """A new check is tried in the local AWS, on another text of the file, or on built captures alone."""
    assert {*FAULTS, *BUILT_ALONE} == set(checks())
    assert not FAULTS.keys() & BUILT_ALONE.keys()


def test_the_organization_passes_before_the_first_fault(world: World) -> None:
    """Whatever is found later was made by a fault."""
    assert _found(world.capture) == {}


@pytest.mark.parametrize(("id_", "fault"), FAULTS.items(), ids=FAULTS)
def test_one_check_names_the_fault(world: World, id_: str, fault: LiveFault) -> None:
    """After each fault the answer has more of exactly one check; what one call corrects is gone after it."""
    before = _found(world.capture, cases.TEXT if fault.make is None else fault.text)
    if fault.make is not None:
        fault.make(world.live)
        world.capture = world.live.read(world.capture, checks()[id_].reads)
    after = _found(world.capture, fault.text)
    assert before.keys() <= after.keys() or fault.text != cases.TEXT
    new = sorted(after.keys() - before.keys())
    assert {named for named, _ in new} == {id_}
    [key, *_] = [key for key in new if key[1].startswith(fault.subject)]
    assert len(new) == 1 or id_ in OF_SEVERAL
    call = after[key]
    assert (call.operation if call is not None else "") == fault.fixed_by
    if call is not None and call.operation in FIXES:
        _fix(world, call, id_)
        assert _found(world.capture) == before


@pytest.mark.usefixtures("world")
def test_the_command_names_all_of_them() -> None:
    """The whole capture of the command has the faults that were left, each under its check."""
    run = CliRunner().invoke(app, ["preflight", "--baseline", str(EXAMPLE), "--format", "json"])
    answer = json.loads(run.stdout)
    named = {finding["id"] for finding in (*answer["failures"], *answer["warnings"])}
    left = {
        id_
        for id_, fault in FAULTS.items()
        if fault.text == cases.TEXT and fault.fixed_by not in FIXES and not checks()[id_].needs_templates
    }
    assert (run.exit_code, left - named) == (1, {"PF-BTS-001"})  # of a member, which needs --member-role


def _fix(world: World, call: FixCall, id_: str) -> None:
    """Make the call twice, as `--apply` does: the second time changes nothing."""
    aws = Aws(cases.HOME, OPERATIONS)
    [fix] = fixes_of([call], cases.MANAGEMENT, "")
    fix.take(aws)
    world.capture = world.live.read(world.capture, checks()[id_].reads)
    fix.take(aws)
