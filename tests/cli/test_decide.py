"""`decide` as people and pipelines call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli import decide
from guardrails.cli.main import app
from tests.baselines import REPOSITORY

CASES = REPOSITORY / "tests" / "policy" / "cases" / "decisions.jsonl"
FULL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
REQUEST = {"action": "s3:GetObject", "resource": "*", "principal": "arn:aws:iam::1:role/Dev", "context": {}}
GOOD = json.dumps({"name": "good", "layers": [[FULL]], "rcps": [], "request": REQUEST}).encode()


def _run(*arguments: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["decide", *map(str, arguments)], input=stdin)


def _start(*arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "guardrails", "decide", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, stderr=pipe)


def test_every_hand_written_case_is_decided_as_aws_decides_it() -> None:
    """All 103 through the command, from a file and from standard input."""
    told = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(told) == 103
    for result in (_run(CASES), _run("-", stdin=CASES.read_bytes())):
        assert (result.exit_code, result.stderr) == (0, "")
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        assert [(one["name"], one["decision"]) for one in answers] == [
            (one["name"], one["expect"]) for one in told
        ]


def test_the_last_line_needs_no_line_break() -> None:
    """And neither an empty file nor one of empty lines is wrong."""
    assert _run("-", stdin=GOOD).stdout == _run("-", stdin=GOOD + b"\n\n").stdout != ""
    for nothing in (b"", b"\n\n"):
        result = _run("-", stdin=nothing)
        assert (result.exit_code, result.output) == (0, "")


def test_a_wrong_line_is_exit_code_1_and_a_line_among_the_answers() -> None:
    """Where it stands, what is wrong with it; those after it are answered."""
    result = _run("-", stdin=b"\n".join((GOOD, b"\xff", b"{}", GOOD)))
    assert result.exit_code == 1
    first, second, third, fourth = map(json.loads, result.stdout.splitlines())
    assert first["decision"] == fourth["decision"] == "allow"
    assert second == {"line": 2, "error": "not UTF-8: invalid start byte at byte 1"}
    assert third["line"] == 3


@pytest.mark.parametrize("name", ["missing.jsonl", ".", "x" * 5000, "loop.jsonl", "\x00", "two\nlines"])
def test_a_file_that_cannot_be_read_is_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One sentence on standard error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop.jsonl").symlink_to("loop.jsonl")
    result = _run(name)
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 2
    assert "can't be read" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_a_wrong_call_is_exit_code_2() -> None:
    """Without a file, with two."""
    for arguments in ((), ("a", "b"), ("-", "--bogus")):
        assert _run(*arguments).exit_code == 2


def test_policies_in_a_file_of_their_own_answer_as_lines_that_repeat_them(tmp_path: Path) -> None:
    """Every hand-written case, without its policies; a line that has some is refused."""
    for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines()):
        case = json.loads(line)
        shared = {member: case.pop(member) for member in ("layers", "rcps") if member in case}
        policies = tmp_path / f"{number}.json"
        policies.write_text(json.dumps(shared, indent=1), encoding="utf-8")
        result = _run("-", "--policies", policies, stdin=json.dumps(case).encode())
        assert result.stdout == _run("-", stdin=line.encode()).stdout
    refused = json.loads(_run("-", "--policies", policies, stdin=GOOD).stdout)
    assert refused["error"] == "layers stands in the file of the policies: leave it out of the line"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not valid JSON: Expecting value at column 1"),
        ('{\n "layers": x }', "not valid JSON: Expecting value at line 2, column 12"),
        ("[]", "it must be a JSON object with layers"),
        ("{}", "layers must be a list: the documents of each level, the root first"),
        ('{"layers": [], "request": {}}', "request is neither layers nor rcps: remove it"),
        ('{"layers": [[5]]}', "layers[0][0]: "),
        ("[" * 10_000, "it is nested too deep"),
    ],
)
def test_a_file_that_holds_no_policies_is_exit_code_2(text: str, reason: str, tmp_path: Path) -> None:
    """One sentence says where and why, and no line is answered."""
    (tmp_path / "policies.json").write_text(text, encoding="utf-8")
    result = _run("-", "--policies", tmp_path / "policies.json", stdin=GOOD)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"policies.json: {reason}" in result.stderr
    assert "can't be read" in _run("-", "--policies", tmp_path / "missing.json", stdin=GOOD).stderr


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_lines_are_put_together_from_pieces_of_any_size(size: int) -> None:
    """Wherever the pieces end."""
    text = b"a\n\nbcd\n" + b"e" * 20 + b"\nf"
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert [line for lines in decide.lines_of(pieces) for line in lines] == text.split(b"\n")


def test_of_a_line_without_an_end_only_a_part_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to see that it is too long; the next line is whole."""
    monkeypatch.setattr(decide, "MAX_LINE", 10)
    pieces = [b"xxxx"] * 1000 + [b"x\ny", b"z\n"]
    assert [line for lines in decide.lines_of(pieces) for line in lines] == [b"x" * 12 + b"x", b"yz", b""]


@pytest.mark.slow
def test_whoever_asks_one_by_one_gets_his_answers() -> None:
    """An answer doesn't wait for the next line, nor for the end."""
    process = _start("-")
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        for _ in range(3):
            process.stdin.write(GOOD + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["decision"] == "allow"
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0


@pytest.mark.slow
def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    """Nobody reads on, as with `head`: the command ends without a word."""
    file = tmp_path / "many.jsonl"
    file.write_bytes((GOOD + b"\n") * 50_000)
    process = _start(file)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux alone has a full device")  # noqa: PTH110
def test_a_full_disk_is_exit_code_2_and_a_sentence() -> None:
    """What couldn't be written is said."""
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "guardrails", "decide", str(CASES)]
        result = subprocess.run(command, cwd=REPOSITORY, check=False, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 2
    assert result.stderr.decode() == "the answers can't be written: No space left on device\n"


def test_the_page_shows_what_is_answered() -> None:
    """The case that docs/decide.md lays out, the answer and the error that it prints."""
    page = (REPOSITORY / "docs" / "decide.md").read_text(encoding="utf-8")
    shown = json.dumps(json.loads(page.partition("```json\n")[2].partition("```")[0]))
    wrong = shown.replace('"action": "ec2:RunInstances", ', "")
    answer, error = _run("-", stdin=f"{shown}\n\n{wrong}".encode()).stdout.splitlines()
    remedy = "put what `python -m guardrails decide -` answers to the page's case into docs/decide.md"
    assert f"\n{answer}\n```" in page, remedy
    assert f"\n{error}\n```" in page, remedy


@pytest.mark.slow
def test_no_command_waits_for_what_another_one_needs() -> None:
    """The command line with `decide` needs neither the baseline's model nor CDK."""
    program = "import sys, guardrails.cli.main, guardrails.cli.decide; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, cwd=REPOSITORY
    )
    loaded = result.stdout.split()
    assert "guardrails.policy.decide.ruleset" in loaded
    assert not {"guardrails.baseline", "guardrails.posture", "ruamel.yaml", "aws_cdk"} & set(loaded)
