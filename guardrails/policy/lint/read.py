"""Read a policy's text: as the JSON that AWS takes, with the place of every value."""

from __future__ import annotations

import json
from typing import Any

from guardrails import marked
from guardrails.errors import Finding, Location
from guardrails.policy.lint.engine import Policy, PolicyType
from guardrails.policy.lint.engine.policy import detect_type


def read(text: str, file: str, policy_type: PolicyType | None) -> tuple[Policy, marked.Marked]:
    """Read a policy; what is wrong with its JSON comes back as its faults."""
    nowhere = marked.Marked(file, None, {})
    try:
        data = json.loads(text, parse_constant=_refuse)
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        location = Location(file, error.lineno, error.colno)
        return _broken(policy_type, text, location, f"not valid JSON: {error.msg}"), nowhere
    except RecursionError:
        return _broken(policy_type, text, Location(file), "nested too deep to be a policy"), nowhere
    except UnicodeEncodeError:
        return _broken(policy_type, text, Location(file), "an escape names half a character"), nowhere
    except ValueError as error:
        return _broken(policy_type, text, Location(file), f"not valid JSON: {error}"), nowhere
    source = marked.read(text.replace("\t", " "), file)
    if source.data is None:
        # Valid JSON that YAML can't follow loses its places, and nothing else.
        source = nowhere
    return Policy(policy_type or detect_type(data), data, text, source.findings), source


def type_of_text(text: str) -> PolicyType:
    """Tell the type of a policy by its text, as `detect_type` does; what isn't JSON names no principals."""
    try:
        return detect_type(json.loads(text))
    except (ValueError, RecursionError):
        return PolicyType.SCP


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _broken(policy_type: PolicyType | None, text: str, location: Location, problem: str) -> Policy:
    fault = Finding(location, "", problem, "correct the syntax here")
    return Policy(policy_type or PolicyType.SCP, None, text, (fault,))
