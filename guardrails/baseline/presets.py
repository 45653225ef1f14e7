"""Take presets apart: into the controls that they bring, where these stand and what they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from guardrails.baseline.sections.guardrails import GuardrailEntry
from guardrails.controls import control
from guardrails.controls.presets import PRESETS
from guardrails.organization import covers


def expand(
    entries: Sequence[GuardrailEntry], has_section: Callable[[str], bool]
) -> Iterator[tuple[int, GuardrailEntry]]:
    """Yield every guardrail with the index of the entry that it comes from, in the order of the entries.

    A control that an entry names is that entry's alone: presets don't bring it. Nor do they bring a control
    that has nothing to protect. A control of two presets is brought once, at the upper of two nodes.

    Args:
        entries: the guardrails as they are written.
        has_section: returns whether the baseline has a section that controls need.
    """
    brought = [_brings(entries, index, has_section) for index in range(len(entries))]
    for index, entry in enumerate(entries):
        if entry.preset is None:
            yield index, entry
            continue
        chosen = PRESETS[entry.preset].controls
        for name in brought[index]:
            at = tuple(path for path in entry.at if not _is_covered(entries, brought, index, name, path))
            if at:
                update = {"control": name, "parameters": dict(chosen[name]), "at": at, "without": ()}
                yield index, entry.model_copy(update=update)


def differing(first: GuardrailEntry, second: GuardrailEntry, ids: Sequence[str]) -> list[str]:
    """List the controls of both entries' presets, among some, that the two want with other parameters."""
    if first.preset is None or second.preset is None:
        return []
    first_controls, second_controls = PRESETS[first.preset].controls, PRESETS[second.preset].controls
    return [
        name
        for name in ids
        if name in first_controls
        and name in second_controls
        and first_controls[name] != second_controls[name]
    ]


def _brings(
    entries: Sequence[GuardrailEntry], index: int, has_section: Callable[[str], bool]
) -> tuple[str, ...]:
    """List the controls that an entry's preset brings, wherever they stand."""
    entry = entries[index]
    if entry.preset is None:
        return ()
    named = {sibling.control for sibling in entries}
    return tuple(
        name
        for name in PRESETS[entry.preset].controls
        if name not in named and name not in entry.without and _has_any(control(name).needs, has_section)
    )


def _has_any(needs: Sequence[str], has_section: Callable[[str], bool]) -> bool:
    return not needs or any(map(has_section, needs))


def _is_covered(
    entries: Sequence[GuardrailEntry], brought: Sequence[Sequence[str]], index: int, name: str, path: str
) -> bool:
    """Return whether another preset brings it at or above a path; of two at one path, the first stays."""
    return any(
        name in brought[other_index]
        and not differing(entries[index], entry, (name,))
        and any(covers(at, path) and (at != path or other_index < index) for at in entry.at)
        for other_index, entry in enumerate(entries)
        if other_index != index
    )
