"""`repair` brings back what somebody detached, changed or deleted by hand, and touches nothing else.

The tests go on from one another's local AWS; each leaves every policy in its place.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.conftest import STACK, Repaired
from tests.live.throttling import refusing

pytestmark = pytest.mark.e2e
SCP = "SERVICE_CONTROL_POLICY"
REGIONS, SERVICES, DATA = (
    "guardrails/regions/Root-f9ad0f97",
    "guardrails/services/Root-f9ad0f97",
    "guardrails/data/Root-f9ad0f97",
)
WEAK = '{"Version": "2012-10-17", "Statement": []}'
IN_ORDER = "are in AWS as they were deployed."


@pytest.fixture(autouse=True)
def everything_in_its_place(repaired: Repaired) -> Iterator[None]:
    """Begin with all policies where they belong, and end so."""
    repaired.log.unlink(missing_ok=True)
    before = _documents(repaired)
    yield
    assert _documents(repaired) == before


def _documents(repaired: Repaired) -> dict[str, dict[str, object]]:
    return {
        node: {name: json.loads(content) for name, (_, content) in policies.items()}
        for node, policies in repaired.attached().items()
    }


def _detach(repaired: Repaired, name: str) -> None:
    organizations = repaired.client("organizations")
    for target in organizations.list_targets_for_policy(PolicyId=repaired.ids[name])["Targets"]:
        organizations.detach_policy(PolicyId=repaired.ids[name], TargetId=target["TargetId"])


def _deploy_reverting_drift(repaired: Repaired) -> None:
    """Do what `cdk deploy --revert-drift` does."""
    cloudformation, name = repaired.client("cloudformation"), f"again-{uuid.uuid4().hex}"
    cloudformation.create_change_set(
        StackName=STACK, ChangeSetName=name, UsePreviousTemplate=True, DeploymentMode="REVERT_DRIFT"
    )
    cloudformation.execute_change_set(StackName=STACK, ChangeSetName=name)
    repaired.wait()


def test_nothing_to_do(repaired: Repaired) -> None:
    """Where nobody touched anything, it says so, with or without --apply, and writes no log."""
    for arguments in ((), ("--apply",)):
        answer = repaired.repair(*arguments)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert answer.stdout.endswith(f"25 policies of o-exampleorg1 {IN_ORDER}\n")
    assert not repaired.log.exists()


def test_a_detached_and_a_changed_policy(repaired: Repaired) -> None:
    """The plan changes nothing; --apply attaches the same policy again and restores the document."""
    before = repaired.attached()["Root"]
    _detach(repaired, REGIONS)
    repaired.client("organizations").update_policy(PolicyId=repaired.ids[DATA], Content=WEAK, Description="x")
    damaged = repaired.attached()
    planned = repaired.repair()
    assert planned.returncode == 1
    assert f"attach {REGIONS} ({before[REGIONS][0]}) to Root (r-ex4m)" in planned.stdout
    assert f"restore the content and description of {DATA} ({before[DATA][0]})" in planned.stdout
    assert "Nothing was changed" in planned.stdout
    assert repaired.attached() == damaged
    applied = repaired.repair("--apply")
    assert (applied.returncode, applied.stderr) == (0, "")
    assert applied.stdout.splitlines()[-1].endswith(IN_ORDER)
    assert repaired.attached()["Root"][REGIONS] == before[REGIONS]
    lines = [json.loads(line) for line in repaired.log.read_text("utf-8").splitlines()]
    assert [line["state"] for line in lines] == ["begun", "done"] * 2
    assert {(line["command"], line["account"]) for line in lines} == {("repair", repaired.management)}


def test_a_deleted_policy(repaired: Repaired) -> None:
    """A stand-in holds at once; CloudFormation makes the policy again; then the stand-in goes."""
    missing = repaired.ids[SERVICES]
    document = json.loads(repaired.attached()["Root"][SERVICES][1])
    repaired.delete_policy(missing)
    assert repaired.repair("--apply").returncode == 0
    stand_in = f"stand-in for {missing}: {SERVICES}"
    assert json.loads(repaired.attached()["Root"][stand_in][1]) == document
    waiting = repaired.repair()
    assert waiting.returncode == 1
    assert f"Run `cdk deploy {STACK} --revert-drift`" in waiting.stdout
    repaired.client("organizations").update_policy(
        PolicyId=repaired.attached()["Root"][stand_in][0], Content=WEAK
    )
    assert repaired.repair("--apply").returncode == 0
    assert json.loads(repaired.attached()["Root"][stand_in][1]) == document
    _deploy_reverting_drift(repaired)
    assert {SERVICES, stand_in} <= repaired.attached()["Root"].keys()
    assert repaired.ids[SERVICES] != missing
    assert repaired.repair("--apply").stdout.splitlines()[-1].endswith(IN_ORDER)
    assert stand_in not in repaired.attached()["Root"]


def test_a_policy_type_switched_off(repaired: Repaired) -> None:
    """Switching the type off detaches every policy of it; both come back, on every node."""
    root = repaired.organization.root.id
    repaired.client("organizations").disable_policy_type(RootId=root, PolicyType=SCP)
    answer = repaired.repair("--apply")
    assert answer.returncode == 0
    assert f"] enable the policy type {SCP}\n" in answer.stdout.splitlines(keepends=True)[0]


def test_killed_again_and_again(repaired: Repaired) -> None:
    """Each run is killed at its second step; those that follow go on, and in the end nothing is missing."""
    repaired.delete_policy(repaired.ids[SERVICES])
    for name in (REGIONS, DATA, "guardrails/network/Root-f9ad0f97", "guardrails/regions/Sandbox-3f0c35d2"):
        _detach(repaired, name)
    runs = 0
    while _killed_at(repaired, 2):
        runs += 1
    assert runs >= 3
    assert repaired.repair("--apply").returncode == 0
    _deploy_reverting_drift(repaired)
    assert repaired.repair("--apply").stdout.splitlines()[-1].endswith(IN_ORDER)


def _killed_at(repaired: Repaired, step: int) -> bool:
    """Run it until it says a step's number, and kill it there; say whether it came so far."""
    command = [sys.executable, "-m", "guardrails", *repaired.words("--apply")]
    process = subprocess.Popen(command, env=repaired.environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process:
        for line in process.stdout:
            if line.startswith(f"[{step}/"):
                process.send_signal(signal.SIGKILL)
                return True
    return False


@pytest.mark.parametrize("code", ["ConcurrentModificationException", "TooManyRequestsException"])
def test_a_busy_aws(repaired: Repaired, code: str) -> None:
    """A call that AWS puts off is made again, a bounded number of times."""
    _detach(repaired, REGIONS)
    with refusing(repaired.aws, code, 2, frozenset({"AttachPolicy", "ListPolicies"})) as endpoint:
        answer = repaired.repair("--apply", within={"AWS_ENDPOINT_URL": endpoint}, hurried=True)
    assert (answer.returncode, answer.stderr) == (0, "")
    _detach(repaired, REGIONS)
    with refusing(repaired.aws, "TooManyRequestsException", 999, frozenset({"AttachPolicy"})) as endpoint:
        answer = repaired.repair("--apply", within={"AWS_ENDPOINT_URL": endpoint}, hurried=True)
    assert answer.returncode == 2
    assert "organizations:AttachPolicy failed (TooManyRequestsException: one at a time)" in answer.stderr
    assert answer.stderr.endswith("0 steps were taken before\n")
    assert repaired.repair("--apply").returncode == 0


def test_a_node_without_a_slot(repaired: Repaired) -> None:
    """Where other policies took the slot, a person is told which; the rest is repaired."""
    organizations, root = repaired.client("organizations"), repaired.organization.root.id
    _detach(repaired, REGIONS)
    _detach(repaired, "guardrails/regions/Sandbox-3f0c35d2")
    others: list[str] = []
    while len(organizations.list_policies_for_target(TargetId=root, Filter=SCP)["Policies"]) < 10:
        name = f"other-{len(others)}"
        made = organizations.create_policy(Name=name, Type=SCP, Description="", Content=WEAK)
        others.append(made["Policy"]["PolicySummary"]["Id"])
        organizations.attach_policy(PolicyId=others[-1], TargetId=root)
    answer = repaired.repair("--apply")
    assert answer.returncode == 1
    assert "Root has 10 policies of its type, and AWS attaches no more" in answer.stdout
    assert f"other-0 ({others[0]})" in answer.stdout
    assert "guardrails/regions/Sandbox-3f0c35d2" in repaired.attached()["Sandbox"]
    for other in others:
        repaired.delete_policy(other)
    assert repaired.repair("--apply").returncode == 0


def test_a_name_that_somebody_else_took(repaired: Repaired) -> None:
    """CloudFormation can't make a policy again whose name is taken: the plan says by which."""
    repaired.delete_policy(repaired.ids[SERVICES])
    organizations = repaired.client("organizations")
    made = organizations.create_policy(Name=SERVICES, Type=SCP, Description="", Content=WEAK)
    taken = made["Policy"]["PolicySummary"]["Id"]
    answer = repaired.repair("--apply")
    assert answer.returncode == 1
    assert f"{taken} has the name {SERVICES}, and CloudFormation didn't make it; rename" in answer.stdout
    organizations.delete_policy(PolicyId=taken)
    _deploy_reverting_drift(repaired)
    assert repaired.repair("--apply").returncode == 0


def test_an_assembly_that_is_not_deployed_yet(repaired: Repaired, tmp_path: Path) -> None:
    """What the assembly is about to change is attached, but its document is CloudFormation's to write."""
    shutil.copytree(repaired.assembly, tmp_path / "cdk.out")
    template = tmp_path / "cdk.out" / f"{STACK}.template.json"
    text = template.read_text("utf-8")
    template.write_text(text.replace("DenyUnusedRegions", "DenyOtherRegions"), encoding="utf-8")
    _detach(repaired, REGIONS)
    later = Repaired(repaired.aws, tmp_path)
    assert later.repair("--apply").returncode == 0
    before = repaired.client("organizations").describe_policy(PolicyId=repaired.ids[REGIONS])["Policy"][
        "Content"
    ]
    repaired.client("organizations").update_policy(PolicyId=repaired.ids[REGIONS], Content=WEAK)
    answer = later.repair("--apply")
    assert answer.returncode == 1
    assert f"run `cdk deploy {STACK}`, then this command again" in answer.stdout
    repaired.client("organizations").update_policy(PolicyId=repaired.ids[REGIONS], Content=before)


def test_another_account_or_organization(repaired: Repaired, tmp_path: Path) -> None:
    """It stops before it reads a policy when the credentials are for something else than the assembly."""
    answer = repaired.repair("--apply", account="222222222222")
    assert answer.returncode == 2
    assert "is for the management account 111111111111; arn:aws:iam::222222222222:root is in" in answer.stderr
    shutil.copytree(repaired.assembly, tmp_path / "cdk.out")
    tree = tmp_path / "cdk.out" / "organization.json"
    tree.write_text(tree.read_text("utf-8").replace("o-exampleorg1", "o-another001"), encoding="utf-8")
    answer = Repaired(repaired.aws, tmp_path).repair("--apply")
    assert answer.returncode == 2
    assert "is for o-another001 with the root r-ex4m; AWS has o-exampleorg1" in answer.stderr


def test_without_credentials_network_or_assembly(repaired: Repaired, tmp_path: Path) -> None:
    """Each ends with one sentence that says what is wrong, and exit code 2."""
    nothing = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    for said, answer in (
        ("AWS credentials are missing or can't be read", repaired.repair("--apply", within=nothing)),
        (
            "AWS can't be reached",
            repaired.repair("--apply", within={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, hurried=True),
        ),
        ("this is no cloud assembly", Repaired(repaired.aws, tmp_path).repair()),
    ):
        assert answer.returncode == 2, answer
        assert said in answer.stderr
        assert answer.stderr.count("\n") == 1
        assert answer.stdout == ""


def test_a_stack_that_was_never_deployed(repaired: Repaired, tmp_path: Path) -> None:
    """Repair makes no policy in which CloudFormation doesn't believe: that is for a deployment."""
    shutil.copytree(repaired.assembly, tmp_path / "cdk.out")
    manifest = tmp_path / "cdk.out" / "manifest.json"
    text = manifest.read_text("utf-8")
    artifacts = json.loads(text)
    artifacts["artifacts"][STACK]["properties"]["stackName"] = "guardrails-other"
    manifest.write_text(json.dumps(artifacts), encoding="utf-8")
    answer = Repaired(repaired.aws, tmp_path).repair("--apply")
    assert answer.returncode == 1
    assert "the stack guardrails-other isn't in AWS; run `cdk deploy guardrails-other`" in answer.stdout
