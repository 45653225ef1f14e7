"""The template of an import: the resources that exist, without a word of those that don't exist yet.

CloudFormation refuses a template that depends on, or refers to, a resource that isn't in it. `cdk import`
takes each resource as the stack has it, so a policy that waits for one that isn't imported would fail.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

_NAMED = re.compile(r"\$\{([^!}.]+)[^}]*\}")
"""A resource in `Fn::Sub`; `${!Literal}` names none."""
_DEPENDS_ON = "DependsOn"
_PROPERTIES = "Properties"


def import_template(template: Mapping[str, Any], imported: AbstractSet[str]) -> dict[str, Any]:
    """Return a template with some resources of a stack alone.

    A property that refers to another resource of the stack is left out. The deployment after the import adds
    it, since the matching chooses no resource with such a reference in a property that replaces it.

    Args:
        template: The template of the stack.
        imported: The logical ids of the resources that exist.
    """
    resources: Mapping[str, Any] = template.get("Resources", {})
    absent = resources.keys() - imported
    return {
        **{name: part for name, part in template.items() if name not in ("Outputs", "Resources")},
        "Resources": {
            logical_id: _without(resource, absent)
            for logical_id, resource in resources.items()
            if logical_id in imported
        },
    }


def referred(value: Any) -> Iterator[str]:
    """Yield the logical ids and parameters that a part of a template refers to."""
    if isinstance(value, list):
        for member in value:
            yield from referred(member)
    elif isinstance(value, dict):
        for name, member in value.items():
            if name == "Ref":
                yield member
            elif name == "Fn::GetAtt":
                yield member.partition(".")[0] if isinstance(member, str) else member[0]
            else:
                if name == "Fn::Sub":
                    yield from _NAMED.findall(member if isinstance(member, str) else member[0])
                yield from referred(member)


def _without(resource: Mapping[str, Any], absent: AbstractSet[str]) -> dict[str, Any]:
    kept = {name: part for name, part in resource.items() if name not in (_DEPENDS_ON, _PROPERTIES)}
    depends_on = resource.get(_DEPENDS_ON, ())
    names = (depends_on,) if isinstance(depends_on, str) else depends_on
    if remaining := [name for name in names if name not in absent]:
        kept[_DEPENDS_ON] = remaining
    properties = resource.get(_PROPERTIES, {})
    kept[_PROPERTIES] = {
        name: value for name, value in properties.items() if absent.isdisjoint(referred(value))
    }
    return kept
