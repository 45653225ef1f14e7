"""A new organization of three accounts gets the smallest baseline, and somebody changes it in the console.

Every command is one that README or the page of a command prints; people do the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.client import running
from guardrails.capture import load_capture
from tests.baselines import MINIMAL
from tests.e2e.fork import Fork, in_blocks
from tests.e2e.people import (
    confirm_subscriptions,
    fill_groups,
    in_the_console,
    register_factor,
    register_root_factors,
)

pytestmark = pytest.mark.e2e
MANAGEMENT, HOME, ROLE = "111111111111", "eu-central-1", "OrganizationAccountAccessRole"
NEW = ("--policy-types", "none", "--no-trusted-access", "--no-confirmed-emails")
README, PREFLIGHT, DRIFT = "README.md", "docs/preflight.md", "docs/drift.md"
CLEAN = "No drift: AWS is as it was deployed."
WHO = r"who: +arn:aws:sts::\d+:assumed-role/AWSReservedSSO_\S+/mary@example.com by {} at 20"


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fork]:
    """Begin with an organization in which nobody has switched anything on, and the smallest file."""
    with running(MINIMAL, options=NEW) as aws:
        fork = Fork.begun(aws, tmp_path_factory.mktemp("new"), MANAGEMENT, HOME, ROLE)
        fork.follow(README, "cp baseline.minimal.yaml")
        _trust_the_management_account(fork.folder / "baseline.yaml")
        fork.follow(README, "guardrails check")
        fork.follow(README, "guardrails prove")
        yield fork


@pytest.fixture(scope="module")
def ready(fork: Fork) -> Fork:
    """Correct what preflight names, until it passes."""
    fork.follow(PREFLIGHT, "guardrails capture")
    refused = fork.follow(PREFLIGHT, "preflight --capture", code=1)
    assert {"PF-BTS-001", "PF-ORG-003", "PF-ORG-004", "PF-ROL-003", "PF-USR-001"} <= _failed(refused)
    applied = _failed(fork.follow(README, "preflight --apply", code=1))
    assert applied == {"PF-BTS-001", "PF-ROL-003", "PF-USR-001"}
    register_root_factors(fork.aws, MANAGEMENT)
    fork.follow("docs/break-glass.md", "create-user")
    fork.follow("docs/break-glass.md", "put-user-policy")
    register_factor(fork.aws, MANAGEMENT, "rescue-1")
    fork.bootstrap()
    assert not _failed(fork.follow(README, "preflight --apply"))
    return fork


@pytest.fixture(scope="module")
def deployed(ready: Fork) -> Fork:
    """Deploy everything; people confirm their addresses and are put into the group."""
    ready.follow(README, "cdk diff")
    ready.follow(README, "cdk deploy --all")
    warned = ready.follow(README, "preflight --apply")
    assert {"PF-ALR-001", "PF-SSO-004"} <= _ids(warned)
    confirm_subscriptions(ready.aws, MANAGEMENT, HOME, "us-east-1")
    fill_groups(ready.aws, MANAGEMENT, HOME, ("mary@example.com",))
    assert not {"PF-ALR-001", "PF-SSO-004"} & _ids(ready.follow(README, "preflight --apply"))
    return ready


def test_aws_is_as_the_file_says(deployed: Fork) -> None:
    """Nobody gains or loses anything between the file and what is read from AWS."""
    deployed.follow(DRIFT, "guardrails capture")
    same = deployed.follow("docs/capture.md", "compare capture.json baseline.yaml")
    assert "The policies allow and deny what they did before." in same
    assert load_capture(deployed.folder / "capture.json").refused == ()
    assert "Drift     none" in deployed.follow(DRIFT, "guardrails status")
    assert CLEAN in deployed.follow(DRIFT, "drift --capture")


def test_what_nobody_may_read_is_unknown_and_no_drift(deployed: Fork) -> None:
    """Without a role in the archive account, nobody knows its bucket and its key."""
    answer = deployed.follow("docs/old-organization.md", "guardrails drift", code=1)
    assert "AWS refused s3:GetBucketPolicy (AccessDenied)" in answer
    assert " drifted" not in answer


def test_a_detached_policy_is_named_by_its_effect_and_repaired(deployed: Fork) -> None:
    """The answer says who may do more, and who made it so; `repair` attaches the policy again."""
    organizations = in_the_console(deployed.aws, MANAGEMENT, "mary@example.com")("organizations")
    listed = organizations.list_policies_for_target(TargetId="r-ex4m", Filter="SERVICE_CONTROL_POLICY")
    policy = next(one for one in listed["Policies"] if "regions" in one["Name"])
    organizations.detach_policy(PolicyId=policy["Id"], TargetId="r-ex4m")
    drifted = deployed.follow(DRIFT, "drift --member-role", code=1)
    assert "2 accounts may do more, of 2 that were compared." in drifted
    assert re.search(WHO.format("DetachPolicy"), drifted), drifted
    deployed.follow("docs/repair.md", "repair --apply")
    assert CLEAN in deployed.follow(DRIFT, "drift --member-role")


def test_a_stopped_trail_is_named_and_brought_back(deployed: Fork) -> None:
    """The scheduled job of the page finds it; the answer names the command that starts the trail."""
    cloudtrail = in_the_console(deployed.aws, MANAGEMENT, "mary@example.com", HOME)("cloudtrail")
    cloudtrail.stop_logging(Name="organization-trail")
    deployed.follow(DRIFT, "cdk synth")
    deployed.follow(DRIFT, "--format json", code=1)
    answer = json.loads((deployed.folder / "drift.json").read_text(encoding="utf-8"))
    [drift] = answer["drifts"]
    assert (drift["subject"], drift["property"]) == ("trail organization-trail", "logging")
    assert (drift["change"]["event"], "mary@example.com" in drift["change"]["by"]) == ("StopLogging", True)
    [back] = [line for line in drift["restore"] if line.startswith("cdk deploy")]
    deployed.run(back)
    deployed.follow(DRIFT, "--format json")


def test_every_command_of_the_page_was_run(deployed: Fork) -> None:
    """No line of docs/drift.md is left out of this story."""
    assert in_blocks(DRIFT) <= {*deployed.done}


def _trust_the_management_account(path: Path) -> None:
    """Let the scheduled job of docs/drift.md read members by the audit role, as the page says."""
    text, role = path.read_text(encoding="utf-8"), "audit_role: { trusted_account: "
    changed = re.sub(rf"{role}[^}}]+}}", f"{role}management }}", text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def _ids(answer: str) -> set[str]:
    """Give the ids of all checks that an answer names."""
    return set(re.findall(r"\[(PF-[A-Z]+-\d+)\]", answer))


def _failed(answer: str) -> set[str]:
    """Give the ids of the checks that failed."""
    return _ids(answer.partition("Warnings (")[0])
