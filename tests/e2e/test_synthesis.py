"""What the stories deploy is what the CLI synthesizes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from emulator.client import LocalAws
from tests.e2e.conftest import EXAMPLE, Story

pytestmark = pytest.mark.e2e
NOWHERE = LocalAws("http://127.0.0.1:9", 0)
"""A synthesis asks nobody."""
OF_THE_CLI = {"manifest.json", "cdk.out"}
"""The CLI hands its feature flags over, and the manifest lists them; `cdk.out` has the version alone."""


@pytest.fixture
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The example, without a local AWS."""
    folder = tmp_path_factory.mktemp("synthesis")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    return Story(NOWHERE, folder, [])


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_assembly_of_a_story_is_the_cli_s(story: Story) -> None:
    """Every template and the report of the validations have the same bytes."""
    story.cdk.synthesize()
    ours = _files(story.cdk.output)
    shutil.rmtree(story.cdk.output)
    story.cdk_with_app.synthesize()
    theirs = _files(story.cdk.output)
    assert ours.keys() | OF_THE_CLI == theirs.keys() | OF_THE_CLI
    assert [name for name in ours.keys() - OF_THE_CLI if ours[name] != theirs[name]] == []
    assert len(story.stacks) == 8


def test_an_edited_file_has_another_assembly(story: Story) -> None:
    """Neither the file nor a document that it names is taken for what it was before."""
    before = _synthesized(story)
    story.edit("scope: Workloads, amount: 8000", "scope: Workloads, amount: 9000")
    edited = _synthesized(story)
    assert _changed(before, edited) == {"guardrails-budgets.template.json"}
    document = story.folder / "policies" / next(iter(sorted(story.baseline.policy_files))).rpartition("/")[2]
    document.write_text(document.read_text("utf-8").replace('"Sid": "', '"Sid": "Other', 1), encoding="utf-8")
    assert _changed(edited, _synthesized(story))


def _synthesized(story: Story) -> dict[str, bytes]:
    story.cdk.synthesize()
    return _files(story.cdk.output)


def _changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in after if name.endswith(".template.json") and after[name] != before[name]}
