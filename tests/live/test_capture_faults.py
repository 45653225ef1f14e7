"""A capture of an AWS that throttles, is slow, breaks its pages or stops answering."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.cdk import PROJECT
from emulator.client import LocalAws, running
from emulator.faults import Kind
from guardrails.capture import Capture, load_capture
from guardrails.capture.model import RefusedRead
from tests.live.command import answered

pytestmark = pytest.mark.e2e
MANAGEMENT, REGION = "200000000000", "eu-central-1"
ACCOUNTS = "organizations:ListAccounts"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    """Start an organization of twelve accounts."""
    with running(seed="accounts-12") as local:
        yield local


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command try as often as ever, with a twentieth of the pauses in between."""
    plain = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: plain(seconds / 20))


def _words(out: Path) -> list[str]:
    return ["capture", "--home-region", REGION, "--out", str(out)]


def _captured(aws: LocalAws, folder: Path) -> Capture:
    out = folder / "capture.json"
    environment = aws.environment(MANAGEMENT, REGION)
    run = answered(environment, *_words(out))
    assert run.returncode in (0, 1), run.stderr
    return load_capture(out)


def _refused(capture: Capture, action: str) -> list[RefusedRead]:
    return [call for call in capture.refused if call.action == action]


@pytest.mark.usefixtures("hurried")
def test_a_call_that_is_throttled_at_first_is_repeated(aws: LocalAws, tmp_path: Path) -> None:
    """Nobody notices but by the time."""
    with aws.controls.fault(ACCOUNTS, "throttled", times=2):
        capture = _captured(aws, tmp_path)
    assert capture.organization is not None
    assert len(capture.organization.accounts or ()) == 12
    assert _refused(capture, ACCOUNTS) == []


@pytest.mark.usefixtures("hurried")
def test_a_call_that_is_always_throttled_is_named(aws: LocalAws, tmp_path: Path) -> None:
    """The rest of the organization is read."""
    with aws.controls.fault("organizations:DescribeResourcePolicy", "throttled"):
        capture = _captured(aws, tmp_path)
    [call] = _refused(capture, "organizations:DescribeResourcePolicy")
    assert "hrottl" in call.code or call.code == "TooManyRequestsException"
    assert call.unknown == "the resource policy of the organization"
    assert capture.organization is not None
    assert capture.organization.resource_policy is None
    assert capture.organization.accounts is not None


@pytest.mark.parametrize("kind", ["repeated-token", "refused-token"])
def test_a_list_with_a_broken_page_is_unknown_as_a_whole(aws: LocalAws, tmp_path: Path, kind: Kind) -> None:
    """Half a list would look like all of it."""
    with aws.controls.fault("sso-admin:ListPermissionSets", kind):
        capture = _captured(aws, tmp_path)
    refused = _refused(capture, "sso:ListPermissionSets")
    assert capture.access is not None
    assert capture.access.instances is not None
    [instance] = capture.access.instances
    assert len(refused) == 1
    assert (instance.permission_sets, instance.assignments) == (None, None)
    assert instance.groups


@pytest.mark.parametrize(
    "operation", [ACCOUNTS, "organizations:ListPolicies", "sso-admin:ListPermissionSets"]
)
def test_a_first_page_without_content_is_followed(aws: LocalAws, tmp_path: Path, operation: str) -> None:
    """AWS may give a page that is empty and has a token."""
    whole = _captured(aws, tmp_path)
    with aws.controls.fault(operation, "empty-page"):
        capture = _captured(aws, tmp_path)
    assert _refused(capture, operation) == []
    sections = ("organization", "policies", "access")
    assert [getattr(capture, name) for name in sections] == [getattr(whole, name) for name in sections]


def test_a_killed_capture_leaves_the_old_file(aws: LocalAws, tmp_path: Path) -> None:
    """Nothing is half-written, and the folder holds nothing else."""
    out = tmp_path / "capture.json"
    out.write_text("old", encoding="utf-8")
    aws.controls.delay(0.2)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "guardrails", *_words(out)],
            env=aws.environment(MANAGEMENT, REGION),
            cwd=PROJECT,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        process.stderr.readline()
        os.kill(process.pid, signal.SIGINT)
        began = time.monotonic()
        said = process.stderr.read()
        assert process.wait() == 130, said
        assert time.monotonic() - began < 60
    finally:
        aws.controls.delay(0)
    assert "nothing was written" in said
    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["capture.json"]
