"""`elevate`: the entry of an elevation, printed or written, and everything else as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guardrails.cli.main import app
from tests.baselines import SOUND, load_small
from tests.elevations import FIELDS

CALL = [f"--{key.replace('_', '-')}={value}" for key, value in FIELDS.items()]
ENTRY = """\
    incident-4711:
      group: "developers"
      permission_set: "Developer"
      account: Workloads/Prod/shop
      starts: 2026-06-01T08:00Z
      ends: 2026-06-01T16:00Z
      reason: "Repairs the orders"
      approved_by: pulls/17
"""
BLOCK = f"  elevations:\n{ENTRY}"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["elevate", *arguments], prog_name="guardrails")


def _lines(text: str) -> int:
    return text[: text.index("access:\n")].count("\n") + 1


def test_the_entry_is_printed_with_its_place(folder: Path) -> None:
    """The file stays as it is."""
    result = _run("incident-4711", *CALL)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"Add to baseline.yaml, below `access:`, line {_lines(SOUND)}:\n{BLOCK}"
    assert (folder / "baseline.yaml").read_text(encoding="utf-8") == SOUND


def test_the_entry_is_written_and_everything_else_stays(folder: Path) -> None:
    """Comments, layout and the file's mode as well."""
    file, commented = folder / "baseline.yaml", SOUND.replace("access:\n", "access: # who may what\n")
    file.write_text(commented, encoding="utf-8")
    file.chmod(0o640)
    result = _run("incident-4711", *CALL, "--write")
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        f"Wrote the elevation incident-4711 into baseline.yaml, below `access:`, line {_lines(SOUND)}.\n"
    )
    expected = commented.replace("access: # who may what\n", f"access: # who may what\n{BLOCK}")
    assert file.read_text(encoding="utf-8") == expected
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["baseline.yaml", "policies"]
    assert _run("incident-4712", *CALL, "--write").exit_code == 0
    second = ENTRY.replace("4711", "4712")
    assert file.read_text(encoding="utf-8") == expected.replace("  elevations:\n", f"  elevations:\n{second}")
    access = load_small(file.read_text(encoding="utf-8")).access
    assert access is not None
    assert list(access.elevations) == ["incident-4712", "incident-4711"]


@pytest.mark.parametrize("empty", ["elevations: {}", "elevations: { } # none"])
def test_an_empty_mapping_is_filled(folder: Path, empty: str) -> None:
    """In its braces."""
    file = folder / "baseline.yaml"
    file.write_text(SOUND.replace("  assignments:\n", f"  {empty}\n  assignments:\n"), encoding="utf-8")
    result = _run("incident-4711", *CALL, "--write")
    assert result.exit_code == 0, result.output
    access = load_small(file.read_text(encoding="utf-8")).access
    assert access is not None
    assert list(access.elevations) == ["incident-4711"]


def test_braces_with_an_entry_get_another_one(folder: Path) -> None:
    """The entry goes before the others."""
    file = folder / "baseline.yaml"
    flow = ", ".join(f'{key}: "{value}"' for key, value in FIELDS.items())
    text = SOUND.replace("  assignments:\n", f"  elevations: {{ old: {{ {flow} }} }}\n  assignments:\n")
    file.write_text(text, encoding="utf-8")
    result = _run("incident-4711", *CALL, "--write")
    assert result.exit_code == 0, result.output
    access = load_small(file.read_text(encoding="utf-8")).access
    assert access is not None
    assert set(access.elevations) == {"old", "incident-4711"}


def test_the_ends_of_lines_and_a_byte_order_mark_stay(folder: Path) -> None:
    """As an editor of Windows writes them."""
    file = folder / "baseline.yaml"
    windows = SOUND.replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + windows.encode())
    assert _run("incident-4711", *CALL, "--write").exit_code == 0
    expected = SOUND.replace("access:\n", f"access:\n{BLOCK}").replace("\n", "\r\n")
    assert file.read_bytes() == b"\xef\xbb\xbf" + expected.encode()


WRONG = {
    "an unknown account": (["--account=Workloads/Prod/shopp"], "access.elevations.incident-4711.account"),
    "an end before the start": (["--ends=2026-06-01T07:00Z"], "access.elevations.incident-4711.ends"),
    "too long": (["--ends=2026-06-03T07:00Z"], "raise access.longest_elevation_hours"),
    "text that is YAML": (["--group=developers\n    x: y"], "there is no group"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_entry_is_not_written(folder: Path, case: str) -> None:
    """The findings are those of `check`, and nothing is left behind."""
    arguments, words = WRONG[case]
    result = _run("incident-4711", *CALL, *arguments, "--write")
    assert result.exit_code == 2
    assert words in result.stderr
    assert (folder / "baseline.yaml").read_text(encoding="utf-8") == SOUND
    assert sorted(path.name for path in folder.iterdir()) == ["baseline.yaml", "policies"]


def test_a_name_that_exists_is_refused_with_its_line(folder: Path) -> None:
    """A longer window is an edit of the entry, which a reviewer sees as such."""
    assert _run("incident-4711", *CALL, "--write").exit_code == 0
    text = (folder / "baseline.yaml").read_text(encoding="utf-8")
    result = _run("incident-4711", *CALL, "--write")
    assert result.exit_code == 2
    line = text[: text.index("    incident-4711:")].count("\n") + 1
    assert (
        f"baseline.yaml:{line}:5 access.elevations.incident-4711: an elevation of this name" in result.stderr
    )
    assert (folder / "baseline.yaml").read_text(encoding="utf-8") == text


def test_a_file_without_access_is_refused(folder: Path) -> None:
    """There is no group that could be elevated."""
    file = folder / "baseline.yaml"
    file.write_text(SOUND[: SOUND.index("access:\n")], encoding="utf-8")
    result = _run("incident-4711", *CALL)
    assert result.exit_code == 2
    assert "the file has no section access" in result.stderr


def test_json_has_the_lines_and_their_place(folder: Path) -> None:
    """A bot writes them into its pull request."""
    result = _run("incident-4711", *CALL, "--format=json")
    answer = json.loads(result.stdout)
    assert answer == {
        "ok": True,
        "written": False,
        "to_add": [
            {
                "section": "access",
                "line": _lines(SOUND),
                "column": 0,
                "lines": BLOCK.splitlines(),
            }
        ],
    }
    assert (folder / "baseline.yaml").read_text(encoding="utf-8") == SOUND
