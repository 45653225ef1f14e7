"""What a change of the baseline changes in AWS, for the reviewer of a pull request to see.

Nothing is asserted here beyond sameness; what must hold stands in the tests beside this one.
`make snapshots` accepts them; look at each line that it changes.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from guardrails.baseline import Baseline, load
from guardrails.posture import Posture, compile_posture
from tests.stacks.helpers import ROOT, Assembly, synthesized

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syrupy.assertion import SnapshotAssertion
    from syrupy.location import PyTestLocation
    from syrupy.types import SerializableData

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
ACCEPT = "look at the change below; if you want it, run `make snapshots`"


class JsonFile(SingleFileSnapshotExtension):
    """Keeps each snapshot as a JSON file in the folder and under the name that a person looks for."""

    file_extension = "json"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: SerializableData, **_: Any) -> str:
        """Render as people read it."""
        return json.dumps(data, indent=2) + "\n"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        """Return the folder of what the test is about."""
        return str(SNAPSHOTS / test_location.methodname.removeprefix("test_"))

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: int | str) -> str:
        """Return the name that the test gives."""
        del test_location
        return str(index)

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        """Tell whether a file belongs to a test: by its folder."""
        return str(Path(snapshot_location).parent) == cls.dirname(test_location=test_location)


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    """The baseline of this repository, which is a fork's own; no exemption in it has expired yet."""
    return load(ROOT / "baseline.yaml", today=date.min, shown_as="baseline.yaml")


@pytest.fixture(scope="module")
def posture(baseline: Baseline) -> Posture:
    """Its posture."""
    return compile_posture(baseline)


@pytest.fixture(scope="module")
def assembly(baseline: Baseline) -> Assembly:
    """Its cloud assembly."""
    return synthesized(baseline)


@pytest.fixture
def files(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Snapshots as files."""
    return snapshot.use_extension(JsonFile)


def left_over(files: SnapshotAssertion, folder: str, names: Iterable[str]) -> list[str]:
    """List the snapshots of what no longer exists; an update deletes them."""
    found = sorted(
        path
        for path in (SNAPSHOTS / folder).glob("*.json")
        if path.name.removesuffix(".json") not in set(names)
    )
    if files.session.update_snapshots:
        for path in found:
            path.unlink()
        return []
    return [path.name for path in found]


def test_stacks(assembly: Assembly, files: SnapshotAssertion) -> None:
    """One template a stack; what the policies say stands in files of its own."""
    for name in assembly.stacks:
        template = assembly.template(name)
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::Organizations::Policy":
                resource["Properties"]["Content"] = f"see policies/{resource['Properties']['Name']}"
        assert template == files(name=name), ACCEPT
    assert left_over(files, "stacks", assembly.stacks) == [], ACCEPT


def test_policies(posture: Posture, files: SnapshotAssertion) -> None:
    """One document a policy, under the policy's name without the hash of its node's id."""
    documents = {policy.name: policy.document.to_dict() for policy in posture.declared}
    documents |= {policy.name: policy.to_dict() for policy in posture.management}
    named = {
        name.removeprefix("guardrails/").rpartition("-")[0].replace("/", "."): document
        for name, document in documents.items()
    }
    for name, document in named.items():
        assert document == files(name=name), ACCEPT
    assert left_over(files, "policies", named) == [], ACCEPT
