"""One local AWS for the whole story: deploy, read back, change, read back, destroy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from demo.calls import prepare
from demo.cdk import PROJECT, Cdk
from demo.readback import Readback
from emulator.client import LocalAws, running
from guardrails.baseline import Baseline, load
from guardrails.posture import compile_posture

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
        """The CDK CLI for the file as it is now."""
        return Cdk(self.aws, self.baseline.tree, self.path, self.folder / "cdk.out", say=lambda _: None)

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

    def edit(self, old: str, new: str) -> None:
        """Change the file at the one place where a text stands."""
        text = self.path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the example"
        self.path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Bootstrap the two accounts that stacks go to, with the example's file at hand; deploy nothing."""
    folder = tmp_path_factory.mktemp("story")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    with running(folder / "baseline.yaml") as aws:
        story = Story(aws, folder, [])
        tree = story.baseline.tree
        prepare(aws, tree, tree.by_path["Workloads/Prod/shop"])  # type: ignore[arg-type]
        for account in (tree.management_account, story.baseline.archive_account):
            story.cdk.bootstrap(account.id)
        yield story


@pytest.fixture(scope="module")
def story(empty: Story) -> Story:
    """Deploy the example."""
    empty.said = empty.cdk.deploy()
    return empty
