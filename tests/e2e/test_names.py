"""Names in AWS while units swap theirs, while names move on, and while one account replaces another.

Each update is one deployment of the policies into the local AWS, which refuses a name that is taken, as AWS
does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.client import LocalAws, running
from guardrails.baseline import Baseline, load_text
from guardrails.posture import compile_posture
from tests.e2e.conftest import TODAY
from tests.emulator.deployments import Deployed, Deployments
from tests.stacks.helpers import synthesized

pytestmark = pytest.mark.e2e
STACK = "guardrails-policies"
SHOP, SPARE = "444444444441", "444444444449"
IDS = {"first": "ou-ex4m-alphaaaa1", "second": "ou-ex4m-betabeta1", "third": "ou-ex4m-gamma0001"}
BEFORE = {"first": "Alpha", "second": "Beta", "third": "Gamma"}
BASELINE = """\
organization:
  id: o-exampleorg1
  root: r-ex4m
  home_region: eu-central-1
  management_account: {{ id: "111111111111" }}
  accounts: {{ {accounts} }}
  units:
    {first}: {{ id: ou-ex4m-alphaaaa1, accounts: {{ web: "444444444442" }} }}
    {second}: {{ id: ou-ex4m-betabeta1, accounts: {{ data: "444444444443" }} }}
    {third}: {{ id: ou-ex4m-gamma0001, accounts: {{ mail: "444444444444" }} }}
regions:
  allowed: [eu-central-1]
guardrails:
  - control: deny_unused_regions
  - control: deny_iam_users
    at: [{first}, {third}, shop]
  - control: deny_root_user
    at: [{second}, shop]
  - control: deny_leaving_organization
    at: [{first}, {second}, {third}]
management_policies:
  consoles: {{ at: [{first}, {second}, {third}, shop], declarative_ec2: {{ serial_console: disabled }} }}
"""
NAMES = {
    "two units swap their names": {"first": "Beta", "second": "Alpha"},
    "names move on along a chain": {"first": "Beta", "second": "Gamma", "third": "Delta"},
    "names go round": {"first": "Beta", "second": "Gamma", "third": "Alpha"},
    "one unit has a new name": {"first": "Omega"},
}


def _baseline(names: dict[str, str], shop: str = SHOP) -> str:
    spare = "" if shop == SPARE else f', spare: "{SPARE}"'
    return BASELINE.format(**{**BEFORE, **names}, accounts=f'shop: "{shop}"{spare}')


def _loaded(text: str) -> Baseline:
    return load_text(text, "baseline.yaml", read_file=lambda _: "", today=TODAY)


def _resources(text: str) -> dict[str, Any]:
    resources: dict[str, Any] = synthesized(_loaded(text)).template(STACK)["Resources"]
    return resources


def _unhashed(resources: dict[str, Any]) -> dict[str, Any]:
    """Call the policies as they were called before names ended in a hash."""
    for resource in resources.values():
        properties = resource["Properties"]
        properties["Name"], count = re.subn("-[0-9a-f]{8}$", "", properties["Name"])
        assert count == 1
    return resources


class Attached:
    """What is attached to the nodes in AWS."""

    def __init__(self, aws: LocalAws) -> None:
        self._organizations = Deployments(aws).client("organizations")

    def policies(self, *nodes: str) -> dict[str, dict[str, str]]:
        """Return the ids of the policies of nodes, by the node's id and the policy's name."""
        return {node: self._of(node) for node in nodes}

    def _of(self, node: str) -> dict[str, str]:
        return {
            policy["Name"]: policy["Id"]
            for kind in ("SERVICE_CONTROL_POLICY", "DECLARATIVE_POLICY_EC2")
            for policy in self._organizations.list_policies_for_target(TargetId=node, Filter=kind)["Policies"]
            if policy["Name"] != "FullAWSAccess"
        }

    def documents(self, node: str) -> list[str]:
        """Return the texts of a node's service control policies, sorted."""
        describe = self._organizations.describe_policy
        return sorted(
            json.dumps(json.loads(describe(PolicyId=policy)["Policy"]["Content"]), sort_keys=True)
            for name, policy in self._of(node).items()
            if not name.startswith("guardrails/declarative_ec2/")
        )


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """A local AWS with the organization."""
    path = tmp_path_factory.mktemp("names") / "baseline.yaml"
    path.write_text(_baseline({}), encoding="utf-8")
    with running(path) as started:
        yield started


class Live:
    """The deployed policies, from the baseline before."""

    def __init__(self, aws: LocalAws, resources: dict[str, Any]) -> None:
        self._deployments = Deployments(aws)
        self.deployed = self._deployments.create(resources)
        self.attached = Attached(aws)

    def update(self, text: str) -> Deployed:
        """Deploy a baseline in one step, and see that AWS took it and has what it says."""
        outcome = self._deployments.update(self.deployed.name, _resources(text))
        assert (outcome.status, outcome.failures) == ("UPDATE_COMPLETE", {})
        posture = compile_posture(_loaded(text))
        for node in posture.organization.nodes:
            declared = [policy for policy in posture.declared if policy.target == node.path]
            texts = sorted(json.dumps(policy.document.to_dict(), sort_keys=True) for policy in declared)
            assert self.attached.documents(node.id) == texts
            settings = posture.management_by_target.get(node.path, ())
            names = {policy.name for policy in declared} | {policy.name for policy in settings}
            assert self.attached.policies(node.id)[node.id].keys() == names
        return outcome

    def delete(self) -> None:
        """Take everything away."""
        self._deployments.delete(self.deployed.name)


@pytest.fixture
def live(aws: LocalAws) -> Iterator[Live]:
    """The policies of the baseline before, as this version names them."""
    deployed = Live(aws, _resources(_baseline({})))
    assert deployed.deployed.status == "CREATE_COMPLETE"
    yield deployed
    deployed.delete()


@pytest.fixture
def old(aws: LocalAws) -> Iterator[Live]:
    """The policies of the baseline before, as the version before named them."""
    deployed = Live(aws, _unhashed(_resources(_baseline({}))))
    assert deployed.deployed.status == "CREATE_COMPLETE"
    yield deployed
    deployed.delete()


@pytest.mark.parametrize("case", NAMES)
def test_new_names_arrive_in_place(live: Live, case: str) -> None:
    """Each unit keeps its policies, under its new name."""
    before = live.attached.policies(*IDS.values())
    outcome = live.update(_baseline(NAMES[case]))
    assert outcome.physical_ids == live.deployed.physical_ids
    after = live.attached.policies(*IDS.values())
    for key, node in IDS.items():
        assert len(before[node]) > 2
        assert set(after[node].values()) == set(before[node].values())
        path = {**BEFORE, **NAMES[case]}[key]
        assert all(re.search(f"/{path}-[0-9a-f]{{8}}$", name) for name in after[node])


def test_an_account_takes_the_place_of_another(live: Live) -> None:
    """The account that has the name now has the policies, and the other one none any more."""
    assert live.attached.policies(SHOP)[SHOP].keys() & live.attached.policies(SPARE)[SPARE].keys() == set()
    live.update(_baseline({}, shop=SPARE))
    assert live.attached.policies(SHOP)[SHOP] == {}
    assert len(live.attached.policies(SPARE)[SPARE]) > 1


@pytest.mark.parametrize("case", [{}, NAMES["two units swap their names"]], ids=["the same names", "a swap"])
def test_policies_without_a_hash_get_theirs_in_place(old: Live, case: dict[str, str]) -> None:
    """A deployment of the version before is updated: no policy is made anew, and no slot is needed."""
    outcome = old.update(_baseline(case))
    assert outcome.physical_ids == old.deployed.physical_ids
