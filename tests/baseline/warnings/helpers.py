"""What the tests of warnings share: which fields a baseline is warned of, and what accepting does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from guardrails.baseline.acceptance import judge
from guardrails.baseline.warnings import warnings
from guardrails.errors import Finding
from tests.baselines import HERE, TODAY, load_small, located


class Warned(NamedTuple):
    """What was found of one kind of warning."""

    fields: list[str]
    remedies: list[str]


def warned(id_: str, text: str, files: Mapping[str, str] | None = None) -> Warned:
    """Give the warnings of an id about a text: they stand where it is marked, and can be accepted."""
    bare, places = located(text)
    found = _of(id_, bare, files)
    assert all(finding.remedy and finding.problem for finding in found)
    if HERE in text:
        assert [(finding.location.line, finding.location.column) for finding in found] == places
    for finding in found:
        _accepted(id_, finding, bare, files)
    return Warned([finding.field for finding in found], [finding.remedy for finding in found])


def _of(id_: str, text: str, files: Mapping[str, str] | None) -> list[Finding]:
    return [finding for finding in warnings(load_small(text, files)) if finding.id == id_]


def _accepted(id_: str, finding: Finding, text: str, files: Mapping[str, str] | None) -> None:
    entry = f"id: {id_}, at: '{finding.field}', owner: me, reason: agreed, until: 2026-12-31"
    text += f"accept: [{{ {entry} }}]\n"
    baseline = load_small(text, files)
    judged = judge(baseline, _of(id_, text, files), TODAY)
    assert finding.field in [accepted.finding.field for accepted in judged.accepted]
    assert judged.unused == ()
