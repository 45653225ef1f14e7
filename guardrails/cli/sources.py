"""Where `compare` takes a posture from: a file, a cloud assembly, a git revision, another tool's JSON."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from guardrails.baseline import Baseline
from guardrails.baseline.files import why_unreadable
from guardrails.capture import Capture, posture_of
from guardrails.capture.center_side import center_side
from guardrails.capture.file import claims_capture
from guardrails.capture.file import from_json as from_capture
from guardrails.changes.center_side import CenterSide, baseline_side
from guardrails.cli.common import load_baseline
from guardrails.errors import Finding, InputError, Location
from guardrails.posture import Posture, compile_posture
from guardrails.posture.interchange.assembly import from_assembly
from guardrails.posture.interchange.reading import decoded, from_json

REFUSED = "a revision whose file this code refuses"
_FORMS = (
    "name a baseline file, a folder with a cloud assembly, a posture or capture as JSON, or a git revision"
)


@dataclass(frozen=True)
class ComparisonSource:
    """A side of a comparison."""

    posture: Posture
    baseline: Baseline | None
    """The baseline of the posture; None where the source has none that this code reads."""
    kind: str
    """The kind of the source, such as "a cloud assembly"."""
    name: str
    """The name of its baseline, such as main:baseline.yaml."""
    capture: Capture | None = None
    """The capture that the posture comes from."""

    @property
    def center(self) -> CenterSide | None:
        """Identity Center as this side has it; None where it says nothing of it."""
        if self.capture is not None:
            return center_side(self.capture, self.name)
        return None if self.baseline is None else baseline_side(self.baseline, self.name)

    @property
    def refused(self) -> bool:
        """Whether there is a baseline, and this code refuses it."""
        return self.baseline is None and self.kind == REFUSED


def source_from(source: str, baseline: Path) -> ComparisonSource:
    """Take a posture, and the baseline behind it, from wherever the source says.

    Args:
        source: a path, or a git revision.
        baseline: the baseline file in the revision, as a path from here.

    Raises:
        InputError: when there is nothing of the kind, or it is wrong.
    """
    path = Path(source)
    if path.is_dir():
        read = from_assembly(lambda name: (path / name).read_text(encoding="utf-8"), source)
        return ComparisonSource(read, None, "a cloud assembly", source)
    if path.suffix == ".json" and path.exists():
        return _of_json(_text(path), source)
    if path.exists():
        loaded = load_baseline(path)
        return ComparisonSource(compile_posture(loaded), loaded, "a baseline", source)
    return _of_revision(source, baseline)


def _of_json(text: str, source: str) -> ComparisonSource:
    if claims_capture(decoded(text, source)):
        capture = from_capture(text, source)
        return ComparisonSource(posture_of(capture, source), None, "a capture", source, capture)
    return ComparisonSource(from_json(text, source), None, "a posture", source)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        problem = f"can't be read: {why_unreadable(error)}"
        raise InputError([Finding(Location(str(path)), "", problem, _FORMS)]) from None


def baseline_text(source: str, baseline: Path) -> str:
    """Return the text of a baseline file, or of the baseline in a git revision.

    Args:
        source: the path of a baseline file, or a git revision.
        baseline: the baseline file in the revision, as a path from here.

    Raises:
        InputError: when there is nothing of the kind.
    """
    if Path(source).exists():
        return _text(Path(source))
    commit, top = _commit(source), _top()
    inside = Path(os.path.relpath(baseline.resolve(), top)).as_posix()
    text = _git("-C", str(top), "show", f"{commit}:{inside}")
    if text is None:
        problem = f"has no file {inside}"
        raise InputError([Finding(Location(source), "", problem, "name a revision that has it, or a file")])
    return text.decode("utf-8", errors="replace")


def _commit(revision: str) -> str:
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        problem = "is neither a file or folder nor a git revision"
        raise InputError([Finding(Location(revision), "", problem, _FORMS)])
    return commit.decode().strip()


def _top() -> Path:
    return Path((_git("rev-parse", "--show-toplevel") or b"").decode().strip())


def _of_revision(revision: str, baseline: Path) -> ComparisonSource:
    """Compile a revision's baseline with the revision's own code, for a changed control counts as well."""
    commit, top = _commit(revision), _top()
    inside = Path(os.path.relpath(baseline.resolve(), top))
    archive = _git("-C", str(top), "archive", "--format=zip", commit)
    with tempfile.TemporaryDirectory() as folder, ZipFile(BytesIO(archive or b"")) as files:
        files.extractall(folder)
        run = subprocess.run(
            [sys.executable, "-m", "guardrails", "posture", "--baseline", str(inside)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": folder},
            capture_output=True,
            text=True,
            check=False,
        )
        written = _readable(Path(folder) / inside)
    if run.returncode:
        output_lines = (run.stderr or run.stdout).strip().splitlines()
        problem = f"its own code refuses {inside}: {output_lines[0] if output_lines else 'without a word'}"
        raise InputError([Finding(Location(revision), "", problem, "compare with a revision that compiles")])
    return ComparisonSource(
        from_json(run.stdout, revision),
        written,
        REFUSED,
        f"{revision}:{inside.as_posix()}",
    )


def _readable(path: Path) -> Baseline | None:
    """Load a revision's baseline with today's code; None where its grammar was another one."""
    try:
        return load_baseline(path)
    except InputError:
        return None


def _git(*arguments: str) -> bytes | None:
    """Ask git; None where it has no answer, or isn't there."""
    try:
        run = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError:
        return None
    return run.stdout if run.returncode == 0 else None
