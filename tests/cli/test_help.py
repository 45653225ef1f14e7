"""`--help`: every command says what its exit codes mean, and shows a call that works."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from guardrails.capture import to_json
from guardrails.cli.help_texts import HELP, PROGRAM
from guardrails.cli.main import COMMANDS, app
from tests.adopt.organizations import three_accounts
from tests.baselines import EXAMPLE, REPOSITORY

pytestmark = pytest.mark.slow
STARTING_CDK = {"execution-policies", "import-map", "trail-policies"}
"""These examples are parsed alone: each would start CDK, and other tests run the commands."""
READING_AWS = {"capture", "drift", "repair", "status"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the example baseline on main, to stand in."""
    shutil.copytree(EXAMPLE.parent, tmp_path, dirs_exist_ok=True)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "guardrails", tmp_path / "guardrails", ignore=ignored)  # of the revision
    case = '{"name": "a", "layers": [], "rcps": [], "request": {"action": "s3:GetObject"}}'
    (tmp_path / "cases.jsonl").write_text(f"{case}\n", encoding="utf-8")
    (tmp_path / "capture.json").write_text(to_json(three_accounts().capture()), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in (("init", "-qb", "main"), ("add", "."), (*who, "commit", "-qm", "Begin")):
        subprocess.run(["git", *arguments], check=True, capture_output=True)
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), prog_name=PROGRAM)


def test_every_command_has_a_help_text() -> None:
    """No command is left out, and none is described that isn't there."""
    assert set(HELP) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_exit_codes_and_an_example(command: str) -> None:
    """Each command that can end with 1 says of what, and the example calls this very command."""
    shown = " ".join(_run(command, "--help").stdout.split())
    assert "Exit code 0: " in shown
    assert "Exit code 2: " in shown
    assert ("Exit code 1: " in shown) == bool(HELP[command].findings)
    assert f"Example: {PROGRAM} {HELP[command].example}" in shown
    assert shlex.split(HELP[command].example)[0] == command


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_is_a_call_that_the_command_takes(command: str) -> None:
    """Every option and argument exists, whether or not the machine has what the call needs."""
    group = typer.main.get_command(app)
    found = group.get_command(None, command)  # type: ignore[attr-defined] # a group of commands
    context = found.make_context(command, shlex.split(HELP[command].example)[1:])
    assert context.params


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", sorted(set(COMMANDS) - STARTING_CDK - READING_AWS))
def test_the_example_works(command: str) -> None:
    """In a repository with the example baseline it answers, with an exit code that the help explains."""
    result = _run(*shlex.split(HELP[command].example))
    expected = {0, 1} if HELP[command].findings else {0}
    assert result.exit_code in expected, result.output
    assert result.stdout


@pytest.mark.parametrize("command", [command for command in COMMANDS if not HELP[command].findings])
def test_a_command_without_findings_never_ends_with_1(command: str) -> None:
    """Whose help has no exit code 1 raises none."""
    module = (Path(__file__).parents[2] / "guardrails" / "cli" / command.replace("-", "_")).with_suffix(".py")
    assert not re.search(r"FINDINGS|Exit\(1\)", module.read_text(encoding="utf-8"))


def test_the_help_of_all_commands_explains_the_exit_codes() -> None:
    """A person who knows no command yet reads the codes and a first call."""
    shown = " ".join(_run("--help").stdout.split())
    for code in ("0: all is well.", "1: there are findings.", "2: the input or the call is wrong."):
        assert f"Exit code {code}" in shown
    assert f"Example: {PROGRAM} check" in shown


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_loads_no_model_and_no_work(command: str) -> None:
    """Help comes at once: it needs neither what a baseline is made of, nor what AWS or CDK is called by."""
    script = (
        "import sys; from guardrails.cli.main import app; app(sys.argv[1:], standalone_mode=False);"
        f" print([name for name in {_HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    arguments = [sys.executable, "-c", script, *filter(None, [command]), "--help"]
    run = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert "Usage:" in run.stdout
    assert run.stderr.splitlines()[-1] == "[]"


_HEAVY = (
    "guardrails.baseline.model",
    "guardrails.baseline.load",
    "guardrails.controls",
    "guardrails.posture",
    "aws_cdk",
    "boto3",
)
