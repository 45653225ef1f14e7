"""Capture reads everything that it may, and says what it may not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from demo.cdk import PROJECT
from guardrails.aws_facts.actions import is_action
from guardrails.capture import Capture, load_capture, posture_of, to_json
from guardrails.live.capture import CONCURRENCY, READERS, CaptureRequest, capture_live, operations
from guardrails.live.operations import FREE, action_of, actions_of
from guardrails.posture import compile_posture
from guardrails.posture.compare import compare
from scripts import capture_page
from tests.e2e.conftest import Story, deployed
from tests.live.items import ITEMS, prepare
from tests.live.recorded import RecordedAws

pytestmark = pytest.mark.e2e
ROLE = "OrganizationAccountAccessRole"
NOT_ASKED = {
    "organizations:ListAccountsForParent",  # where AWS gives paths
}
RELATIVE = {
    "accounts",
    "alerts.log_groups",
    "alerts.topics",
    "stacks.members",
    "stacks.policies",
    "stacks.roles",
    "stacks.stacks",
    "trails.buckets",
    "trails.keys",
}
"""Lists of what is known to be pointed at, or of members that were entered: shorter where less is known."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Deploy the example."""
    with deployed(tmp_path_factory.mktemp("capture")) as one:
        tree = one.baseline.tree
        organizations = one.aws.client("organizations", tree.management_account.id, tree.home_region)
        audit = tree.by_path["Security/audit"].id
        service = {"ServicePrincipal": "access-analyzer.amazonaws.com"}
        organizations.enable_aws_service_access(**service)
        organizations.register_delegated_administrator(AccountId=audit, **service)
        prepare(one)
        yield one


def _environment(story: Story) -> dict[str, str]:
    tree = story.baseline.tree
    return story.aws.environment(tree.management_account.id, tree.home_region)


@pytest.fixture(scope="module")
def recorded(story: Story) -> tuple[RecordedAws, Capture]:
    """Capture once, members included, and keep each answer."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _environment(story).items():
            patch.setenv(name, value)
        aws = RecordedAws(story.baseline.tree.home_region, operations(), connections=CONCURRENCY)
        capture = capture_live(_request(story), lambda _: None, aws)
    return replace(aws, replay=True), capture


def _request(story: Story) -> CaptureRequest:
    return CaptureRequest(story.baseline.tree.home_region, member_role=ROLE)


def test_it_reads_what_is_deployed(story: Story, recorded: tuple[RecordedAws, Capture]) -> None:
    """Nobody gains or loses anything between the capture and the baseline that was deployed."""
    _, capture = recorded
    comparison = compare(posture_of(capture, "capture.json"), compile_posture(story.baseline))
    assert comparison.directions() == frozenset()
    assert not comparison.disjoint
    trails = capture.trails
    assert trails is not None
    assert trails.trails is not None
    [trail] = trails.trails
    assert (trail.organization, trail.multi_region, trail.logging, trail.validation) == (
        True,
        True,
        True,
        True,
    )


@pytest.mark.parametrize("item", ITEMS)
def test_each_item_is_in_the_captured_json(recorded: tuple[RecordedAws, Capture], item: str) -> None:
    """Whoever reads the file finds what AWS has."""
    _, capture = recorded
    assert ITEMS[item](json.loads(to_json(capture)))


def test_what_the_organization_denies_is_named(story: Story, recorded: tuple[RecordedAws, Capture]) -> None:
    """The list of services of the Sandbox lacks account management; nothing else is unknown."""
    _, capture = recorded
    sandbox = story.baseline.tree.by_path["Sandbox/sandbox-ada"].id
    assert {(call.action, call.about) for call in capture.refused} == {
        ("account:GetAlternateContact", (sandbox,))
    }
    assert Capture.model_validate_json(to_json(capture)) == capture


@pytest.mark.parametrize("operation", sorted(operations() - FREE))
def test_without_an_action_everything_else_is_read(
    story: Story, recorded: tuple[RecordedAws, Capture], operation: str
) -> None:
    """The capture names the action and what is unknown; a part that differs is null."""
    aws, whole = recorded
    if operation not in {json.loads(key)[2] for key in aws.answers}:
        assert operation in NOT_ASKED
        return
    denied = frozenset(one for one in operations() if action_of(one) == action_of(operation))
    capture = capture_live(_request(story), lambda _: None, replace(aws, denied=denied))
    known = {(call.action, call.code) for call in whole.refused}
    mine = [call for call in capture.refused if (call.action, call.code) not in known]
    assert {call.action for call in mine} == {action_of(operation)}
    assert all(call.unknown and call.code == "AccessDenied" for call in mine)
    before, after = json.loads(to_json(whole)), json.loads(to_json(capture))
    assert list(_lost(before, after)) == []


def _lost(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Find what differs without being null."""
    if path in ("taken", "refused") or before == after or after is None:
        return
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        for key in before:
            yield from _lost(before[key], after[key], f"{path}.{key}".lstrip("."))
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) == len(after):
            for index, (one, other) in enumerate(zip(before, after, strict=True)):
                yield from _lost(one, other, f"{path}[{index}]")
        elif path not in RELATIVE or len(after) > len(before):
            yield f"{path}: {len(before)} before, {len(after)} after"
    else:
        yield f"{path}: {before!r} before, {after!r} after"


def test_every_action_is_one_of_aws() -> None:
    """Each reads: none of them changes anything but a credential report."""
    for action in actions_of(operations()):
        assert is_action(action), action
        assert action.partition(":")[2].startswith(("Get", "List", "Describe", "View")) or action in (
            "iam:GenerateCredentialReport",
            "sts:AssumeRole",
        )


def test_each_section_has_its_reader() -> None:
    """What a reader writes is a field of a capture, and no two write the same one first."""
    assert len({reader.name for reader in READERS}) == len(READERS)


def test_the_page_shows_what_the_readers_declare() -> None:
    """A stale page is written anew by `make generate`."""
    text = capture_page.PAGE.read_text(encoding="utf-8")
    assert text == capture_page.written(text), "run `make generate`"


def test_the_command_writes_the_file_whole(story: Story, tmp_path: Path) -> None:
    """Its answer says how much; the file is for its owner alone."""
    out = tmp_path / "capture.json"
    run = _command(story, "--out", str(out))
    assert run.returncode in (0, 1), run.stderr
    assert load_capture(out).organization is not None
    assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["capture.json"]
    assert "Captured 13 accounts" in run.stderr
    assert story.aws.environment("111111111111", "eu-central-1")[
        "AWS_SECRET_ACCESS_KEY"
    ] not in out.read_text(encoding="utf-8")


def test_without_credentials_nothing_is_written(story: Story, tmp_path: Path) -> None:
    """The old file stays."""
    out = tmp_path / "capture.json"
    out.write_text("old", encoding="utf-8")
    run = _command(story, "--out", str(out), AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert run.returncode == 2
    assert "sign in to the management account" in run.stderr
    assert out.read_text(encoding="utf-8") == "old"


def _command(story: Story, *arguments: str, **within: str) -> subprocess.CompletedProcess[str]:
    region = story.baseline.tree.home_region
    return subprocess.run(
        [sys.executable, "-m", "guardrails", "capture", "--home-region", region, *arguments],
        env=_environment(story) | within,
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
