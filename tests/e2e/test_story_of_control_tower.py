"""An organization of Control Tower is taken over: from the first capture to a drift that is brought back.

Every command is one that docs/old-organization.md or README prints; people do the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.client import running
from guardrails.capture import Capture, load_capture
from tests.e2e.fork import Fork, in_blocks
from tests.e2e.people import in_the_console, register_root_factors

pytestmark = pytest.mark.e2e
MANAGEMENT, HOME, ROLE = "300000000001", "eu-west-1", "AWSControlTowerExecution"
OLD, SAME = "docs/old-organization.md", "The policies allow and deny what they did before."
OWN, VENDOR = "company-", ("aws-guardrails-", "aws-controltower-", "AWS")
REGIONS = "company-regions"


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fork]:
    """Begin with the organization as it has been for years, and a new fork."""
    with running(seed="control-tower") as aws:
        yield Fork.begun(aws, tmp_path_factory.mktemp("tower"), MANAGEMENT, HOME, ROLE)


@pytest.fixture(scope="module")
def before(fork: Fork) -> Capture:
    """Read the organization as it was."""
    fork.follow(OLD, "--out before.json")
    return load_capture(fork.folder / "before.json")


@pytest.fixture(scope="module")
def adopted(fork: Fork, before: Capture) -> Capture:
    """Adopt, and put the result into the fork; Control Tower's access stays Control Tower's."""
    answer = fork.follow(OLD, "guardrails adopt", code=(0, 1))  # 1 where the trail stays as it is
    assert "Nobody gains or loses anything: 11 accounts and those to come" in answer
    fork.follow(OLD, "git rm -r policies")
    fork.follow(OLD, "cp -r adopted/baseline.yaml")
    fork.follow(OLD, "cp adopted/foreign.json")
    fork.follow(OLD, "guardrails check")
    fork.follow(OLD, "guardrails prove")
    assert SAME in fork.follow(OLD, "compare before.json baseline.yaml --fail-on any")
    return before


@pytest.fixture(scope="module")
def ready(fork: Fork, adopted: Capture) -> Capture:
    """Correct what preflight names, until it passes."""
    refused = fork.follow(OLD, "preflight --capture before.json", code=1)
    assert {"PF-BTS-001", "PF-NAM-001", "PF-USR-001"} <= _ids(refused)
    applied = fork.follow(OLD, "AWSControlTowerExecution --apply", code=1)
    assert "call iam:UpdateAccountPasswordPolicy" in applied
    register_root_factors(fork.aws, MANAGEMENT)
    fork.bootstrap()
    fork.follow(OLD, "cdk synth")
    fork.follow(OLD, "import-map", code=(0, 1))
    assert "Failures" not in fork.follow(OLD, "--imports imports")
    return adopted


@pytest.fixture(scope="module")
def imported(fork: Fork, ready: Capture) -> Capture:
    """Import the policies, then every other stack that has a mapping."""
    fork.follow(OLD, "cdk import")
    for mapping in sorted((fork.folder / "imports").glob("*.json")):
        if mapping.stem != "guardrails-policies":
            fork.follow(OLD, "cdk import", guardrails_policies=mapping.stem)
    fork.follow(OLD, "--out again.json", code=1)  # calls about the trail's bucket need the role in members
    assert SAME in fork.follow(OLD, "compare before.json again.json")
    return ready


@pytest.fixture(scope="module")
def deployed(fork: Fork, imported: Capture) -> Capture:
    """Deploy everything, which gives the imported policies their names."""
    fork.follow(OLD, "cdk deploy --all")
    organizations = fork.aws.client("organizations", MANAGEMENT, HOME)
    for policy in _ids_of_own_policies(imported):
        summary = organizations.describe_policy(PolicyId=policy)["Policy"]["PolicySummary"]
        assert summary["Name"].startswith("guardrails/own/company-")
    return imported


def test_nobody_gains_or_loses_anything(fork: Fork, deployed: Capture) -> None:
    """Policies by effect; every set and every assignment; Control Tower's resources are the same."""
    fork.follow(OLD, "--out after.json", code=1)
    assert SAME in fork.follow(OLD, "compare before.json after.json")
    after = load_capture(fork.folder / "after.json")
    assert _assignments(after) == _assignments(deployed)
    assert len(_assignments(after)) == 60
    assert _of_control_tower(after) == _of_control_tower(deployed)
    assert _ids_of_own_policies(after) == _ids_of_own_policies(deployed)


def test_the_stacks_own_what_was_imported(fork: Fork, deployed: Capture) -> None:
    """The company's policies and sets among it, and nothing of Control Tower's."""
    owned = set()
    client = fork.aws.client("cloudformation", MANAGEMENT, HOME)
    for stack in client.describe_stacks()["Stacks"]:
        pages = client.get_paginator("list_stack_resources").paginate(StackName=stack["StackName"])
        owned |= {one["PhysicalResourceId"] for page in pages for one in page["StackResourceSummaries"]}
    assert _ids_of_own_policies(deployed) <= owned
    assert not owned & _of_control_tower(deployed).keys()


def test_a_change_in_the_console_is_named_and_brought_back(fork: Fork, deployed: Capture) -> None:
    """By effect, with who made it and when; after the way back, nothing drifts."""
    assert "No drift: AWS is as it was deployed." in fork.follow(OLD, "guardrails drift")
    organizations = in_the_console(fork.aws, MANAGEMENT, "mary@example.com")("organizations")
    [policy] = _ids_of_own_policies(deployed, REGIONS)
    content = organizations.describe_policy(PolicyId=policy)["Policy"]["Content"]
    wider = content.replace('"us-east-1"', '"us-east-1", "ap-south-1"')
    organizations.update_policy(PolicyId=policy, Content=wider)
    drifted = fork.follow(OLD, "guardrails drift", code=1)
    assert "6 accounts may do more, of 11 that were compared." in drifted
    assert "in ap-south-1, in 6 accounts: Workloads" in drifted
    who = r"who: +arn:aws:sts::\d+:assumed-role/AWSReservedSSO_\S+/mary@example.com by UpdatePolicy at 20"
    assert re.search(who, drifted), drifted
    assert "restore the content" in fork.follow(OLD, "repair --apply")
    assert "No drift: AWS is as it was deployed." in fork.follow(OLD, "guardrails drift")


def test_every_command_of_the_page_was_run(fork: Fork, deployed: Capture) -> None:
    """Those of the way with an import; the one that is for side by side is left out."""
    assert deployed.policies
    steps = ("1. Capture and adopt", "2. Check", "3. Bootstrap", "4. Import")
    lines = {line for line in in_blocks(OLD, *steps) if "--foreign" not in line}
    assert lines <= {*fork.done}


def _ids(answer: str) -> set[str]:
    """Give the ids of the checks that an answer names as failures."""
    return set(re.findall(r"\[(PF-[A-Z]+-\d+)\]", answer.partition("Warnings (")[0]))


def _assignments(capture: Capture) -> set[tuple[str, ...]]:
    """Give every assignment: the set by its ARN, so a set that was made anew would differ."""
    assert capture.access is not None
    return {
        tuple(json.loads(entry.model_dump_json()).values())
        for instance in capture.access.instances or ()
        for entry in instance.assignments or ()
    }


def _of_control_tower(capture: Capture) -> dict[str, str]:
    """Give everything that Control Tower made, by its id."""
    assert capture.access is not None
    parts: list[tuple[str, str | None, Any]] = [
        (policy.id, policy.name, policy) for policy in capture.policies or () if not policy.aws_managed
    ]
    parts += [(trail.arn, trail.name, trail) for trail in (capture.trails and capture.trails.trails) or ()]
    for instance in capture.access.instances or ():
        parts += [(one.arn, one.name, one) for one in instance.permission_sets or ()]
        parts += [(group.id, group.name, group) for group in instance.groups or ()]
    return {
        identity: part.model_dump_json() for identity, name, part in parts if (name or "").startswith(VENDOR)
    }


def _ids_of_own_policies(capture: Capture, name: str = OWN) -> set[str]:
    """Give the ids of the company's own policies, under their old names or the baseline's."""
    return {policy.id for policy in capture.policies or () if name in policy.name}
