"""What the tests of the stacks share: editing the example, synthesizing it, reading what came out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guardrails.baseline import Baseline
from guardrails.posture import compile_posture
from guardrails.stacks.build import build
from guardrails.stacks.validation import new_app
from tests.baselines import EXAMPLE
from tests.edited import TODAY, data_of_example, edited, loaded

__all__ = ["EXAMPLE", "TODAY", "data_of_example", "edited", "loaded"]  # and what is defined below
ROOT = Path(__file__).parents[2]
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
        timeout=600,
    )


def statement(document: Mapping[str, Any], sid: str) -> dict[str, Any]:
    """Find a statement of a policy document by its Sid."""
    (found,) = (item for item in document["Statement"] if item["Sid"] == sid)
    result: dict[str, Any] = found
    return result
