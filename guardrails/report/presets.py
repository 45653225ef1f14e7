"""The presets side by side, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from guardrails import aws_facts
from guardrails.controls import controls
from guardrails.controls.presets import PRESETS, PresetName
from guardrails.policy.language.document import RCP, SCP
from guardrails.posture import Posture
from guardrails.report.controls import by_family

_TYPES = {SCP: "service control", RCP: "resource control"}


def contents(folder: str) -> Iterator[str]:
    """List which controls are in which preset, with their parameters, as a table, line by line.

    Args:
        folder: where the controls' pages are, as links have it.
    """
    yield f"| control | {' | '.join(PRESETS)} |"
    yield "|---" * (len(PRESETS) + 1) + "|"
    for ours in by_family(controls()).values():
        for control in ours:
            cells = [_cell(name, control.id) for name in PRESETS]
            if any(cells):
                yield f"| [`{control.id}`]({folder}/{control.id}.md) | {' | '.join(cells)} |"


def _cell(name: PresetName, control_id: str) -> str:
    parameters = PRESETS[name].controls.get(control_id)
    if parameters is None:
        return ""
    return "yes" if not parameters else f"`{json.dumps(parameters)}`"


def sizes(postures: Mapping[PresetName, Posture], path: str) -> Iterator[str]:
    """Tell what each preset takes at one node, as a table, line by line."""
    yield "| preset | type | policies, AWS's own included | characters | largest policy |"
    yield "|---|---|---:|---:|---:|"
    for name, posture in postures.items():
        for policy_type, called in _TYPES.items():
            attached = [policy for policy in posture.by_target[path] if policy.type == policy_type]
            own_documents = [policy.document.to_dict() for policy in attached if not policy.aws_managed]
            if own_documents:
                sizes_of_own = [aws_facts.measured_size(document) for document in own_documents]
                most = aws_facts.quota(policy_type)
                slots = f"{len(attached)} of {most.max_attached_per_target}"
                largest = f"{max(sizes_of_own):,} of {most.max_characters:,}"
                yield f"| `{name}` | {called} | {slots} | {sum(sizes_of_own):,} | {largest} |"
