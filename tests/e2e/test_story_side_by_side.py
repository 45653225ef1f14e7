"""New policies beside old ones: a pilot in one unit, then everywhere, then the old ones are retired.

Every command is one that docs/old-organization.md prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from emulator.client import running
from tests.e2e.fork import Fork, in_blocks

pytestmark = pytest.mark.e2e
MANAGEMENT, HOME, ROLE = "300000000001", "eu-west-1", "AWSControlTowerExecution"
OLD, SAME = "docs/old-organization.md", "The policies allow and deny what they did before"


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fork]:
    """Adopt; count the old policies as those of others; leave access, budgets and trail for later."""
    with running(seed="control-tower") as aws:
        fork = Fork.begun(aws, tmp_path_factory.mktemp("beside"), MANAGEMENT, HOME, ROLE)
        fork.follow(OLD, "--out before.json")
        fork.follow(OLD, "guardrails adopt", code=(0, 1))
        fork.follow(OLD, "git rm -r policies")
        fork.follow(OLD, "cp -r adopted/baseline.yaml")
        fork.follow(OLD, "--capture before.json --foreign foreign.json")
        for section in ("access", "budgets", "trail", "alerts"):
            _edit(fork, section, None)
        yield fork


def test_a_pilot_and_each_wider_scope_change_nothing(fork: Fork) -> None:
    """Compared with the capture before the first step, in the file and in AWS."""
    bootstrapped = False
    for scope in (["Sandbox"], ["Sandbox", "Workloads"], None):
        _edit(fork, "scope", scope)
        fork.follow(OLD, "guardrails check")
        assert SAME in fork.follow(OLD, "compare before.json baseline.yaml --fail-on any")
        if not bootstrapped:
            fork.bootstrap()
            bootstrapped = True
        fork.follow(OLD, "cdk diff guardrails-policies")
        fork.follow(OLD, "cdk deploy guardrails-policies")
        fork.follow(OLD, "--out pilot.json", code=1)
        assert SAME in fork.follow(OLD, "compare before.json pilot.json")
    names = _attached(fork)
    assert "company-regions" in names
    assert any(name.startswith("guardrails/own/company-regions/") for name in names)


def test_the_old_policies_are_retired_one_by_one(fork: Fork) -> None:
    """Nobody gains or loses anything when the old one goes; the new one does its work."""
    fork.follow(OLD, "cp adopted/foreign.json")
    assert SAME in fork.follow(OLD, "compare before.json baseline.yaml --fail-on widened")
    for policy, target in (("p-a7b6e096", "ou-ctwr-workload"), ("p-924185e7", "r-ctwr")):
        fork.follow(OLD, "detach-policy --policy-id", p_a7b6e096=policy, ou_ctwr_workload=target)
        fork.follow(OLD, "--out after.json", code=1)
        assert SAME in fork.follow(OLD, "compare before.json after.json")
    assert "company-regions" not in _attached(fork)
    fork.follow(OLD, "--home-region eu-west-1 --foreign foreign.json", code=(0, 1))


def test_every_command_of_the_page_was_run(fork: Fork) -> None:
    """Those of the pilot and of retiring."""
    assert in_blocks(OLD, "4. Or: a pilot", "5. Retire") <= {*fork.done}


def _edit(fork: Fork, section: str, value: Any) -> None:
    """Write a section of the file anew; None takes it out."""
    path = fork.folder / "baseline.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data.pop(section, None)
    if value is not None:
        data[section] = value
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def _attached(fork: Fork) -> set[str]:
    """List the names and ids of the policies of the unit that the page shows."""
    return {*fork.follow(OLD, "list-policies-for-target").replace("\t", "\n").splitlines()}
