"""Credentials are neither stored nor printed: not in the answer, the file, the log or an error."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.cdk import PROJECT
from emulator.client import LocalAws, running
from guardrails.live.capture import CONCURRENCY, CaptureRequest, capture_live, operations
from tests.baselines import EXAMPLE
from tests.live.recorded import RecordedAws

pytestmark = pytest.mark.e2e
MANAGEMENT, REGION = "111111111111", "eu-central-1"
ROLE = "OrganizationAccountAccessRole"
SECRET, TOKEN = "a-secret-key-of-the-test", "a-session-token-of-the-test"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    """Start the example's organization as AWS makes one: no policy type, no trusted service."""
    with running(EXAMPLE, options=("--policy-types", "none", "--no-trusted-access")) as local:
        yield local


def _run(aws: LocalAws, *arguments: str, **within: str) -> subprocess.CompletedProcess[str]:
    keys = {"AWS_SECRET_ACCESS_KEY": SECRET, **within}
    return subprocess.run(
        [sys.executable, "-m", "guardrails", *arguments],
        env=aws.environment(MANAGEMENT, REGION) | keys,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def _hold_no_credential(*texts: str) -> None:
    assert any(texts)
    for text in texts:
        assert SECRET not in text
        assert TOKEN not in text


def test_a_capture_has_none(aws: LocalAws, tmp_path: Path) -> None:
    """Neither what is printed nor what is written."""
    out = tmp_path / "capture.json"
    capture = ("capture", "--home-region", REGION)
    written = _run(aws, *capture, "--member-role", ROLE, "--out", str(out))
    assert written.returncode in (0, 1), written.stderr
    printed = _run(aws, *capture)
    assert json.loads(printed.stdout)["read_by"]["account"] == MANAGEMENT
    _hold_no_credential(
        written.stdout, written.stderr, out.read_text(encoding="utf-8"), printed.stdout, printed.stderr
    )


def test_the_log_has_none(aws: LocalAws, tmp_path: Path) -> None:
    """It names the caller, not the keys."""
    log = tmp_path / "changes.log"
    run = _run(aws, "preflight", "--baseline", str(EXAMPLE), "--apply", "--log", str(log))
    assert log.exists(), run.stderr
    _hold_no_credential(run.stdout, run.stderr, log.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("operation", "within"),
    [
        ("sts:GetCallerIdentity", {}),
        ("organizations:ListAccounts", {}),
        ("", {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SESSION_TOKEN": TOKEN}),
        ("", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}),
    ],
    ids=["refused", "partly refused", "unknown key", "not reached"],
)
def test_an_error_has_none(aws: LocalAws, tmp_path: Path, operation: str, within: dict[str, str]) -> None:
    """Whether AWS refuses a call, doesn't know the key, or isn't reached."""
    arguments = ("capture", "--home-region", REGION, "--out", str(tmp_path / "capture.json"))
    if operation:
        with aws.controls.fault(operation, "denied"):
            run = _run(aws, *arguments, **within)
        assert run.returncode in (1, 2), run.stderr
    else:
        run = _run(aws, *arguments, **within)
    files = [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()]
    _hold_no_credential(run.stdout, run.stderr, *files)


def test_those_of_a_role_in_members_stay_in_the_process(
    aws: LocalAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS hands them out for each member; neither the capture nor the progress has one."""
    for name, value in aws.environment(MANAGEMENT, REGION).items():
        monkeypatch.setenv(name, value)
    recording = RecordedAws(REGION, operations(), connections=CONCURRENCY)
    lines: list[str] = []
    capture = capture_live(CaptureRequest(REGION, member_role=ROLE), lines.append, recording)
    handed_out = [
        answer["Credentials"]
        for key, answer in recording.answers.items()
        if json.loads(key)[2] == "sts:AssumeRole" and isinstance(answer, dict)
    ]
    assert len(handed_out) == 12
    text = "\n".join((capture.model_dump_json(), *lines))
    for keys in handed_out:
        assert keys["SecretAccessKey"] not in text
        assert keys["SessionToken"] not in text
