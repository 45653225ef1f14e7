"""After a synthesis there is a whole assembly, or none that the CDK CLI would deploy."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.stacks.helpers import EXAMPLE, ROOT

NO_SPACE = """
const fs = require('fs');
const write = fs.writeFileSync;
let left = Number(process.env.WRITES_LEFT);
fs.writeFileSync = (file, ...rest) => {
  if (String(file).includes('.partial-') && left-- <= 0) {
    write(file, '{"half": ');
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: 'ENOSPC' });
  }
  return write(file, ...rest);
};
"""
"""Makes the disk full after some files of the assembly, in CDK's process: half a file stays."""
HURRIED = """
const wait = globalThis.setTimeout;
globalThis.setTimeout = (then, pause, ...rest) => wait(then, pause / 50, ...rest);
"""
"""Lets the CLI try as often as ever, with a fiftieth of the pauses in between, which sum up to 45 seconds."""
SILENT = {"CDK_VALIDATION": "false"}
"""Leaves CDK's own rules out, which take the longest and write nothing."""


def _environment(place: Path, **more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))}
    return {**inherited, **SILENT, "GUARDRAILS_BASELINE": str(EXAMPLE), "CDK_OUTDIR": str(place), **more}


def _run(place: Path, *program: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *(program or (str(ROOT / "app.py"),))],
        cwd=ROOT,
        env=_environment(place, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def _is_whole(place: Path) -> bool:
    """Whether there is an assembly; if so, every file that it names must be there and be whole."""
    if not (place / "manifest.json").exists():
        return False
    artifacts = json.loads((place / "manifest.json").read_text("utf-8"))["artifacts"]
    stacks = [one for one in artifacts.values() if one["type"] == "aws:cloudformation:stack"]
    assert len(stacks) == 8
    for stack in stacks:
        assert json.loads((place / stack["properties"]["templateFile"]).read_text("utf-8"))["Resources"]
    return True


def _old_assembly(place: Path) -> Path:
    """Leave what an earlier synthesis of another baseline has left."""
    place.mkdir()
    old = {"version": "1.0.0", "artifacts": {"old": {"type": "aws:cloudformation:stack"}}}
    (place / "manifest.json").write_text(json.dumps(old), encoding="utf-8")
    return place


@pytest.mark.parametrize("writes", [0, 9, 27])
def test_a_disk_that_gets_full(tmp_path: Path, writes: int) -> None:
    """One sentence, exit code 2, and neither half an assembly nor the old one is left to deploy."""
    hook = tmp_path / "full.js"
    hook.write_text(NO_SPACE, encoding="utf-8")
    place = _old_assembly(tmp_path / "out")
    ended = _run(place, NODE_OPTIONS=f"--require={hook}", WRITES_LEFT=str(writes))
    sentence = "No assembly was written, so there is nothing to deploy: No space left on device\n"
    assert (ended.stderr, ended.returncode) == (sentence, 2)
    assert not _is_whole(place)
    assert list(place.iterdir()) == []


PYTHON = """
import errno, os, runpy, sys
from pathlib import Path
plain, left = Path.{method}, [{left}]
def full(path, *arguments, **named):
    if '.partial-' in str(path):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, 'no room', str(path.name))
    return plain(path, *arguments, **named)
Path.{method} = full
sys.path.insert(0, os.getcwd())
runpy.run_path('app.py', run_name='__main__')
"""


@pytest.mark.parametrize(("method", "left"), [("write_text", 0), ("replace", 12)])
def test_a_disk_that_gets_full_in_our_own_process(tmp_path: Path, method: str, left: int) -> None:
    """The same where Python writes, and where the files are put into their place."""
    place = _old_assembly(tmp_path / "out")
    ended = _run(place, "-c", PYTHON.format(method=method, left=left))
    assert ended.returncode == 2
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("No assembly was written, so there is nothing to deploy: No space left on")
    assert not _is_whole(place)


def test_a_place_that_can_not_be_written(tmp_path: Path) -> None:
    """Also a sentence, before anything is done."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    ended = _run(tmp_path / "file" / "out")
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("No assembly was written, so there is nothing to deploy: Not a directory")
    assert ended.returncode == 2


def test_cdks_process_ends_in_the_middle(tmp_path: Path) -> None:
    """Such as by the system, for want of memory."""
    hook = tmp_path / "killed.js"
    hook.write_text(NO_SPACE.replace("write(file, '{\"half\": ');", "process.kill(process.pid, 'SIGKILL');"))
    place = _old_assembly(tmp_path / "out")
    ended = _run(place, NODE_OPTIONS=f"--require={hook}", WRITES_LEFT="12")
    sentence = "No assembly was written, so there is nothing to deploy: CDK's process ended too early\n"
    assert (ended.stderr, ended.returncode) == (sentence, 2)
    assert not _is_whole(place)


def test_findings_leave_no_assembly(tmp_path: Path) -> None:
    """What was synthesized before is out of date; `cdk deploy --app cdk.out` must not deploy it."""
    place = _old_assembly(tmp_path / "out")
    ended = _run(place, GUARDRAILS_BASELINE="missing.yaml")
    assert ended.returncode == 2
    assert not _is_whole(place)
    assert list(place.iterdir()) == []


def test_a_whole_assembly_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """The files of the CLI that are there too stay, and nothing else is left behind."""
    place = _old_assembly(tmp_path / "out")
    (place / "synth.lock").write_text("1", encoding="utf-8")
    (place / ".partial-killed").mkdir()
    assert _run(place).returncode == 0
    assert _is_whole(place)
    assert (place / "synth.lock").exists()
    assert [path.name for path in place.iterdir() if path.name.startswith(".")] == []


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthesize the example once, as the CLI would."""
    place = tmp_path_factory.mktemp("assembly")
    assert _run(place).returncode == 0
    assert _is_whole(place)
    return place


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "no credentials have been configured"),
        (
            {
                "AWS_ACCESS_KEY_ID": "111111111111",
                "AWS_SECRET_ACCESS_KEY": "local",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            },
            "connect ECONNREFUSED",
        ),
    ],
    ids=["without credentials", "without a network"],
)
def test_a_deployment_that_can_not_reach_aws(
    assembly: Path, tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    """The CDK CLI says why without a stack trace, and the assembly is as whole as before."""
    place = tmp_path / "out"
    shutil.copytree(assembly, place)
    hook = tmp_path / "hurried.js"
    hook.write_text(HURRIED, encoding="utf-8")
    paths = (ROOT / ".venv" / "bin", ROOT / "node_modules" / ".bin", os.environ["PATH"])
    ended = subprocess.run(
        ["cdk", "deploy", "guardrails-policies", "--app", str(place), "--require-approval", "never"],
        cwd=tmp_path,
        env={
            "PATH": os.pathsep.join(map(str, paths)),
            "HOME": str(tmp_path),
            "AWS_REGION": "eu-central-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "CDK_NOTICES": "false",
            "NODE_OPTIONS": f"--require={hook}",
            **settings,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ended.returncode == 1
    assert said in ended.stdout + ended.stderr
    assert "\n    at " not in ended.stdout + ended.stderr
    assert _is_whole(place)


def _catches_interrupts(process: subprocess.Popen[str]) -> bool:
    """Whether the process has a handler of SIGINT by now: it began with ignoring the signal."""
    lines = Path(f"/proc/{process.pid}/status").read_text("utf-8").splitlines()
    caught = next(line for line in lines if line.startswith("SigCgt:")).split()[1]
    return bool(int(caught, 16) >> (signal.SIGINT - 1) & 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux which signals are caught")
def test_ctrl_c_at_random_moments(tmp_path: Path) -> None:
    """To Python and Node alike, as a terminal sends it: one sentence and none, or a whole assembly."""
    dice, endings = random.Random(20261128), []  # noqa: S311
    whole = _timed(_old_assembly(tmp_path / "whole"), None)[2]
    for number, seconds in enumerate((0.0, *(dice.uniform(0, whole) for _ in range(5)))):
        place = _old_assembly(tmp_path / str(number))
        code, complained, _ = _timed(place, seconds)
        endings.append(code)
        if code == 0:
            assert _is_whole(place)
            continue
        sentence = "Interrupted; no assembly was written, so there is nothing to deploy.\n"
        assert (code, complained) == (130, sentence)
        assert not (place / "manifest.json").exists() or not _is_old(place)
    assert 130 in endings


def _is_old(place: Path) -> bool:
    return "old" in json.loads((place / "manifest.json").read_text("utf-8"))["artifacts"]


def _timed(place: Path, seconds: float | None) -> tuple[int, str, float]:
    """Run the app and interrupt it after a time; return its exit code, what it said, and how long it took."""
    process = subprocess.Popen(
        ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, str(ROOT / "app.py")],
        cwd=ROOT,
        env=_environment(place),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    begun = time.monotonic()
    while process.poll() is None and not _catches_interrupts(process):
        time.sleep(0.005)
    if seconds is not None:
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
    _, complained = process.communicate(timeout=600)
    return process.returncode, complained, time.monotonic() - begun
