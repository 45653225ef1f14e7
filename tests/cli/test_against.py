"""`check --against`: a change that leaves evidence behind says so, with the lines that keep it protected."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli.main import app
from guardrails.marked import read
from tests.cli.conftest import stand_in
from tests.moves import BEFORE, MOVES, Move

pytestmark = pytest.mark.slow
JSON = ("--format", "json")
ELSEWHERE = '{ account: "222222222222", buckets: [oldest-trail] }'
LISTS = {
    "no list": "",
    "an empty list": "former: []\n",
    "a list in brackets": f"former: [{ELSEWHERE}]\n",
    "a list of lines": f"former: # of the first year\n  - {ELSEWHERE}\n",
    "a list of lines at the margin": f"former:\n- {ELSEWHERE}\n",
}
"""How a file may write `former`."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose only revision has the sound baseline."""
    stand_in(tmp_path, monkeypatch, {"baseline.yaml": BEFORE})
    for command in ("init -q", "add -A", "-c user.name=a -c user.email=a@example.com commit -q -m first"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    return tmp_path


def _check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments], prog_name="guardrails")


def _pasted(text: str, result: Result) -> str:
    """Do what the answer says: put each group of lines where its sentence says."""
    printed = (result.stdout + result.stderr).splitlines()
    starts = [number for number, line in enumerate(printed) if line.startswith("Add to baseline.yaml, ")]
    groups = [_group(printed, number) for number in starts]
    for place, lines in sorted(groups, key=lambda group: _line(group[0]), reverse=True):
        text = _put(text, place, lines)
    return text


def _group(printed: list[str], start: int) -> tuple[str, list[str]]:
    lines = []
    for line in printed[start + 1 :]:
        if line.startswith(("Add to ", "baseline.yaml: ")) or line.endswith(" found."):
            break
        lines.append(line)
    return printed[start].removeprefix("Add to baseline.yaml, ").rstrip(":"), lines


def _line(place: str) -> int:
    return 10_000 if place == "at the end of the file" else int(place.rpartition("line ")[2])


def _put(text: str, place: str, added: list[str]) -> str:
    if place == "at the end of the file":
        return text + "\n".join(added) + "\n"
    lines, number = text.split("\n"), _line(place)
    if place.startswith("behind the ["):
        lines[number - 1] = lines[number - 1].replace("[", "[" + " ".join(added), 1)
    else:
        lines[number:number] = added
    return "\n".join(lines)


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_the_printed_lines_put_a_change_right(folder: Path, move: Move, listed: str) -> None:
    """Without them the change is refused; pasted where the answer says, they are all that it needs."""
    before, file = folder / "before.yaml", folder / "baseline.yaml"
    before.write_text(move.before + listed, encoding="utf-8")
    file.write_text(move.after + listed, encoding="utf-8")
    refused = _check("--against", "before.yaml")
    assert refused.exit_code in (1, 2)
    text = _pasted(file.read_text(encoding="utf-8"), refused)
    file.write_text(text, encoding="utf-8")
    accepted = _check("--against", "before.yaml")
    assert accepted.exit_code == 0, accepted.output
    [left] = read(f"[{{ {move.left} }}]", "").data
    entries = read(text, "").data["former"]
    added = [entry for entry in entries if entry.get("buckets") != ["oldest-trail"]]
    assert len(added) == 1
    assert left.items() <= added[0].items()
    assert added[0].keys() - left.keys() == {"home_region", "since"}


def test_a_revision_is_compared_as_a_file_is(folder: Path) -> None:
    """The baseline of the revision, whatever stands in the folder now."""
    assert _check("--against", "HEAD").exit_code == 0
    (folder / "baseline.yaml").write_text(MOVES["bucket"].after, encoding="utf-8")
    result = _check("--against", "HEAD")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    start = lines.index("Add to baseline.yaml, at the end of the file:")
    assert lines[start + 1 : start + 5] == [
        "former:",
        '  - account: "222222222222"',
        "    buckets: [exampleorg1-trail, exampleorg1-trail-access]",
        "    home_region: eu-central-1",
    ]
    assert _check().exit_code == 0


def test_the_finding_names_what_is_left_and_where_the_section_stands(folder: Path) -> None:
    """One line, as every other finding."""
    (folder / "baseline.yaml").write_text(MOVES["trail name"].after, encoding="utf-8")
    row = MOVES["trail name"].after.splitlines().index("trail:") + 1
    assert _check("--against", "HEAD").stdout.splitlines()[0] == (
        f"baseline.yaml:{row}:1 former: the trail organization-trail of HEAD is no longer named, so nothing "
        "will protect it in AWS; add the lines below, or say that it is deleted there"
    )


def test_json_and_markdown_hold_the_lines_too(folder: Path) -> None:
    """As data with their place, and as a block of YAML."""
    (folder / "baseline.yaml").write_text(MOVES["trail name"].after, encoding="utf-8")
    answer = json.loads(_check("--against", "HEAD", *JSON).stdout)
    [insertion] = answer["to_add"]
    assert (answer["ok"], len(answer["findings"])) == (False, 1)
    assert (insertion["section"], insertion["line"], insertion["column"]) == ("former", 0, 0)
    shown = _check("--against", "HEAD", "--format", "markdown").stdout
    assert "\n```yaml\nformer:\n" in shown
    (folder / "baseline.yaml").write_text(MOVES["section"].after, encoding="utf-8")
    assert json.loads(_check("--against", "HEAD", *JSON).stdout)["to_add"][0]["lines"][0] == "former:"


@pytest.mark.parametrize("control", ["  - control: protect_trail\n", ""], ids=["kept", "removed"])
def test_a_removed_section_asks_for_the_control_where_it_went_with_it(folder: Path, control: str) -> None:
    """Whoever removes section and guardrail together gets the lines for both back."""
    file = folder / "baseline.yaml"
    file.write_text(MOVES["section"].after.replace("  - control: protect_trail\n", control), encoding="utf-8")
    result = _check("--against", "HEAD")
    assert ("below `guardrails:`" in result.output) is (control == "")
    file.write_text(_pasted(file.read_text(encoding="utf-8"), result), encoding="utf-8")
    assert _check("--against", "HEAD").exit_code == 0


def test_an_entry_leaves_in_two_steps(folder: Path) -> None:
    """First it says when the evidence was deleted in AWS, then it may go."""
    file, left = folder / "baseline.yaml", f"former:\n  - {ELSEWHERE}\n"
    versions = (f"{BEFORE}{left}", f"{BEFORE}{left.replace(' }', ', deleted: 2026-01-31 }')}", BEFORE)
    codes = []
    for before, after in ((0, 1), (1, 2), (0, 2)):
        (folder / "before.yaml").write_text(versions[before], encoding="utf-8")
        file.write_text(versions[after], encoding="utf-8")
        codes.append(_check("--against", "before.yaml").exit_code)
    assert codes == [0, 0, 1]


NAMES = (
    ("archive_account: Security/log-archive", "archive_account: Security/audit", ["trail.bucket"]),
    ("home_region: eu-central-1", "home_region: eu-west-1", ["trail.bucket", "trail.name"]),
)


@pytest.mark.parametrize(("old", "new", "fields"), NAMES, ids=["account", "region"])
def test_a_name_that_aws_keeps_taken_is_found(folder: Path, old: str, new: str, fields: list[str]) -> None:
    """Buckets are unique in the world, and a trail's name is taken in every region."""
    text = BEFORE.replace(old, new).replace("Security: [eu-central-1]", "Security: [eu-west-1, eu-central-1]")
    (folder / "baseline.yaml").write_text(text, encoding="utf-8")
    answer = json.loads(_check("--against", "HEAD", *JSON).stdout)
    named = [finding["field"] for finding in answer["findings"] if "another name" in finding["remedy"]]
    assert sorted(named) == fields


UNREADABLE = (
    ("nowhere", "nowhere", "is neither a file or folder nor a git revision"),
    ("no bucket", BEFORE.replace("  bucket: exampleorg1-trail\n", ""), '"bucket" is missing'),
    ("a wrong name", BEFORE.replace("bucket: exampleorg1-trail", "bucket: X"), "is not a bucket name"),
    ("a lost account", BEFORE.replace("Security/log-archive", "Security/lost"), "which evidence there is"),
    ("a wrong entry", f"{BEFORE}former:\n  - {{ account: 1 }}\n", "former[0]"),
)


@pytest.mark.parametrize(
    ("source", "message"), [case[1:] for case in UNREADABLE], ids=[c[0] for c in UNREADABLE]
)
def test_what_cannot_be_read_is_said(folder: Path, source: str, message: str) -> None:
    """Exit 2: a comparison that leaves something out would call it protected."""
    if "\n" in source:
        (folder / "before.yaml").write_text(source, encoding="utf-8")
        source = "before.yaml"
    result = _check("--against", source)
    assert result.exit_code == 2
    assert message in result.stderr


def test_what_has_nothing_to_do_with_evidence_may_be_wrong_before(folder: Path) -> None:
    """An older revision may have fields that nobody knows today."""
    (folder / "before.yaml").write_text(f"{BEFORE}unheard_of: 1\n", encoding="utf-8")
    assert _check("--against", "before.yaml").exit_code == 0
