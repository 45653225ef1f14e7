"""Which parts of two baselines differ that the comparison of their policies doesn't look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guardrails.baseline.model import Baseline

_BY_EFFECT = frozenset({"regions", "services", "guardrails", "management_policies"})
"""Whatever these sections say is in the policies."""
_TREE = frozenset({"id", "root", "units", "accounts", "management_account"})
_BY_ACCOUNT = frozenset({"access.assignments", "budgets.limits", "accounts.at"})
"""What an account that joins or moves gets or loses although the field reads as before."""
_OF_EXEMPTIONS = frozenset({"owner", "reason", "remind_days"})
"""What an exemption says beside whom it exempts from what until when."""


@dataclass(frozen=True)
class Uncompared:
    """What the comparison of two postures leaves out."""

    changed: tuple[str, ...] = ()
    """The fields of the baselines that differ and that nothing compared, such as access.assignments."""
    unknown: str = ""
    """Why it isn't known whether anything beside the policies differs; empty where it is known."""


def uncompared(before: Baseline, after: Baseline) -> Uncompared:
    """List the fields of two baselines that differ and that don't show in their policies.

    Args:
        before: the first baseline, with the files that it names.
        after: the second one.
    """
    old, new = _fields(before), _fields(after)
    names = dict.fromkeys((*old, *new))
    return Uncompared(tuple(name for name in names if old.get(name) != new.get(name)))


def _fields(baseline: Baseline) -> dict[str, Any]:
    """Return the values of the fields of two levels; what they say of units with the accounts there."""
    accounts = {account.id: account.path for account in baseline.tree.accounts}
    return {
        field: (value, accounts) if field in _BY_ACCOUNT and value else value
        for field, value in _written(baseline)
    }


def _written(baseline: Baseline) -> Iterator[tuple[str, Any]]:
    """Yield each field of two levels, the texts of inline policies in the place of their files' names."""
    for section, content in baseline.model_dump(mode="json", exclude=set(_BY_EFFECT)).items():
        if section == "exemptions":
            exemptions = {name: _without_effect(entry) for name, entry in content.items()}
            yield from ((f"exemptions.{name}", entry) for name, entry in exemptions.items())
            continue
        if section == "access" and content is not None:
            content["permission_sets"] = {
                name: {**entry, "inline": _text(baseline, entry.get("inline"))}
                for name, entry in content["permission_sets"].items()
            }
        if not isinstance(content, dict):
            yield section, content
            continue
        for field, value in content.items():
            if section != "organization" or field not in _TREE:
                yield f"{section}.{field}", value


def _without_effect(exemption: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in exemption.items() if field in _OF_EXEMPTIONS}


def _text(baseline: Baseline, file: str | None) -> str | None:
    return file and baseline.file_text(file)
