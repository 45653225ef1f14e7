"""The folder in which most commands are tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.baselines import FILES, SOUND


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str]) -> Path:
    """Write files beside the documents that the small baselines name, and stand in their folder."""
    (folder / "policies").mkdir()
    for name, text in {**FILES, **files}.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a sound baseline in it, to stand in."""
    return stand_in(tmp_path, monkeypatch, {"baseline.yaml": SOUND})
