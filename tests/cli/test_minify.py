"""`minify` on the command line: a document in, a shorter one out, and no file touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.aws_facts import actions_of
from guardrails.cli.main import app

DELETES = [name for name in actions_of("iam") if name.startswith("iam:Delete")]


def _text(**statement: object) -> str:
    whole = {"Effect": "Deny", "Action": DELETES, "Resource": "*", **statement}
    return json.dumps({"Version": "2012-10-17", "Statement": whole}, indent=2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A policy that could be shorter."""
    path = tmp_path / "policy.json"
    path.write_text(_text(), encoding="utf-8")
    return path


def _run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["minify", *arguments], prog_name="guardrails", input=stdin)


def test_the_shorter_document_is_printed(file: Path) -> None:
    """As JSON without white space, which AWS would count; the file stays as it is."""
    result = _run(str(file), "--wildcards", "words")
    assert result.exit_code == 0
    assert result.stdout == (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:Delete*","Resource":"*"}]}\n'
    )
    assert file.read_text(encoding="utf-8") == _text()


def test_text_says_how_much_was_gained(file: Path) -> None:
    """Characters before and after, counted as for the quota."""
    result = _run(str(file), "--wildcards", "words", "--format", "text")
    before = len(json.dumps(json.loads(_text())))
    assert result.stdout == f"{file}: {before:,} characters, 102 when shortened.\n"


def test_text_says_that_nothing_was_gained(file: Path) -> None:
    """A list without doubles has no shorter form without wildcards."""
    result = _run(str(file), "--wildcards", "none", "--format", "text")
    assert result.stdout.endswith("characters, no shorter way was found.\n")


def test_standard_input_is_read() -> None:
    """So it stands in a pipe; a resource control policy keeps its Principal."""
    result = _run("-", stdin=_text(Principal="*"))
    assert result.exit_code == 0
    statement = json.loads(result.stdout)["Statement"][0]
    assert statement["Principal"] == "*"
    assert len(statement["Action"]) < 20


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        ("{", "standard input:1:2: not valid JSON"),
        (_text(Effect="Refuse"), "Statement.Effect: Effect must be Allow or Deny"),
        (_text(Principal={"AWS": "*"}), "Statement.Principal: a service control policy has no Principal"),
        (_text(Principal="*", Effect="Refuse"), "Statement.Effect: Effect must be Allow or Deny"),
    ],
)
def test_a_wrong_document_is_exit_code_2(stdin: str, says: str) -> None:
    """What is wrong stands on a line of its own, with its place."""
    result = _run("-", "--format", "text", stdin=stdin)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_a_missing_file_is_exit_code_2(tmp_path: Path) -> None:
    """Not a traceback."""
    result = _run(str(tmp_path / "none.json"))
    assert result.exit_code == 2
    assert "No such file" in json.loads(result.stdout)["findings"][0]["problem"]
