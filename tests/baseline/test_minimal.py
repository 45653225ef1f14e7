"""The smallest baseline that keeps the promises."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from guardrails.baseline import load
from guardrails.cli.main import app
from tests.baselines import MINIMAL, TODAY

MOST_LINES = 40
"""Lines that hold more than a comment."""


def test_it_is_short() -> None:
    """A founder reads it on one screen; the comments say what to put where."""
    lines = MINIMAL.read_text(encoding="utf-8").splitlines()
    written = [line for line in lines if not re.fullmatch(r"\s*(#.*)?", line)]
    assert len(written) <= MOST_LINES
    assert sum("#" in line for line in lines) >= MOST_LINES // 2


def test_it_has_three_accounts_and_every_promise() -> None:
    """Management, log archive and one workload; each section that README promises is there."""
    baseline = load(MINIMAL, today=TODAY)
    assert [account.path for account in baseline.tree.accounts] == ["Security/log-archive", "Workloads/app"]
    assert baseline.archive_account.path == "Security/log-archive"
    promised = ("regions", "guardrails", "trail", "alerts", "budgets", "access", "accounts")
    assert [name for name in promised if not baseline.file.has_section(name)] == []
    protections = {guardrail.control for guardrail in baseline.guardrails}
    assert protections >= {
        "protect_trail",
        "protect_audit_role",
        "protect_baseline_stacks",
        "deny_unused_regions",
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [("check", "--fail-on", "warning"), ("prove",)], ids=lambda found: found[0]
)
def test_nothing_is_found(arguments: tuple[str, ...]) -> None:
    """Neither an error nor a warning, and every obligation holds."""
    answer = CliRunner().invoke(app, [*arguments, "--baseline", str(MINIMAL)])
    assert answer.exit_code == 0, answer.output
    assert "warning" not in answer.output
