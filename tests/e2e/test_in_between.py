"""Between any two changes of a resource, what is denied before and after an update is denied.

CloudFormation is stopped after each resource in turn, by one that fails right after it in the chain, and real
calls are made from a member account while it stands still.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from demo.calls import DEVELOPER, prepare
from demo.cdk import PROJECT
from emulator.client import Credentials, LocalAws, running
from guardrails.baseline import load
from guardrails.organization import Account
from tests.e2e.conftest import TODAY
from tests.emulator.deployments import Deployments

pytestmark = pytest.mark.e2e
STACK = "guardrails-policies"
Resources = dict[str, Any]

BASELINE = """\
organization:
  id: o-exampleorg1
  root: r-ex4m
  home_region: eu-central-1
  management_account: {{ id: "111111111111" }}
  units:
    Workloads: {{ id: ou-ex4m-workload1, accounts: {{ shop: "444444444441" }} }}
    Sandbox: {{ id: ou-ex4m-sandbox01, accounts: {{ ada: "555555555551" }} }}
{limits}regions:
  allowed: [eu-central-1]
  overrides: {{ {regions} }}
services:
  denied: {denied}
  overrides: {{ Workloads: {{ denied: [iot, dynamodb] }} }}
exemptions:
  deployment: {{ principal: "arn:aws:iam::*:role/cdk-*", owner: me@example.com, reason: deploys }}
guardrails:
  - control: deny_unused_regions
  - control: deny_unused_services
  - control: protect_exempt_roles
  - control: deny_leaving_organization
  - control: deny_temporary_delegation
  - control: deny_outbound_federation
  - control: protect_identity_center
  - control: protect_sign_in
  - control: protect_policies
  - control: deny_iam_users
    at: [{users}]
"""
PLAIN = {"limits": "", "regions": "", "denied": "[gamelift]", "users": "Root"}
UPDATES = {
    "families share a policy": {"limits": "  quotas: { scp_attached: 3 }\n"},
    "one unit may use one more region": {"regions": "Sandbox: [eu-central-1, us-east-1]"},
    "a control stands lower": {"users": "Workloads, Sandbox"},
}


HIGHER = {"denied": "[gamelift, dynamodb]"}


@dataclass(frozen=True)
class Shop:
    """A member account and what its developer tries."""

    aws: LocalAws
    developer: Credentials

    def tried(self) -> dict[str, bool]:
        """Make every call; tell for each whether it was denied for lack of permission."""
        return {
            name: self._denied(*call)
            for name, call in {
                "another region": ("sqs", "us-east-1", "list_queues", {}),
                "a service denied here": ("dynamodb", "eu-central-1", "list_tables", {}),
                "a service denied here, too": ("iot", "eu-central-1", "list_things", {}),
                "an access key": ("iam", "eu-central-1", "create_access_key", {"UserName": "nobody"}),
                "an allowed call": ("sqs", "eu-central-1", "list_queues", {}),
            }.items()
        }

    def _denied(self, service: str, region: str, operation: str, arguments: dict[str, str]) -> bool:
        client = self.aws.client(service, "444444444441", region, self.developer)
        try:
            getattr(client, operation)(**arguments)
        except ClientError as error:
            return str(error.response["Error"]["Code"]).startswith("AccessDenied")
        return False


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LocalAws, Path]]:
    """A local AWS with the organization of the baselines below."""
    folder = tmp_path_factory.mktemp("between")
    path = folder / "baseline.yaml"
    path.write_text(BASELINE.format(**PLAIN), encoding="utf-8")
    with running(path) as aws:
        yield aws, folder


@pytest.fixture(scope="module")
def shop(local: tuple[LocalAws, Path]) -> Shop:
    """The shop's account, with a developer who may do everything that the guardrails leave him."""
    aws, folder = local
    baseline = load(folder / "baseline.yaml", today=TODAY)
    tree = baseline.tree
    account = tree.by_path["Workloads/shop"]
    assert isinstance(account, Account)
    prepare(aws, baseline, account)
    role = f"arn:aws:iam::{account.id}:role/{DEVELOPER}"
    return Shop(aws, aws.assume_role(role, caller=tree.management_account.id, region=tree.home_region))


class Synthesizer:
    """Runs the app, once for each baseline."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, Resources] = {}

    def file(self, changes: dict[str, str]) -> Path:
        """Write a baseline, and return its file."""
        text = BASELINE.format(**{**PLAIN, **changes})
        path = self._folder / f"{sha256(text.encode()).hexdigest()[:8]}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def resources(self, changes: dict[str, str], before: dict[str, str] | None = None) -> Resources:
        """Return the policies' stack of a baseline, or of what leads to it from another one."""
        path = self.file(changes)
        context = "{}" if before is None else json.dumps({"before": str(self.file(before))})
        key = path.stem + context
        if key not in self._found:
            outdir = self._folder / f"{len(self._found)}.out"
            environment = {"GUARDRAILS_BASELINE": str(path), "CDK_OUTDIR": str(outdir)}
            subprocess.run(
                [sys.executable, str(PROJECT / "app.py")],
                env={**os.environ, **environment, "CDK_CONTEXT_JSON": context, "CDK_VALIDATION": "false"},
                cwd=self._folder,
                check=True,
            )
            template = json.loads((outdir / f"{STACK}.template.json").read_text(encoding="utf-8"))
            self._found[key] = template["Resources"]
        return self._found[key]


@pytest.fixture(scope="module")
def synthesizer(local: tuple[LocalAws, Path]) -> Synthesizer:
    """One for all tests."""
    return Synthesizer(local[1])


def _in_order(resources: Resources) -> list[str]:
    """Return the logical ids along the chain."""
    after = {one.get("DependsOn", [None])[0]: name for name, one in resources.items()}
    found: list[str] = []
    while (following := after.get(found[-1] if found else None)) is not None:
        found.append(following)
    assert len(found) == len(resources)
    return found


def _stopped_after(resources: Resources, place: int) -> Resources:
    """Put a resource into the chain that AWS refuses: a document that is too long."""
    order, stopping = _in_order(resources), copy.deepcopy(resources)
    too_long = {"Version": "2012-10-17", "Statement": [], "Id": "x" * 20_000}
    stopping["Stop"] = {
        "Type": "AWS::Organizations::Policy",
        "Properties": {"Name": "stop", "Type": "SERVICE_CONTROL_POLICY", "Content": too_long},
    }
    if place:
        stopping["Stop"]["DependsOn"] = [order[place - 1]]
    if place < len(order):
        stopping[order[place]]["DependsOn"] = ["Stop"]
    return stopping


class Live:
    """A deployed stack of policies."""

    def __init__(self, aws: LocalAws, resources: Resources) -> None:
        self._deployments = Deployments(aws)
        self._name = self._deployments.create(resources).name

    def stop_after(self, resources: Resources, place: int) -> None:
        """Update until so many resources of the chain are done, and stand still."""
        template = _stopped_after(resources, place)
        stopped = self._update(template, DisableRollback=True)
        assert (stopped.status, set(stopped.failures) - {self._name}) == ("UPDATE_FAILED", {"Stop"})

    def go_back(self) -> None:
        """Undo what the stopped update did."""
        self._deployments.cloudformation.rollback_stack(StackName=self._name)
        assert self._deployments.wait(self._name).status == "UPDATE_ROLLBACK_COMPLETE"

    def finish(self, resources: Resources) -> None:
        """Update to the end."""
        assert self._update(resources).status == "UPDATE_COMPLETE"

    def delete(self) -> None:
        """Take everything away."""
        self._deployments.delete(self._name)

    def _update(self, resources: Resources, **more: Any) -> Any:
        self._deployments.cloudformation.update_stack(
            StackName=self._name, TemplateBody=json.dumps({"Resources": resources}), **more
        )
        return self._deployments.wait(self._name)


def _walk(live: Live, shop: Shop, after: Resources) -> list[dict[str, bool]]:
    """Update resource by resource; return what was denied before, between and after."""
    seen = [shop.tried()]
    for place in range(1, len(after) + 1):
        live.stop_after(after, place)
        seen.append(shop.tried())
        live.go_back()
    live.finish(after)
    return [*seen, shop.tried()]


def _opened(seen: list[dict[str, bool]]) -> set[str]:
    """Return the calls that are denied at both ends and got through in between."""
    return {
        call
        for call, denied in seen[0].items()
        if denied and seen[-1][call] and not all(one[call] for one in seen)
    }


@pytest.fixture
def live(local: tuple[LocalAws, Path], synthesizer: Synthesizer) -> Iterator[Live]:
    """The policies of the baseline as it is before every update."""
    live = Live(local[0], synthesizer.resources({}))
    yield live
    live.delete()


@pytest.mark.parametrize("name", UPDATES)
def test_nothing_is_open_between_two_resources(
    live: Live, shop: Shop, synthesizer: Synthesizer, name: str
) -> None:
    """Sharing, lists and controls that move, there and back: nothing gets through in between."""
    for after in (synthesizer.resources(UPDATES[name]), synthesizer.resources({})):
        seen = _walk(live, shop, after)
        assert _opened(seen) == set()
        assert seen[0] == seen[-1]
        assert seen[0] == {**dict.fromkeys(seen[0], True), "an allowed call": False}
        assert not any(one["an allowed call"] for one in seen)


def test_what_moves_up_needs_a_deployment_in_between(
    live: Live, shop: Shop, synthesizer: Synthesizer
) -> None:
    """DynamoDB was denied in the unit and now is everywhere: directly it is open for a while."""
    after = synthesizer.resources(HIGHER)
    assert _opened(_walk(live, shop, after)) == {"a service denied here"}


def test_with_a_deployment_in_between_nothing_is_open(
    live: Live, shop: Shop, synthesizer: Synthesizer
) -> None:
    """The same update in two steps."""
    for step in (synthesizer.resources(HIGHER, before={}), synthesizer.resources(HIGHER)):
        assert _opened(_walk(live, shop, step)) == set()
