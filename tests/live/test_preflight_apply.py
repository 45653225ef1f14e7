"""`preflight --apply` when it is killed, denied or throttled, and what its log keeps of it.

The tests go on from one another's local AWS; in the end nothing is left to correct.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.cdk import PROJECT
from emulator.client import LocalAws, running
from tests.baselines import EXAMPLE
from tests.live.conftest import HURRIED

pytestmark = pytest.mark.e2e
MANAGEMENT, HOME, ROOT = "111111111111", "eu-central-1", "r-ex4m"
ENABLE, TRUST = "organizations:EnablePolicyType", "organizations:EnableAWSServiceAccess"


@dataclass(frozen=True)
class Applied:
    """A local AWS, and the log of the commands."""

    aws: LocalAws
    log: Path

    @property
    def organizations(self) -> Any:
        """Give a client of the management account's root user."""
        return self.aws.client("organizations", MANAGEMENT, HOME)

    def command(self) -> list[str]:
        """Give the command, with a twentieth of its pauses."""
        options = ("--baseline", str(EXAMPLE), "--log", str(self.log), "--apply", "--format", "json")
        return [sys.executable, "-c", HURRIED, "preflight", *options]

    def apply(self) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            self.command(), env=self.environment, cwd=PROJECT, capture_output=True, text=True, check=False
        )

    @property
    def environment(self) -> dict[str, str]:
        """The credentials of the management account."""
        return self.aws.environment(MANAGEMENT, HOME)

    @property
    def states(self) -> dict[str, list[str]]:
        """The states of each call in the log, in their order."""
        states: dict[str, list[str]] = {}
        for line in self.log.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            states.setdefault(entry["step"], []).append(entry["state"])
        return states


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    """Start the example's organization as AWS makes one: no policy type, no trusted service."""
    with running(EXAMPLE, options=("--policy-types", "none", "--no-trusted-access")) as new:
        yield new


@pytest.fixture
def applied(aws: LocalAws, tmp_path: Path) -> Applied:
    """Give each test a log of its own."""
    return Applied(aws, tmp_path / "log")


def _calls_left(answer: subprocess.CompletedProcess[str]) -> list[str]:
    groups = json.loads(answer.stdout)
    return [finding["fix_call"]["operation"] for finding in groups["failures"] if finding["fix_call"]]


def test_killed_again_and_again(applied: Applied) -> None:
    """Each run is killed at its fifth call; those that follow go on, and no call is left open in the log."""
    runs = 0
    while _killed_at(applied, 5):
        runs += 1
    assert runs >= 2
    answer = applied.apply()
    assert _calls_left(answer) == []
    assert all(states[-1] in ("done", "not left") for states in applied.states.values()), applied.states
    assert len(applied.states) == 10
    assert applied.aws.controls.calls()[ENABLE] <= 5 + runs


def _killed_at(applied: Applied, number: int) -> bool:
    """Run it until it says the number of a call, and kill it there; say whether it came so far."""
    process = subprocess.Popen(
        applied.command(),
        env=applied.environment,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process:
        for line in process.stderr:
            if line.startswith(f"[{number}/"):
                process.send_signal(signal.SIGKILL)
                return True
    return False


def test_a_busy_aws(applied: Applied) -> None:
    """A throttled call is made again, a bounded number of times; then the command stops, and may go on."""
    _damage(applied)
    with applied.aws.controls.fault(TRUST, "throttled"):
        stopped = applied.apply()
    assert stopped.returncode == 2
    assert f"{TRUST} failed (TooManyRequestsException" in stopped.stderr
    assert stopped.stderr.endswith("; 1 call was made before\n")
    with applied.aws.controls.fault(TRUST, "throttled", times=2):
        assert _calls_left(applied.apply()) == []
    assert list(applied.states.values()) == [["begun", "done"], ["begun", "failed", "begun", "done"]]


def test_a_denied_call(applied: Applied) -> None:
    """The one sentence names the action to allow and how many calls were made; the log has AWS's words."""
    _damage(applied)
    with applied.aws.controls.fault(TRUST, "denied"):
        answer = applied.apply()
    assert answer.returncode == 2
    assert f"{TRUST} is denied (" in answer.stderr
    assert answer.stderr.endswith(f"; allow {TRUST}; 1 call was made before\n")
    assert list(applied.states.values()) == [["begun", "done"], ["begun", "failed"]]
    assert _calls_left(applied.apply()) == []
    assert list(applied.states.values()) == [["begun", "done"], ["begun", "failed", "begun", "done"]]


def _damage(applied: Applied) -> None:
    """Make two faults, of which a call corrects each."""
    applied.organizations.disable_policy_type(RootId=ROOT, PolicyType="S3_POLICY")
    applied.organizations.disable_aws_service_access(ServicePrincipal="sso.amazonaws.com")


def test_a_log_that_cannot_be_written(applied: Applied) -> None:
    """No call is made of which nobody would know."""
    _damage(applied)
    applied.log.mkdir()
    answer = applied.apply()
    assert answer.returncode == 2
    assert "name another file with --log" in answer.stderr
    trusted = applied.organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert "sso.amazonaws.com" not in {service["ServicePrincipal"] for service in trusted}
