"""A command that can't go on says why in one sentence, and leaves its exit code to scripts."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from guardrails.capture import to_json
from guardrails.cli.main import COMMANDS
from guardrails.ending import refusal
from tests.baselines import EXAMPLE, REPOSITORY
from tests.capture.captures import captured

pytestmark = pytest.mark.slow
CALLS = {
    "adopt": ["adopt", "--capture", "{capture}", "--out", "{out}"],
    "capture": ["capture", "--capture", "{capture}"],
    "check": ["check", "--baseline", str(EXAMPLE)],
    "compare": ["compare", str(EXAMPLE), str(EXAMPLE)],
    "controls": ["controls"],
    "decide": ["decide", "{cases}"],
    "drift": ["drift", "--capture", "{capture}", "--baseline", str(EXAMPLE)],
    "effective": ["effective", "--account", "Workloads/Prod/shop", "--baseline", str(EXAMPLE)],
    "elevate": [
        *("elevate", "incident-4711", "--group", "developers", "--permission-set", "Developer"),
        *("--account", "Workloads/Prod/shop", "--starts", "2026-12-01T08:00Z"),
        *("--ends", "2026-12-01T16:00Z", "--reason", "Repair", "--approved-by", "pulls/17"),
        *("--baseline", str(EXAMPLE)),
    ],
    "explain": [
        *("explain", "--account", "Workloads/Prod/shop", "--principal", "role/dev"),
        *("--action", "ec2:RunInstances", "--baseline", str(EXAMPLE)),
    ],
    "lint": ["lint", str(EXAMPLE.parent / "policies")],
    "minify": ["minify", str(EXAMPLE.parent / "policies" / "deny-large-instances.json")],
    "preflight": ["preflight", "--capture", "{capture}", "--baseline", str(EXAMPLE)],
    "posture": ["posture", "--baseline", str(EXAMPLE)],
    "prove": ["prove", "--baseline", str(EXAMPLE)],
    "schema": ["schema"],
    "status": ["status", "--capture", "{capture}", "--baseline", str(EXAMPLE)],
    "trail-policies": ["trail-policies", "--baseline", str(EXAMPLE)],
}
"""A call of each command that prints something."""
CASE = (
    '{"name": "a", "expect": "allow", "layers": [], "rcps": [], "request": {"action": "s3:GetObject",'
    ' "resource": "*", "principal": "arn:aws:iam::111111111111:role/a", "context": {}}}'
)


def _command(name: str, folder: Path) -> list[str]:
    cases = folder / "cases.jsonl"
    cases.write_text(f"{CASE}\n", encoding="utf-8")
    capture = folder / "capture.json"
    capture.write_text(to_json(captured()), encoding="utf-8")
    places = {"{cases}": str(cases), "{capture}": str(capture), "{out}": str(folder / "adopted")}
    call = (places.get(part, part) for part in CALLS[name])
    return [sys.executable, "-m", "guardrails", *call]


def test_every_command_is_tried() -> None:
    """A new one needs a call here, unless it writes files or changes AWS and has endings of its own."""
    assert set(COMMANDS) - {"execution-policies", "import-map", "repair"} == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_a_full_disk(name: str, tmp_path: Path) -> None:
    """Exit code 2 and one line; the answer that didn't fit raises nothing afterwards."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            _command(name, tmp_path),
            cwd=REPOSITORY,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    (sentence,) = ended.stderr.splitlines()
    assert sentence.endswith(": No space left on device")
    assert ended.returncode == 2


@pytest.mark.parametrize("name", CALLS)
def test_a_closed_pipe(name: str, tmp_path: Path) -> None:
    """Nobody reads the answer any more: the command ends as if SIGPIPE had ended it, and says nothing."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            _command(name, tmp_path),
            cwd=REPOSITORY,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    finally:
        os.close(writing)
    assert (ended.stderr, ended.returncode) == ("", 141)


INTERRUPTING = """
import runpy, signal, sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == {moment!r}:
            sys.meta_path.remove(self)
            signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job begins with ignoring it
sys.meta_path.insert(0, Interrupting())
runpy.run_module("guardrails", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize(
    "moment", ["guardrails.cli.main", "typer", "guardrails.cli.prove", "guardrails.posture.prove"]
)
def test_ctrl_c(moment: str) -> None:
    """While commands are imported, while one is found, and while it works: one sentence and exit code 130."""
    ended = _ended(INTERRUPTING.format(moment=moment), *CALLS["prove"])
    assert (ended.stderr, ended.returncode) == ("Interrupted; the answer is not complete.\n", 130)


FULL = """
import errno, runpy, sys, {module}
def refuse(*_, **__): raise {error}
{module}.{name} = refuse
runpy.run_module({command!r}, run_name="__main__", alter_sys=True)
"""
NO_ROOM = "OSError(errno.ENOSPC, 'no room')"
AGAIN = "Interrupted; nothing is left running. `make demo` starts again."


@pytest.mark.parametrize(
    ("command", "module", "name", "error", "sentence", "code"),
    [
        ("emulator", "tempfile", "TemporaryDirectory", NO_ROOM, "emulator: [Errno 28] no room", 2),
        (
            *("emulator", "tempfile", "TemporaryDirectory", "KeyboardInterrupt"),
            *("emulator: interrupted before it was ready", 130),
        ),
        (
            *("demo", "subprocess", "Popen", NO_ROOM),
            *("The demonstration can't go on: No space left on device", 1),
        ),
        ("demo", "subprocess", "Popen", "KeyboardInterrupt", AGAIN, 130),
    ],
)
def test_the_local_aws_and_the_demonstration(  # noqa: PLR0917 a row of the table
    command: str, module: str, name: str, error: str, sentence: str, code: int
) -> None:
    """Neither ends in a traceback where the disk is full, or where somebody doesn't want to wait."""
    program = FULL.format(command=command, module=module, name=name, error=error)
    baseline = ["--port", "0", "--baseline", str(EXAMPLE)] if command == "emulator" else []
    ended = _ended(program, *baseline)
    assert "Traceback" not in ended.stdout + ended.stderr
    assert (ended.stdout + ended.stderr).splitlines()[-1].strip() == sentence
    assert ended.returncode == code


def test_ctrl_c_while_the_demonstration_is_imported() -> None:
    """That takes some seconds on a slow machine."""
    ended = _ended(INTERRUPTING.replace('"guardrails"', '"demo"').format(moment="rich.console"))
    assert (ended.stderr, ended.returncode) == (f"{AGAIN}\n", 130)


def _ended(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_what_is_refused_and_what_is_a_fault_of_ours() -> None:
    """Node says the same in words; whatever else goes wrong keeps its traceback."""
    assert refusal(OSError(errno.ENOSPC, "", "a/b")) == "No space left on device: a/b"
    assert refusal(RuntimeError("ENOSPC: no space left on device, write")) == "No space left on device"
    assert refusal(RuntimeError("@jsii/kernel.RuntimeError: Error: EROFS: read-only")) != ""
    assert refusal(RuntimeError("Cannot read properties of undefined")) == ""
    assert refusal(ZeroDivisionError()) == ""
