"""One local AWS for the whole story: deploy, read back, change, read back, destroy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from demo.calls import prepare
from demo.cdk import PROJECT, Cdk, member_client
from demo.readback import Readback
from emulator.client import LocalAws, running
from guardrails.baseline import Baseline, load
from guardrails.posture import compile_posture
from tests.e2e.starting import copy_of
from tests.e2e.synthesis import StoryCdk

EXAMPLE = PROJECT / "tests" / "example"
TODAY = date(2026, 11, 22)


@dataclass
class Story:
    """The local AWS, a copy of the example to edit, and what the CLI said last."""

    aws: LocalAws
    folder: Path
    said: list[str]

    @property
    def path(self) -> Path:
        """The baseline file of this story."""
        return self.folder / "baseline.yaml"

    @property
    def baseline(self) -> Baseline:
        """The baseline as the file has it now."""
        return load(self.path, today=TODAY)

    @property
    def cdk(self) -> Cdk:
        """The CDK CLI for the file as it is now; it deploys what this process synthesizes."""
        return self._cdk(StoryCdk)

    @property
    def cdk_with_app(self) -> Cdk:
        """The CDK CLI for the file as it is now, which starts `app.py` as `cdk.json` says."""
        return self._cdk(Cdk)

    def _cdk(self, kind: type[Cdk]) -> Cdk:
        baseline = self.baseline
        output, qualifier = self.folder / "cdk.out", baseline.organization.qualifier
        return kind(self.aws, baseline.tree, self.path, output, qualifier, say=lambda _: None)

    @property
    def compiled(self) -> dict[str, dict[str, dict[str, Any]]]:
        """The documents that the file compiles to, by path and name: what `readback.posture` should say."""
        posture = compile_posture(self.baseline)
        return {
            node.path: {one.name: one.document.to_dict() for one in posture.by_target.get(node.path, ())}
            for node in self.baseline.tree.nodes
        }

    @property
    def readback(self) -> Readback:
        """What AWS says of the organization as the file has it now."""
        return Readback(self.aws, self.baseline.tree)

    @property
    def stacks(self) -> dict[str, int]:
        """The stacks as last synthesized with their resources, each after those that it waits for."""
        waits = {
            name: {other for other in one.get("dependencies", ()) if not other.endswith(".assets")}
            for name, one in self._stacks.items()
        }
        ordered = TopologicalSorter(waits).static_order()
        return {name: len(json.loads(self.template(name))["Resources"]) for name in ordered}

    @property
    def _stacks(self) -> dict[str, Any]:
        manifest = json.loads((self.cdk.output / "manifest.json").read_text(encoding="utf-8"))["artifacts"]
        return {
            name: one for name, one in sorted(manifest.items()) if one["type"] == "aws:cloudformation:stack"
        }

    def template(self, stack: str) -> str:
        """Return a stack's template as last synthesized."""
        name: str = self._stacks[stack]["properties"]["templateFile"]
        return (self.cdk.output / name).read_text(encoding="utf-8")

    def account(self, stack: str) -> str:
        """Return the account that a stack goes to."""
        environment: str = self._stacks[stack]["environment"]
        return environment.removeprefix("aws://").partition("/")[0]

    def status(self, stack: str) -> str:
        """Return what CloudFormation says of a stack."""
        client = member_client(self.aws, self.baseline.tree, "cloudformation", self.account(stack))
        [described] = client.describe_stacks(StackName=stack)["Stacks"]
        return str(described["StackStatus"])

    def edit(self, old: str, new: str) -> None:
        """Change the file at the one place where a text stands."""
        text = self.path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the example"
        self.path.write_text(text.replace(old, new), encoding="utf-8")


STATE = "aws"
"""The folder in a story's folder that keeps its local AWS."""


@contextmanager
def started(name: str, folder: Path, make: Callable[[Path], None]) -> Iterator[Story]:
    """Start a story from a copy of a starting point; see `copy_of`."""
    copy_of(name, folder, make)
    with going_on(folder) as story:
        yield story


@contextmanager
def going_on(folder: Path) -> Iterator[Story]:
    """Go on with the story of a folder, which has the baseline and, after a first time, the local AWS."""
    with running(folder / "baseline.yaml", state=folder / STATE) as aws:
        yield Story(aws, folder, [])


@contextmanager
def begun(folder: Path) -> Iterator[Story]:
    """Start a story in an organization whose accounts are bootstrapped."""
    with started("bootstrapped", folder, _bootstrapped) as story:
        yield story


@contextmanager
def deployed(folder: Path) -> Iterator[Story]:
    """Start a story in an organization into which the example is deployed."""
    with started("deployed", folder, _deployed) as story:
        yield story


@contextmanager
def durable(folder: Path, state: Path) -> Iterator[Story]:
    """Begin a story whose local AWS may be killed within the block, or go on with it."""
    new = not state.exists()
    if new:
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    with running(folder / "baseline.yaml", state=state, durable=True) as aws:
        story = Story(aws, folder, [])
        if new:
            _bootstrap(story)
        yield story


def _bootstrapped(folder: Path) -> None:
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    with going_on(folder) as story:
        _bootstrap(story)


def _deployed(folder: Path) -> None:
    with begun(folder) as story:
        story.cdk.deploy()


def _bootstrap(story: Story) -> None:
    """Prepare the two accounts that stacks go to, and one to make calls from; deploy nothing."""
    tree = story.baseline.tree
    prepare(story.aws, story.baseline, tree.by_path["Workloads/Prod/shop"])  # type: ignore[arg-type]
    for account in (tree.management_account, story.baseline.archive_account):
        story.cdk.bootstrap(account.id)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Begin with an organization in which nothing is deployed."""
    with begun(tmp_path_factory.mktemp("story")) as story:
        yield story


@pytest.fixture(scope="module")
def story(empty: Story) -> Story:
    """Deploy the example."""
    empty.said = empty.cdk.deploy()
    return empty
