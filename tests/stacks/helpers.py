"""What the tests of the stacks share: editing the example, synthesizing it, reading what came out."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from guardrails import marked
from guardrails.baseline import Baseline, load_text
from guardrails.posture import compile_posture
from guardrails.stacks.build import build
from guardrails.stacks.validation import new_app

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests" / "example" / "baseline.yaml"
"""The example as it is shipped; a fork edits baseline.yaml, and these tests go on with this one."""
TODAY = date(2026, 11, 22)
MANAGEMENT = "111111111111"
ARCHIVE = "222222222222"
HOME = "eu-central-1"

Resource = dict[str, Any]


@dataclass(frozen=True)
class Assembly:
    """A cloud assembly as plain data."""

    directory: Path

    @property
    def stacks(self) -> dict[str, dict[str, Any]]:
        """What the manifest says of every stack, by name."""
        artifacts = self._read("manifest.json")["artifacts"]
        return {
            name: artifact
            for name, artifact in artifacts.items()
            if artifact["type"] == "aws:cloudformation:stack"
        }

    def template(self, stack: str) -> dict[str, Any]:
        """Read the template of a stack."""
        return self._read(f"{stack}.template.json")

    def of_type(self, stack: str, kind: str) -> dict[str, Resource]:
        """Return the resources of one type, by logical id, in the order of the template."""
        resources = self.template(stack)["Resources"]
        return {name: resource for name, resource in resources.items() if resource["Type"] == kind}

    def only(self, stack: str, kind: str) -> dict[str, Any]:
        """Return the properties of the one resource of a type."""
        (resource,) = self.of_type(stack, kind).values()
        properties: dict[str, Any] = resource["Properties"]
        return properties

    @property
    def reports(self) -> list[dict[str, Any]]:
        """What every validation plugin found and what was waived."""
        reports: list[dict[str, Any]] = self._read("validation-report.json")["pluginReports"]
        return reports

    def _read(self, file: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.directory / file).read_text())
        return content


def edited(edit: Callable[[dict[str, Any]], object] | None = None) -> Baseline:
    """Load the example after a change to its plain data."""
    data = data_of_example()
    if edit is not None:
        edit(data)
    return loaded(data)


def data_of_example() -> dict[str, Any]:
    """Return the example as plain data, to change."""
    data: dict[str, Any] = copy.deepcopy(marked.read(EXAMPLE.read_text(), "baseline.yaml").data)
    return data


def loaded(data: Any) -> Baseline:
    """Load plain data as a baseline, with the example's documents."""
    return load_text(json.dumps(data), "baseline.yaml", today=TODAY, read_file=_policy)


def _policy(name: str) -> str:
    return (EXAMPLE.parent / name).read_text()


def synthesized(baseline: Baseline) -> Assembly:
    """Synthesize a baseline in this process, without the validations."""
    app = new_app()
    build(app, baseline, compile_posture(baseline))
    return Assembly(Path(app.synth().directory))


def run_app(outdir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the app as the CLI does, with every validation, without credentials, from another folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))}
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py")],
        env={**inherited, "GUARDRAILS_BASELINE": str(EXAMPLE), "CDK_OUTDIR": str(outdir), **environment},
        cwd=tempfile.gettempdir(),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def statement(document: Mapping[str, Any], sid: str) -> dict[str, Any]:
    """Find a statement of a policy document by its Sid."""
    (found,) = (item for item in document["Statement"] if item["Sid"] == sid)
    result: dict[str, Any] = found
    return result
