"""Effective management policies, and what changes of them, as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from guardrails.errors import one_line
from guardrails.management_policies.inheritance import Value
from guardrails.posture.compare.settings import Difference, SettingsChange
from guardrails.posture.effective import EffectivePolicy, EffectiveSetting

NONE = "No management policy is effective here."


def text(policies: Mapping[str, EffectivePolicy]) -> Iterator[str]:
    """Render for a terminal: a setting a line, with the policies that made it so."""
    if not policies:
        yield NONE
    for number, policy in enumerate(policies.values()):
        if number:
            yield ""
        yield _title(policy)
        for setting in policy.settings:
            yield one_line(f"  {'.'.join(setting.path)} = {_shown(setting.value)}")
            yield one_line(f"    {_because(setting, policy)}")
        for conflict in policy.conflicts:
            yield one_line(f"  conflict: {conflict.policy} {conflict.problem}")


def markdown(policies: Mapping[str, EffectivePolicy]) -> Iterator[str]:
    """Render for a pull request: a table of the settings, and the policy as AWS shows it, folded."""
    if not policies:
        yield NONE
    for policy in policies.values():
        yield f"### {_title(policy)}"
        yield ""
        yield "| setting | value | from |"
        yield "|---|---|---|"
        for setting in policy.settings:
            cells = (
                f"`{'.'.join(setting.path)}`",
                f"`{_shown(setting.value)}`",
                _because(setting, policy, "`"),
            )
            yield one_line("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        for conflict in policy.conflicts:
            yield ""
            yield one_line(f"**Conflict**: `{conflict.policy}` {conflict.problem}")
        yield ""
        yield "<details><summary>As AWS shows it</summary>"
        yield ""
        yield "```json"
        yield from json.dumps(policy.document, indent=2, ensure_ascii=False).splitlines()
        yield "```"
        yield ""
        yield "</details>"
        yield ""


def as_json(policies: Mapping[str, EffectivePolicy]) -> dict[str, Any]:
    """Render as what JSON can hold, by the id of the type."""
    return {
        name: {
            "type": policy.type.api_name,
            "policy": policy.document,
            "settings": [
                {
                    "path": list(setting.path),
                    "value": _plain(setting.value),
                    "from": [
                        {
                            "policy": by.policy,
                            "node": by.node,
                            "operator": by.operator,
                            "of_others": by.policy in policy.of_others,
                        }
                        for by in setting.by
                    ],
                }
                for setting in policy.settings
            ],
            "conflicts": [
                {
                    "policy": conflict.policy,
                    "node": conflict.node,
                    "path": list(conflict.path),
                    "problem": conflict.problem,
                }
                for conflict in policy.conflicts
            ],
        }
        for name, policy in policies.items()
    }


def _title(policy: EffectivePolicy) -> str:
    return f"{policy.type.title[0].upper()}{policy.type.title[1:]} ({policy.type.api_name})"


def _because(setting: EffectiveSetting, policy: EffectivePolicy, code: str = "") -> str:
    return ", ".join(
        f"{by.operator} by {code}{by.policy}{code} at {by.node}"
        + (" (of others)" if by.policy in policy.of_others else "")
        for by in setting.by
    )


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def _plain(value: Value | None) -> Any:
    return list(value) if isinstance(value, tuple) else value


def changed_text(
    changes: Sequence[SettingsChange], whereabouts: Callable[[SettingsChange], str]
) -> Iterator[str]:
    """Render what changes for a terminal, line by line."""
    if changes:
        yield ""
        yield "Management policies: what is effective in the accounts becomes another"
    for change in changes:
        yield one_line(f"  {change.type.title}, in {whereabouts(change)}")
        for difference in change.differences:
            yield one_line(f"    {_difference(difference)}")


def changed_markdown(
    changes: Sequence[SettingsChange], whereabouts: Callable[[SettingsChange], str]
) -> Iterator[str]:
    """Render what changes for a pull request, line by line."""
    if changes:
        yield ""
        yield "**Management policies** (what is effective in the accounts becomes another)"
        yield ""
    for change in changes:
        yield one_line(f"- {change.type.title}, in {whereabouts(change)}")
        for difference in change.differences:
            yield one_line(f"  - {_difference(difference, '`')}")


def changed_json(changes: Sequence[SettingsChange]) -> list[dict[str, Any]]:
    """Render what changes as what JSON can hold."""
    return [
        {
            "type": change.type.api_name,
            "accounts": list(change.accounts),
            "future_accounts_of": list(change.units),
            "settings": [
                {"path": list(path), "before": _plain(before), "after": _plain(after)}
                for path, before, after in change.differences
            ],
        }
        for change in changes
    ]


def _difference(difference: Difference, code: str = "") -> str:
    path, before, after = difference
    named = f"{code}{'.'.join(path)}{code}"
    old, new = (f"{code}{_shown(value)}{code}" if value is not None else "" for value in (before, after))
    if before is None:
        return f"{named} is set to {new}"
    return f"{named} is no longer set; it was {old}" if after is None else f"{named}: {old} becomes {new}"
