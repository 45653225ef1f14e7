"""The installer hands pip's settings on to uv, and falls back to pip."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import install
from tests.baselines import REPOSITORY

SETTINGS = """\
:env:.disable-pip-version-check='1'
:env:.find-links='/env/wheels'
global.cert='/etc/ssl/ours.crt'
global.extra-index-url='file:///one/simple file:///two/simple'
global.find-links='/file/wheels'
"""
ALWAYS = ["--index-strategy", "unsafe-best-match"]


def test_pips_settings_become_options_of_uv() -> None:
    """Several values become several options, and the environment comes before the file."""
    assert install.uv_options(SETTINGS) == [
        *ALWAYS,
        *("--index", "file:///one/simple", "--index", "file:///two/simple"),
        *("--find-links", "/env/wheels"),
    ]
    assert install.certificates(SETTINGS) == "/etc/ssl/ours.crt"


def test_no_settings_are_no_options() -> None:
    """Then uv asks the index that it knows."""
    assert install.uv_options("") == ALWAYS
    assert install.certificates("") is None


@pytest.mark.parametrize(("value", "options"), [("true", ["--no-index"]), ("0", [])])
def test_an_index_can_be_switched_off(value: str, options: list[str]) -> None:
    """A machine without network installs from a folder."""
    assert install.uv_options(f"global.no-index='{value}'") == [*ALWAYS, *options]


def test_uv_is_pinned_as_everywhere() -> None:
    """`make lock` compiles both; the installer's uv is the one that compiled the lock files."""
    pinned = install.UV_LOCK.read_text(encoding="utf-8").split("    #")[0]
    assert pinned.startswith("uv==")
    assert "--hash=sha256:" in pinned
    development = (REPOSITORY / "requirements-dev.txt").read_text(encoding="utf-8")
    assert pinned.rstrip() in development, "run `make lock`"


@pytest.mark.slow
def test_a_wrong_hash_installs_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither uv nor pip, which tries afterwards, takes a file that isn't the pinned one."""
    lock = tmp_path / "requirements.txt"
    lock.write_text("constructs==10.8.1 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    assert install.main(tmp_path / "environment", lock) == 1
    assert "pip does" in capfd.readouterr().out
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["environment"]
    assert not list((tmp_path / "environment").rglob("constructs"))
