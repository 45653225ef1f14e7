"""The command line: its answers, its exit codes, and that nothing that a person does ends in a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.baseline.schema import baseline_schema
from guardrails.cli.main import COMMANDS, app
from guardrails.posture.interchange.schema import posture_schema
from tests import baselines
from tests.baselines import REPOSITORY
from tests.cli.conftest import stand_in

pytestmark = pytest.mark.slow
SOUND = baselines.SOUND.replace("break-glass", "operations").replace(
    "reason: Restores access\n",
    "reason: Restores access\n    controls: [deny_unused_regions, deny_unused_services]\n",
)
"""Without a role for emergencies, of which check warns that somebody must make it."""
WRONG = SOUND.replace("eu-west-1]", "eu-west-9]").replace("bucket: exampleorg1-trail", "bucket: X")
IDLE = SOUND.replace("Security: [eu-central-1]", "Security: [eu-west-1, eu-central-1]")
JSON = ("--format", "json")
REGIONS_AT_SECURITY = "guardrails/regions/Security-13f2e8d7"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small baseline in it, to stand in."""
    return stand_in(tmp_path, monkeypatch, {"baseline.yaml": SOUND})


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), prog_name="guardrails")


def _files(folder: Path) -> dict[str, tuple[bytes, int]]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def _says(folder: Path, text: str, *arguments: str) -> Result:
    (folder / "baseline.yaml").write_text(text, encoding="utf-8")
    return _run(*arguments)


def test_a_baseline_without_findings_is_summed_up(folder: Path) -> None:
    """Exit 0, one sentence with the figures that matter."""
    result = _run("check")
    assert result.exit_code == 0
    assert result.stdout.startswith("baseline.yaml: 3 member accounts, 10 policies on 5 nodes.")
    assert " of 10,240 characters. Fullest node: " in result.stdout
    assert result.stdout.endswith("\nPolicies of others weren't considered (organization.foreign).\n")
    assert result.stderr == ""
    assert (folder / "baseline.yaml").read_text(encoding="utf-8") == SOUND


def test_a_reminder_is_no_finding(folder: Path) -> None:
    """An exemption that ends soon is said, and the exit code stays 0."""
    today = datetime.now(UTC).date()
    ending = SOUND.replace("reason: Restores access", f"reason: Restores access\n    expires: {today}")
    result = _says(folder, ending, "check")
    assert result.exit_code == 0
    assert "exemptions.operations.expires: the exemption ends today" in result.stdout
    answer = json.loads(_says(folder, ending, "check", *JSON).stdout)
    assert (answer["ok"], answer["findings"], len(answer["reminders"])) == (True, [], 1)


MORE = "".join(
    f"  - control: {name}\n" for name in ("protect_trail", "protect_audit_role", "deny_delegated_stack_sets")
)
SHORT = SOUND.replace(
    "tags:",
    "accounts: { audit_role: { trusted_account: Security/log-archive, external_id: abcdefgh } }\ntags:",
).replace("  - control: protect_trail\n", MORE)
STACK_SETS = (
    "  sets: { principal: 'arn:aws:iam::*:role/stacksets-exec-*', owner: me, reason: Deploys }\n"
    "  auditor: { principal: 'arn:aws:iam::*:role/guardrails-audit', owner: me, reason: Reads,"
    " controls: [deny_unused_regions] }\nguardrails:"
)
SHORT = SHORT.replace("guardrails:", STACK_SETS)
ACCEPTED = "accept: [{ id: short-external-id, owner: me, reason: agreed, until: 2999-12-31 }]\ntags:"


@pytest.mark.parametrize(
    ("text", "arguments", "code", "shown"),
    [
        (SHORT, (), 0, "external_id: [short-external-id] warning: the external id has 8 characters"),
        (SHORT, ("--fail-on", "warning"), 1, "[short-external-id] warning:"),
        (
            SHORT.replace("tags:", ACCEPTED),
            ("--fail-on", "warning"),
            0,
            "accepted until 2999-12-31 by me (agreed)",
        ),
        (SHORT.replace("tags:", ACCEPTED.replace("2999", "2025")), (), 1, "accepted this until 2025-12-31"),
        (SOUND.replace("tags:", ACCEPTED), (), 0, "[unused-acceptance] warning: nothing has the id"),
    ],
)
def test_a_warning_informs_until_it_is_accepted_or_made_to_fail(
    folder: Path, text: str, arguments: tuple[str, ...], code: int, shown: str
) -> None:
    """A warning alone exits 0; what was accepted until a day that is over exits 1."""
    result = _says(folder, text, "check", *arguments)
    assert shown in result.stdout
    assert result.exit_code == code
    answer = json.loads(_says(folder, text, "check", *arguments, *JSON).stdout)
    assert answer["ok"] == (code == 0)
    assert sum(map(len, (answer["findings"], answer["warnings"], answer["accepted"]))) == 1


def test_advice_is_exit_code_1(folder: Path) -> None:
    """What has no effect is a finding; the baseline still compiles."""
    result = _says(folder, IDLE, "check")
    assert result.exit_code == 1
    assert "regions.overrides.Security: says the same as Root does already; remove it" in result.stdout


@pytest.mark.parametrize("command", ["check", "posture"])
def test_wrong_input_is_exit_code_2(folder: Path, command: str) -> None:
    """Every finding on a line of its own, then their number."""
    result = _says(folder, WRONG, command, "--format", "text")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert [line.split()[1] for line in lines[:-1]] == ["regions.allowed[1]:", "trail.bucket:"]
    assert lines[-1] == "2 problems found."
    assert result.stdout == ""


CASES = (("well", SOUND, 0, True, 0), ("idle", IDLE, 1, False, 1), ("wrong", WRONG, 2, False, 2))


@pytest.mark.parametrize(("text", "code", "ok", "count"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_check_answers_in_json(folder: Path, text: str, code: int, *, ok: bool, count: int) -> None:
    """Whatever the outcome, standard output is one JSON object, and standard error is empty."""
    result = _says(folder, text, "check", *JSON)
    answer = json.loads(result.stdout)
    assert result.exit_code == code
    assert answer["ok"] is ok
    assert len(answer["findings"]) == count
    for finding in answer["findings"]:
        assert set(finding) == {"file", "line", "column", "field", "problem", "remedy", "id"}
        assert finding["line"] > 0
    assert result.stderr == ""


def test_the_posture_is_printed_for_machines_and_for_people(folder: Path) -> None:
    """JSON unless told otherwise; as text a tree with what stands on each node."""
    form = json.loads(_run("posture").stdout)
    assert form["format"] == "guardrails-posture/1"
    text = _run("posture", "--format", "text").stdout
    assert "Root (r-ex4m)/" in text
    assert f"  Security (ou-ex4m-security)/\n    * {REGIONS_AT_SECURITY}: deny_unused_regions" in text
    assert "FullAWSAccess" not in text
    shown = _run("posture", "--format", "markdown").stdout
    assert "- `Root` (r-ex4m)\n" in shown
    assert f"  - `Security` (ou-ex4m-security)\n    - `{REGIONS_AT_SECURITY}`: `deny_unused_regions`" in shown
    assert json.loads(_says(folder, WRONG, "posture").stdout)["ok"] is False


def test_check_answers_in_markdown(folder: Path) -> None:
    """A list of the findings, then the sentences; these alone where there is none."""
    result = _says(folder, IDLE, "check", "--format", "markdown")
    assert result.exit_code == 1
    first, empty, sentence, others = result.stdout.splitlines()
    assert others == "Policies of others weren't considered (organization.foreign)."
    assert first.startswith("- `baseline.yaml:")
    assert "`regions.overrides.Security`: says the same as Root does already. **remove it**" in first
    assert (empty, sentence[:14]) == ("", "baseline.yaml:")
    assert _says(folder, SOUND, "check", "--format", "markdown").stdout.startswith("baseline.yaml: ")


def test_every_command_is_offered_with_a_sentence() -> None:
    """Those that `--help` lists can be called, and a misspelled one is named the nearest."""
    shown = _run("--help").stdout
    for command in COMMANDS:
        assert f" {command} " in shown
        assert _run(command, "--help").exit_code == 0
    assert "'check'" in _run("chekc").stderr


def test_schemas_are_printed() -> None:
    """The baseline's unless told otherwise."""
    assert _run("schema").stdout == baseline_schema()
    assert _run("schema", "baseline").stdout == baseline_schema()
    assert _run("schema", "posture").stdout == posture_schema()


@pytest.mark.parametrize("arguments", [("check",), ("check", *JSON), ("posture",), ("schema",), ("--help",)])
def test_nothing_is_written(folder: Path, arguments: tuple[str, ...]) -> None:
    """Commands print; what is kept, the caller keeps."""
    before = _files(folder)
    _run(*arguments)
    assert _files(folder) == before


def _make(folder: Path) -> None:
    (folder / "latin.yaml").write_bytes(b"a: \xe9")
    (folder / "binary.yaml").write_bytes(bytes(range(256)))
    (folder / "empty.yaml").write_bytes(b"")
    (folder / "directory").mkdir()
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "secret.yaml").write_bytes(b"a: b")
    (folder / "secret.yaml").chmod(0)


CALLS = (
    ("check", "--baseline", "missing.yaml"),
    ("check", "--baseline", "directory"),
    ("check", "--baseline", "latin.yaml"),
    ("check", "--baseline", "binary.yaml"),
    ("check", "--baseline", "empty.yaml"),
    ("check", "--baseline", "loop.yaml"),
    ("check", "--baseline", "secret.yaml"),
    ("check", "--baseline", "baseline.yaml/below"),
    ("check", "--baseline", "x" * 5000),
    ("check", "--baseline", ""),
    ("check", "--baseline", "/dev/zero"),
    ("check", "--baseline", "two\nlines\udcff.yaml"),
    ("posture", "--baseline", "missing.yaml"),
    ("check", "--baseline"),
    ("check", "--format", "yaml"),
    ("check", "--unknown"),
    ("check", "extra"),
    ("schema", "nothing"),
    ("unknown",),
    (),
)


def _shown(call: tuple[str, ...]) -> str:
    return " ".join(call)[:40].encode("unicode_escape").decode()


@pytest.mark.parametrize("arguments", CALLS, ids=_shown)
def test_a_wrong_call_is_exit_code_2_and_a_sentence(folder: Path, arguments: tuple[str, ...]) -> None:
    """A missing file, an unknown option: said on standard error, without a traceback."""
    _make(folder)
    command, rest = arguments[:1], arguments[1:]
    for output in ((), JSON) if command == ("check",) else ((),):
        result = _run(*command, *output, *rest)
        assert isinstance(result.exception, SystemExit)
        assert result.exit_code == 2
        assert result.output.strip()
        assert "Traceback" not in result.output


FILE_CALLS = [call for call in CALLS if len(call) == 3 and call[1] == "--baseline"]


@pytest.mark.parametrize("arguments", FILE_CALLS, ids=_shown)
def test_a_wrong_file_is_answered_in_json(folder: Path, arguments: tuple[str, ...]) -> None:
    """A script that asks for JSON gets JSON, whatever the file is."""
    _make(folder)
    answer = json.loads(_run(*arguments, *JSON).stdout)
    assert answer["ok"] is False
    assert answer["findings"][0]["problem"]


def _process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "guardrails", *arguments],
        capture_output=True,
        check=False,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, **environment},
    )


def test_the_module_runs_the_example() -> None:
    """`python -m guardrails check` is what everybody types first."""
    result = _process("check")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("baseline.yaml: ")


def test_the_posture_is_the_same_bytes_in_every_process() -> None:
    """Whatever seed the process hashes with, and in whatever zone its clock is."""
    first = _process("posture", PYTHONHASHSEED="1", TZ="Asia/Tokyo")
    second = _process("posture", PYTHONHASHSEED="2", TZ="America/Lima")
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["format"] == "guardrails-posture/1"


def test_a_wrong_call_of_the_module_is_no_traceback(tmp_path: Path) -> None:
    """The same through a real process: exit code, sentence, and the name of the command as it is typed."""
    result = _process("check", "--bogus")
    assert result.returncode == 2
    assert "python -m guardrails check" in result.stderr
    result = _process("check", "--baseline", str(tmp_path))
    assert result.returncode == 2
    assert result.stderr.startswith(f"{tmp_path}: can't be read: Is a directory; ")


@pytest.mark.usefixtures("folder")
def test_posture_draws_the_organization() -> None:
    """A flowchart, and nothing else, so that it can be pasted into a page."""
    result = _run("posture", "--format", "mermaid")
    assert result.exit_code == 0
    assert result.stdout.startswith("flowchart TB\n")
    assert '["Root<br/>regions: ' in result.stdout
