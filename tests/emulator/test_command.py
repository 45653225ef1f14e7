"""The command binds loopback alone, complains plainly and leaves no process behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

import pytest

from emulator import __main__ as command
from emulator.client import LocalAws, running
from emulator.errors import EmulatorError
from tests.emulator.conftest import BASELINE

ROOT = Path(__file__).resolve().parents[2]


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "emulator", "--baseline", str(BASELINE), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline()


def _is_gone(process_id: int) -> bool:
    for _ in range(200):
        try:
            state = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("options", [(), ("--until-stdin-closes",)])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(number: int, options: tuple[str, ...]) -> None:
    """It says where it is in one line, and ends with 0, also while it waits for its input to close."""
    process = _start("--port", "0", *options)
    line = _line(process.stdout)
    assert line.startswith("local AWS ready on http://127.0.0.1:")
    assert line.endswith(", organization o-exampleorg1, 4 accounts\n")
    process.send_signal(number)
    assert process.wait(60) == 0
    rest, complaints = process.communicate()
    assert (rest, complaints) == ("", "")


def test_it_listens_on_loopback_alone(aws: LocalAws) -> None:
    """It has one listening socket, on 127.0.0.1."""
    inodes = {
        str(link.readlink()).removeprefix("socket:[").removesuffix("]")
        for link in Path(f"/proc/{aws.process_id}/fd").iterdir()
        if str(link.readlink()).startswith("socket:")
    }
    listening = set()
    for table in ("tcp", "tcp6"):
        rows = Path(f"/proc/{aws.process_id}/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        for row in (line.split() for line in rows):
            if row[3] == "0A" and row[9] in inodes:
                listening.add(row[1])
    port = int(aws.endpoint.rsplit(":", 1)[1])
    assert listening == {f"0100007F:{port:04X}"}


def test_a_busy_port(capsys: pytest.CaptureFixture[str]) -> None:
    """A port that is taken is a wrong call."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert command.main(["--baseline", str(BASELINE), "--port", str(port)]) == 2
    assert f"can't listen on 127.0.0.1:{port}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        ("a: [", "not YAML"),
        ("organization: {id: o-1}", "lacks"),
        ("[]", "lacks"),
    ],
)
def test_a_bad_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, said: str
) -> None:
    """A file that isn't a baseline is a wrong call."""
    path = tmp_path / "baseline.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert command.main(["--baseline", str(path), "--port", "0"]) == 2
    complaint = capsys.readouterr().err
    assert said in complaint
    assert str(path) in complaint


def test_the_client_says_what_went_wrong(tmp_path: Path) -> None:
    """What the process complained of is the error."""
    with pytest.raises(EmulatorError, match="No such file"), running(tmp_path / "none.yaml"):
        pass


def test_it_ends_with_its_block() -> None:
    """The process is gone after the block."""
    with running(BASELINE) as local:
        process_id = local.process_id
    assert _is_gone(process_id)


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """The process is gone when the one that started it is killed."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import sys, time\n"
        "from pathlib import Path\n"
        "from emulator.client import running\n"
        "with running(Path(sys.argv[1])) as local:\n"
        "    print(local.process_id, flush=True)\n"
        "    time.sleep(60)\n",
        encoding="utf-8",
    )
    environment: dict[str, Any] = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen(
        [sys.executable, str(script), str(BASELINE)], env=environment, stdout=subprocess.PIPE, text=True
    )
    process_id = int(_line(parent.stdout))
    parent.kill()
    parent.communicate()
    assert _is_gone(process_id)


def test_the_environment_points_nowhere_else(aws: LocalAws) -> None:
    """What the CDK CLI gets names loopback, the account and the region."""
    environment = aws.environment("222222222222", "eu-central-1")
    assert environment["AWS_ENDPOINT_URL"] == aws.endpoint
    assert environment["AWS_ACCESS_KEY_ID"] == "222222222222"
    assert environment["AWS_REGION"] == "eu-central-1"
    assert "AWS_PROFILE" not in environment
    assert (
        aws.client("sts", "222222222222", "eu-central-1").get_caller_identity()["Account"] == "222222222222"
    )
