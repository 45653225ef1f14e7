"""A part of a baseline can be had alone: it is checked, proven and synthesized with every validation."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from typer.testing import CliRunner

from guardrails.cli.main import app
from tests.baselines import REPOSITORY
from tests.stacks.helpers import EXAMPLE, Assembly, run_app

_TEXT = EXAMPLE.read_text(encoding="utf-8")
_PARTS = dict(re.findall(r"^([a-z_]+):(.*?)(?=^[a-z_]+:|\Z)", _TEXT, re.MULTILINE | re.DOTALL))
"""What the example says in each section."""
_RUNBOOKS = REPOSITORY / "docs" / "runbooks"


def _only(*sections: str) -> str:
    """Return the example without its other sections."""
    return "".join(f"{name}:{_PARTS[name]}" for name in ("organization", *sections))


def _in_time(page: str) -> str:
    """Put the days of a page off, so that the test holds on every day."""
    return re.sub(r"\b20\d\d-\d\d-\d\d\b", "2999-12-31", page)


def _suspended() -> str:
    """Follow the runbook: remove a guardrail's entry, and add the lines that accept what it leaves open."""
    page = (_RUNBOOKS / "suspend-a-guardrail.md").read_text(encoding="utf-8")
    [lines] = re.findall(r"^```yaml\n(accept:.*?)^```$", _in_time(page), re.MULTILINE | re.DOTALL)
    preset = "  - preset: recommended"
    assert preset in _TEXT
    return _TEXT.replace(preset, f"{preset}\n    without: [deny_temporary_delegation]", 1) + f"\n{lines}"


def _exempted() -> str:
    """Follow the same runbook's other way: exempt a principal from a guardrail until a day."""
    page = (_RUNBOOKS / "suspend-a-guardrail.md").read_text(encoding="utf-8")
    [lines] = re.findall(r"^```yaml\n(exemptions:\n.*?)^```$", _in_time(page), re.MULTILINE | re.DOTALL)
    return _TEXT.replace("\nexemptions:\n", f"\n{lines}", 1)


def _without_break_glass() -> str:
    """Follow the runbook on the lost role: it is switched off, to be made anew."""
    assert "break_glass: { callers" in _TEXT
    return _TEXT.replace("break_glass: { callers", "break_glass: { enabled: false, callers", 1)


def _left() -> str:
    """Follow the runbook on leaving: no trail and no alerts, and the evidence under `former`."""
    page = (_RUNBOOKS / "leaving.md").read_text(encoding="utf-8")
    [lines] = re.findall(r"^```yaml\n(former:.*?)^```$", page, re.MULTILINE | re.DOTALL)
    kept = (name for name in _PARTS if name not in ("organization", "trail", "alerts"))
    evidence = re.sub(r"^    deleted: .*\n", "", lines, flags=re.MULTILINE)
    text = _only(*kept)
    return f"{text}\n{evidence}"


_SETTINGS = "management_policies: { none: { at: [Sandbox], ai_opt_out: { default: optOut } } }\n"
CASES: dict[str, tuple[Callable[[], str], set[str]]] = {
    "a pilot on one unit": (
        lambda: f"scope: [Workloads/Dev]\n{_TEXT}",
        {
            "guardrails-access",
            "guardrails-accounts",
            "guardrails-alerts",
            "guardrails-budgets",
            "guardrails-policies",
            "guardrails-trail",
            "guardrails-trail-archive",
            "guardrails-trail-search",
        },
    ),
    "budgets alone": (lambda: _only("budgets"), {"guardrails-budgets"}),
    "access alone": (lambda: _only("access"), {"guardrails-access"}),
    "a scope in which nothing stands": (
        lambda: f"scope: [Suspended]\n{_only('budgets')}{_SETTINGS}",
        {"guardrails-budgets", "guardrails-policies"},
    ),
    "a suspended guardrail": (_suspended, set()),
    "an exemption for a while": (_exempted, set()),
    "the break-glass role taken away": (_without_break_glass, set()),
    "leaving, with the evidence kept": (_left, set()),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the example's documents, to stand in."""
    shutil.copytree(EXAMPLE.parent / "policies", tmp_path / "policies")
    monkeypatch.chdir(tmp_path)
    return tmp_path


Synthesized = Callable[[str], tuple[Path, CompletedProcess[str]]]
"""Gives the folder of a case, with the assembly in `cdk.out`, and how its synthesis ended."""


@pytest.fixture(scope="module")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Synthesize each case once with every validation, which takes seconds."""

    @cache
    def run(case: str) -> tuple[Path, CompletedProcess[str]]:
        folder = tmp_path_factory.mktemp("pilot")
        shutil.copytree(EXAMPLE.parent / "policies", folder / "policies")
        (folder / "baseline.yaml").write_text(CASES[case][0](), encoding="utf-8")
        return folder, run_app(folder / "cdk.out", GUARDRAILS_BASELINE=str(folder / "baseline.yaml"))

    return run


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_part_is_checked_proven_and_synthesized(
    case: str, synthesized: Synthesized, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`check` and `prove` end with 0, and synthesis with the stacks of what is there."""
    folder, synth = synthesized(case)
    monkeypatch.chdir(folder)
    for command in ("check", "prove"):
        result = CliRunner().invoke(app, [command], prog_name="guardrails")
        assert result.exit_code == 0, result.output
    assert synth.returncode == 0, synth.stderr
    assert CASES[case][1] in (set(), set(Assembly(folder / "cdk.out").stacks))


@pytest.mark.slow
def test_a_pilot_names_its_scope_in_the_assembly_and_while_it_is_synthesized(
    synthesized: Synthesized,
) -> None:
    """Its policies and stack sets are at the unit, and whoever reads the assembly learns the scope."""
    folder, synth = synthesized("a pilot on one unit")
    out = folder / "cdk.out"
    assert "Within Workloads/Dev; nothing is said of 10 accounts outside." in synth.stderr
    assembly, unit = Assembly(out), "ou-ex4m-workdev01"
    assert json.loads((out / "organization.json").read_text("utf-8"))["scope"] == ["Workloads/Dev"]
    policies = assembly.of_type("guardrails-policies", "AWS::Organizations::Policy").values()
    assert {target for policy in policies for target in policy["Properties"]["TargetIds"]} == {unit}
    for stack_set in assembly.of_type("guardrails-accounts", "AWS::CloudFormation::StackSet").values():
        [group] = stack_set["Properties"]["StackInstancesGroup"]
        assert group["DeploymentTargets"]["OrganizationalUnitIds"] == [unit]
    result = CliRunner().invoke(app, ["compare", str(out), str(EXAMPLE)], prog_name="guardrails")
    assert "Scope: the whole organization, and Workloads/Dev before." in result.stdout


@pytest.mark.parametrize("section", ["budgets", "access"])
def test_of_what_is_not_there_nobody_says_that_it_holds(section: str, folder: Path) -> None:
    """No obligation is asked, and each says why."""
    (folder / "baseline.yaml").write_text(_only(section), encoding="utf-8")
    result = CliRunner().invoke(app, ["prove"], prog_name="guardrails")
    assert "holds" not in result.stdout
    assert result.stdout.count(" not asked  ") == 5
    assert "no guardrails in this file" in result.stdout


_SUSPENDING = r"Suspend a guardrail|`guardrails` and `management_policies`: remove|`enabled: false` under"


def test_every_runbook_that_suspends_a_guardrail_is_among_the_cases() -> None:
    """A page that says so in these words is followed above."""
    suspending = {
        page.stem
        for page in _RUNBOOKS.glob("*.md")
        if page.stem != "README" and re.search(_SUSPENDING, page.read_text("utf-8"))
    }
    assert suspending == {"suspend-a-guardrail", "break-glass-lost", "leaving"}
