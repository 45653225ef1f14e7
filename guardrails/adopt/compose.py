"""Put the sections of an adopted baseline together, with what it accepts and what it lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from guardrails.adopt.sorting import SortedPolicies
from guardrails.adopt.yaml_text import YamlItems, YamlNode, comment_lines, rendered
from guardrails.baseline import Baseline
from guardrails.baseline.own_documents import document_errors
from guardrails.capture import Capture
from guardrails.errors import Finding, counted
from guardrails.posture import Posture
from guardrails.posture.prove import prove

BASELINE = "baseline.yaml"
_SHOWN = 2
ACCEPTED_DAYS = 90
"""How long findings are accepted that the organization had before."""
_REASON = "It was so when the organization was taken over"


@dataclass(frozen=True)
class BaselineText:
    """The files of an adopted baseline."""

    nodes: tuple[YamlNode, ...]
    head: tuple[str, ...]
    """The comment at the beginning."""
    foot: tuple[tuple[str, tuple[str, ...]], ...]
    """Titles and sentences of what a reader should know beside it."""
    lacking: tuple[str, ...]
    """The parts of the organization that it doesn't say, a sentence each."""
    documents: Mapping[str, str]
    """The files that it names."""

    @cached_property
    def files(self) -> Mapping[str, str]:
        """Every file by path."""
        return {BASELINE: "\n".join(self._lines()) + "\n", **self.documents}

    def _lines(self) -> Iterator[str]:
        yield from comment_lines(self.head)
        for node in self.nodes:
            yield ""
            yield from rendered([node])
        for title, sentences in (*self.foot, ("Not taken over:", self.lacking)):
            if sentences:
                yield ""
                yield from comment_lines((title, *(f"- {sentence}" for sentence in sentences)))


def baseline_text(
    capture: Capture,
    nodes: Sequence[YamlNode],
    files: Mapping[str, str],
    foot: tuple[tuple[str, tuple[str, ...]], ...],
    lacking: tuple[str, ...],
) -> BaselineText:
    """Put sections together.

    Args:
        capture: What was read.
        nodes: The sections.
        files: The texts that they name, by path.
        foot: Titles and sentences of what a reader should know beside it.
        lacking: What isn't taken over, a sentence each.
    """
    head = (
        f"What the organization had on {capture.taken}, as {capture.read_by.account} was read.",
        "`python -m guardrails compare CAPTURE baseline.yaml` says that nobody gains or loses anything.",
    )
    return BaselineText(tuple(nodes), head, foot, lacking, files)


def foot_of(
    policies: SortedPolicies, later: tuple[str, ...], others: tuple[str, ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what stands at the end of the file beside what isn't taken over.

    Args:
        policies: The policies, by what becomes of them.
        later: The principals that are to be exempt before further controls are added.
        others: The parts of Identity Center that others own, a sentence each.
    """
    return (
        ("Exempt these before you add a control that exempts anybody:", later),
        ("Left alone:", (*_left_alone(policies), *others)),
    )


def accepting(
    text: BaselineText, baseline: Baseline, posture: Posture, day: dt.date, owner: str
) -> tuple[BaselineText, tuple[Finding, ...]]:
    """Accept for a time what the proof finds in the organization as it is; nothing may stay unsaid.

    Returns:
        The text with the entries, and what they accept.
    """
    findings = sorted({*prove(baseline, posture).findings, *document_errors(baseline)})
    if not findings:
        return text, ()
    until = (day + dt.timedelta(days=ACCEPTED_DAYS)).isoformat()
    entries = dict.fromkeys((finding.id, finding.field) for finding in findings)
    problems: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        problems.setdefault((finding.id, finding.field), []).append(finding.problem)
    items = YamlItems(
        tuple(
            {
                "id": finding_id,
                **({"at": field} if field else {}),
                "owner": owner,
                "reason": _REASON,
                "until": until,
            }
            for finding_id, field in entries
        ),
        {index: _first(problems[entry]) for index, entry in enumerate(entries)},
    )
    comment = "The proof finds this in the organization as it was: close each, or renew it with a reason."
    return replace(text, nodes=(*text.nodes, YamlNode("accept", items, (comment,)))), tuple(findings)


def _first(problems: list[str]) -> tuple[str, ...]:
    """Return the first problems, and how many more there are."""
    more = len(problems) - _SHOWN
    return (
        *problems[:_SHOWN],
        *((f"and {counted(more, 'other finding')} of this kind",) if more > 0 else ()),
    )


def _left_alone(policies: SortedPolicies) -> Iterable[str]:
    for policy in policies.foreign:
        yield f"{policy.name} ({policy.id}), which foreign.json has."
    for policy in policies.unattached:
        reason = "whose type is switched off" if policy.targets else "which is attached nowhere"
        yield f"{policy.name} ({policy.id}, {policy.type}), {reason}."
    if policies.narrowed:
        yield f"Nodes without FullAWSAccess, which foreign.json has: {', '.join(policies.narrowed)}."
