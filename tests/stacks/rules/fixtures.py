"""The good and the bad template of each rule, as files that stay short."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from guardrails.stacks.rules.engine import Template

TEMPLATES = Path(__file__).parent
_REPEATED = re.compile(r"(.+) times (\d+)")


def load(rule: str, which: str) -> Template:
    """Read one of the two templates of a rule; `Stack` in it is what the cloud assembly says of its stack."""
    return template(json.loads((TEMPLATES / rule / f"{which}.json").read_text(encoding="utf-8")))


def template(written: dict[str, Any]) -> Template:
    """Build a template; `x times 3` stands for `xxx`, as the id of a resource for `x1`, `x2` and `x3`."""
    body = _expanded(written)
    stack = body.pop("Stack", {})
    return Template(body, size=len(json.dumps(body)), **stack)


def _expanded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _expanded(item) for key, item in value.items() for name in _names(key)}
    if isinstance(value, list):
        return [_expanded(item) for item in value]
    if isinstance(value, str) and (repeated := _REPEATED.fullmatch(value)):
        return repeated[1] * int(repeated[2])
    return value


def _names(key: str) -> list[str]:
    repeated = _REPEATED.fullmatch(key)
    return [key] if repeated is None else [f"{repeated[1]}{n + 1}" for n in range(int(repeated[2]))]
