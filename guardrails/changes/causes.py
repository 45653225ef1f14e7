"""Where a baseline says what makes a difference of its policies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property

from guardrails.baseline.model import Baseline
from guardrails.changes.model import BaselinePair, SafetyDirection
from guardrails.errors import Location

_LISTS = {"deny_unused_regions": "regions", "deny_unused_services": "services"}
"""The controls that say what a section lists."""
_SECTIONS = ("organization", "regions", "services", "guardrails", "trail", "former", "accounts")
"""The sections that decide, beside the exemptions, what the policies say."""


@dataclass(frozen=True)
class ChangeCause:
    """The cause of a difference: one fact of the file."""

    names: tuple[str, ...]
    """Controls, documents or an exemption."""
    field: str = ""
    """The field of the file, such as guardrails[1]; empty where no file is known."""
    location: Location | None = dataclass_field(default=None, compare=False)

    def __str__(self) -> str:
        """Render with its place: `baseline.yaml:71:5 guardrails[1] deny_iam_users`."""
        names = "" if self.field.startswith("exemptions") else ", ".join(self.names)
        return f"{self.location or ''} {self.field} {names}".strip()


@dataclass(frozen=True)
class Causes:
    """Finds what makes differences between two baselines; without them it only names controls."""

    pair: BaselinePair | None = None

    def of(self, intents: tuple[str, ...], principals: Iterable[str] | None) -> ChangeCause:
        """Return the cause of a change.

        Args:
            intents: the controls and documents whose statements differ.
            principals: the patterns of those whom it is about; None for everybody.
        """
        if self.pair is None:
            return ChangeCause(intents)
        exemption = self._exemptions.get(frozenset(principals or ())) or self._only_exemption
        if exemption is not None:
            return self._cause((exemption,), ("exemptions", exemption))
        if len(intents) != 1:
            return ChangeCause(intents)
        path = self._path(intents[0])
        return ChangeCause(intents) if path is None else self._cause(intents, path)

    def _cause(self, names: tuple[str, ...], path: tuple[str | int, ...]) -> ChangeCause:
        assert self.pair is not None  # noqa: S101 - narrows the type
        index = path[1] if path[0] == "guardrails" else None
        in_old = index is not None and not _entry(self.pair.after, names[0])
        in_old |= path[0] == "exemptions" and path[1] not in self.pair.after.exemptions
        entry = (self.pair.old if in_old else self.pair.new)(SafetyDirection.NEUTRAL, path, "")
        return ChangeCause(names, entry.field, entry.location)

    def _path(self, intent: str) -> tuple[str | int, ...] | None:
        assert self.pair is not None  # noqa: S101 - narrows the type
        before, after = self.pair.before, self.pair.after
        old, new = _entry(before, intent), _entry(after, intent)
        section = _LISTS.get(intent)
        if section and getattr(before, section) != getattr(after, section):
            # Presets bring the control with its section: without the section it goes with it.
            written = section in before.file.model_fields_set, section in after.file.model_fields_set
            if (old and new) or written[0] != written[1]:
                return (section,)
        return new or old

    @cached_property
    def _exemptions(self) -> dict[frozenset[str], str]:
        """The exemptions that differ, by whom they are about."""
        assert self.pair is not None  # noqa: S101 - narrows the type
        before, after = self.pair.before.exemptions, self.pair.after.exemptions
        return {
            frozenset({exemption.principal}): name
            for name in {**before, **after}
            if before.get(name) != after.get(name)
            for exemption in (before.get(name), after.get(name))
            if exemption is not None
        }

    @cached_property
    def _only_exemption(self) -> str | None:
        """The exemption that differs where nothing else of the policies does."""
        assert self.pair is not None  # noqa: S101 - narrows the type
        names = set(self._exemptions.values())
        before, after = self.pair.before, self.pair.after
        same = all(getattr(before, section) == getattr(after, section) for section in _SECTIONS)
        same &= before.foreign == after.foreign
        return names.pop() if len(names) == 1 and same else None


def _entry(baseline: Baseline, intent: str) -> tuple[str | int, ...] | None:
    """Return the path of the entry that brings a control or a document; None where there is none."""
    for guardrail in baseline.guardrails:
        if intent == guardrail.name:
            return "guardrails", guardrail.entry
    if baseline.foreign is not None and intent == baseline.foreign.file:
        return "organization", "foreign"
    return None
