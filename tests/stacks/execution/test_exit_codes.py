"""The commands that import CDK end as the others do where the baseline is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from guardrails.cli.main import app


@pytest.mark.parametrize("command", [["execution-policies", "policies"], ["trail-policies"]])
def test_a_wrong_baseline_ends_with_2(command: list[str], tmp_path: Path) -> None:
    """It is named, and nothing is written."""
    wrong = tmp_path / "baseline.yaml"
    wrong.write_text("regions: 5\n", encoding="utf-8")
    result = CliRunner().invoke(app, [*command, "--baseline", str(wrong)], prog_name="guardrails")
    assert result.exit_code == 2
    assert "baseline.yaml" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["baseline.yaml"]
