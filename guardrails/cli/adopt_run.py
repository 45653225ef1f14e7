"""Run `adopt`: read a capture, write a baseline, and say what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from guardrails.adopt.compose import ACCEPTED_DAYS
from guardrails.adopt.folder import FolderTakenError, check_folder, write_folder
from guardrails.adopt.run import Adoption, adopt
from guardrails.capture import Capture
from guardrails.changes import SectionChanges
from guardrails.cli.capture_source import LiveRequest, capture_from, check_reader
from guardrails.cli.common import Format, answer, refuse, refused, rendered, today
from guardrails.errors import InputError, counted, one_line
from guardrails.report import comparison as comparison_texts
from guardrails.report.comparison_json import as_json

_CHANGED = (
    "Nothing was written, since the baseline would change what somebody may do; report this as a fault:"
)

_UNLOOKED = (
    "Not looked at, and not changed: IAM users and roles in the accounts with their policies, and policies of"
    " resources such as buckets and keys."
)


def run(capture: Path | None, request: LiveRequest, out: Path, owner: str, output: Format) -> bool:
    """Adopt a captured organization and print the answer; return whether the command fails.

    Args:
        capture: The file that `capture` wrote; AWS is read where this is None.
        request: How AWS is read.
        out: The folder to write, new or empty.
        owner: Who answers for exemptions and findings.
        output: The format of the answer.

    Raises:
        typer.Exit: When the capture or the folder is wrong, or AWS isn't reached.
    """
    try:
        check_folder(out)
        captured = capture_from(capture, request)
        check_reader(captured)
        adoption = adopt(captured.capture, captured.name, owner)
        if adoption.changes_nothing:
            write_folder(out, adoption.files)
    except InputError as error:
        raise refuse(error, output) from None
    except FolderTakenError:
        raise refused(f"{out}: something is there already; name a folder that is new or empty") from None
    except OSError as error:
        problem = f"{out}: can't be written ({error.strerror}); name a folder in one that exists"
        raise refused(problem) from None
    outdated = _outdated(captured.capture, adoption)
    lines = tuple(map(one_line, (*_lines(adoption, out), *outdated)))
    answer(output, as_json=lambda: _json(adoption, outdated), text=lambda: lines, markdown=lambda: lines)
    return bool(adoption.lacking or outdated) or not adoption.changes_nothing


def _outdated(capture: Capture, adoption: Adoption) -> tuple[str, ...]:
    """Say of an old capture that what `accept` names has ended: its days count from the capture's."""
    days = (today() - date.fromisoformat(capture.taken[:10])).days
    if days <= ACCEPTED_DAYS or not (adoption.accepted and adoption.changes_nothing):
        return ()
    sentence = f"The capture is {days} days old, and the section accept ended {ACCEPTED_DAYS} days after it"
    return (f"{sentence}, so check fails: capture again, and adopt that.",)


def _lines(adoption: Adoption, out: Path) -> Iterator[str]:
    if not adoption.changes_nothing:
        yield _CHANGED
        yield from comparison_texts.text(adoption.comparison, SectionChanges())
        yield from (f"Access: {sentence}." for sentence in adoption.access_changes)
        return
    yield (
        f"Nobody gains or loses anything: {counted(adoption.comparison.accounts, 'account')} and those to"
        f" come may do what they could, by organization policies and by Identity Center."
    )
    yield _UNLOOKED
    yield f"Wrote {counted(len(adoption.files), 'file')} to {out}; {_kinds(adoption)}."
    for sentence in adoption.left_to_others:
        yield f"Left alone: {sentence}"
    if adoption.accepted:
        yield (
            f"The section accept names {counted(len(adoption.accepted), 'finding')} of the proof that were"
            " true before; close them, or answer for them."
        )
    if adoption.lacking:
        yield "Not taken over:"
        yield from (f"- {sentence}" for sentence in adoption.lacking)


def _kinds(adoption: Adoption) -> str:
    return (
        f"policies that controls replace: {adoption.controls}, kept as written: {adoption.documents},"
        f" left to others: {adoption.left_alone}"
    )


def _json(adoption: Adoption, outdated: tuple[str, ...]) -> dict[str, Any]:
    return {
        "ok": adoption.changes_nothing and not adoption.lacking and not outdated,
        "outdated": list(outdated),
        "written": adoption.changes_nothing,
        "files": list(adoption.files),
        "controls": adoption.controls,
        "documents": adoption.documents,
        "left_alone": adoption.left_alone,
        "left_to_others": list(adoption.left_to_others),
        "not_taken_over": list(adoption.lacking),
        "accepted": rendered(adoption.accepted),
        "access_changes": list(adoption.access_changes),
        "comparison": as_json(adoption.comparison, SectionChanges()),
    }
