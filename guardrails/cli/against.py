"""`check --against`: hold a change against what the file named before."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guardrails import marked
from guardrails.baseline.evidence import left_behind, name_clashes, stands
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.model import Baseline
from guardrails.baseline.resolve import resolve
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.baseline.structure import build
from guardrails.cli.common import today
from guardrails.cli.remaining_stacks import RemainingStacks, remaining_stacks
from guardrails.cli.sources import baseline_text
from guardrails.errors import Finding, InputError, Location
from guardrails.report.insertion import Insertion, insertion

_SECTIONS = ("trail", "former", "organization")
"""The sections that name evidence."""
_TELLING = ("existing", "name", "bucket", "existing_bucket", "archive_account", "key_alias", "existing_key")
"""The fields of `trail` that do."""


@dataclass(frozen=True)
class Against:
    """The evidence that a change forgets."""

    findings: tuple[Finding, ...] = ()
    remaining: RemainingStacks = field(default_factory=RemainingStacks)
    """The stacks that stay in AWS, though nothing declares them any more."""
    insertions: tuple[Insertion, ...] = ()
    """The lines that put it right."""


def against(source: str, path: Path, after: Baseline | None) -> Against:
    """Compare the evidence that two baselines name; nothing where no source is named.

    Args:
        source: a baseline file or a git revision, as it is deployed.
        path: the baseline file.
        after: what it says; None where it can't be loaded, and is read as far as it goes.

    Raises:
        InputError: when it can't be told which evidence the source names.
    """
    if not source:
        return Against()
    before, text = _read(baseline_text(source, path), source), path.read_text(encoding="utf-8")
    later = after or _read(text, str(path))
    forgotten_entries = left_behind(before, later, today())
    findings = [_forgotten(entry, source, later, path) for entry in forgotten_entries]
    insertions = (
        [insertion(text, "former", [_written(entry) for entry in forgotten_entries])]
        if forgotten_entries
        else []
    )
    if forgotten_entries and not stands(later):
        insertions.append(insertion(text, "guardrails", [{"control": "protect_trail"}]))
    return Against(
        (*findings, *name_clashes(before, later)),
        remaining_stacks(source, before, later),
        tuple(insertions),
    )


def _forgotten(entry: FormerEvidence, source: str, after: Baseline, path: Path) -> Finding:
    parts = [
        *(f"the bucket {bucket}" for bucket in entry.buckets),
        *([f"the key alias/{entry.key_alias}"] if entry.key_alias else []),
        *([f"the key {entry.key_arn}"] if entry.key_arn else []),
        *([f"the trail {entry.trail}"] if entry.trail else []),
    ]
    place = after.locate("trail") if after.trail is not None else Location(str(path))
    verb, it, clause = ("are", "them", "they are") if len(parts) > 1 else ("is", "it", "it is")
    problem = f"{' and '.join(parts)} of {source} {verb} no longer named, so nothing will protect {it} in AWS"
    return Finding(place, "former", problem, f"add the lines below, or say that {clause} deleted there")


def _written(entry: FormerEvidence) -> dict[str, Any]:
    """Return the fields that are filled in, in the order of the model."""
    return {name: value for name in type(entry).model_fields if (value := getattr(entry, name))}


def _read(text: str, file: str) -> Baseline:
    """Read what evidence a text names, whatever else is wrong with it today.

    Raises:
        InputError: when just that is wrong.
    """
    source = marked.read(text, file)
    typed, source, findings = build(source)
    if typed is None or not _is_whole(typed, source.data):
        about = [finding for finding in findings if finding.field.startswith(_SECTIONS)]
        problem = "its sections trail, former and organization don't say which evidence there is"
        fallback = Finding(
            Location(file), "", problem, "compare with what is deployed, once `check` takes it"
        )
        raise InputError(about or [fallback])
    return resolve(typed, source)


def _is_whole(typed: BaselineFile, data: dict[str, Any]) -> bool:
    """Return whether the file is whole where it names evidence: nothing there was left out or replaced."""
    trail, read = data.get("trail"), typed.trail
    if data.get("organization", {}).get("home_region") != typed.organization.home_region:
        return False
    if (trail is None) != (read is None) or len(data.get("former") or ()) != len(typed.former):
        return False
    if read is None:
        return True
    written = read.model_dump(exclude_unset=True)
    knows_archive_account = (
        read.archive_account is None or read.archive_account in typed.organization.tree.by_path
    )
    return knows_archive_account and all(written.get(name) == (trail or {}).get(name) for name in _TELLING)
