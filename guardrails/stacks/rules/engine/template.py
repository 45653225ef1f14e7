"""A CloudFormation template as rules read it: resources, and which of them a value means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

_REFERENCE = re.compile(r"\$\{(\w+)(?:\.[\w.]+)?\}")
_NAME_PROPERTY = {
    "AWS::KMS::Alias": "AliasName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
}


@dataclass(frozen=True)
class TemplateResource:
    """One resource of a template."""

    id: str
    body: Mapping[str, Any]

    @property
    def type(self) -> str:
        """Return the type, such as `AWS::SNS::Topic`."""
        return str(self.body.get("Type", ""))

    def get(self, *path: str) -> Any:
        """Return a property, None where it is absent or CloudFormation's to compute."""
        value: Any = self.body.get("Properties")
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    @cached_property
    def references(self) -> frozenset[str]:
        """Return what the resource waits for: what it depends on and what its properties refer to."""
        return frozenset(strings(self.body.get("DependsOn"))) | frozenset(
            _references(self.body.get("Properties"))
        )


@dataclass(frozen=True)
class Template:
    """A template, and what the cloud assembly says of its stack."""

    body: Mapping[str, Any]
    size: int = 0
    """Bytes of the template's text."""
    account: str = ""
    """The account that it is deployed into; empty where nobody knows."""
    region: str = ""
    """The region likewise."""
    termination_protection: bool | None = None
    """None where the template is no stack of the assembly, as within a StackSet."""
    resources: Mapping[str, TemplateResource] = field(init=False)

    def __post_init__(self) -> None:
        declarations = self.body.get("Resources")
        named = declarations.items() if isinstance(declarations, Mapping) else ()
        resources = {id_: TemplateResource(id_, body) for id_, body in named if isinstance(body, Mapping)}
        object.__setattr__(self, "resources", resources)

    def of_type(self, *types: str) -> list[TemplateResource]:
        """List the resources of some types; a type may end in `::*`."""
        exact, prefixes = set(types), tuple(kind[:-1] for kind in types if kind.endswith("*"))
        return [
            resource
            for resource in self.resources.values()
            if resource.type in exact or resource.type.startswith(prefixes)
        ]

    def meant(self, value: Any, kind: str) -> TemplateResource | None:
        """Return the resource of a type that a value means, by reference, by ARN or by name; else None."""
        written = text(value)
        if match := _REFERENCE.fullmatch(written):
            resource = self.resources.get(match[1])
            return resource if resource is not None and resource.type == kind else None
        return self._names.get((kind, written.removesuffix(":*").rpartition(":")[2]))

    def key(self, value: Any) -> TemplateResource | None:
        """Return the KMS key of this template that a value means, also by an alias of it."""
        alias = self.meant(value, "AWS::KMS::Alias")
        return self.meant(value if alias is None else alias.get("TargetKeyId"), "AWS::KMS::Key")

    def nested(self) -> Iterator[tuple[TemplateResource, Template]]:
        """Yield the templates that StackSets of this one deploy, each with its StackSet; YAML isn't read."""
        for stack_set in self.of_type("AWS::CloudFormation::StackSet"):
            written = text(stack_set.get("TemplateBody"))
            try:
                body = json.loads(written)
            except ValueError:
                continue
            if isinstance(body, Mapping):
                yield stack_set, Template(body, size=len(written.encode()))

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], TemplateResource]:
        return {
            (resource.type, name): resource
            for resource in self.of_type(*_NAME_PROPERTY)
            if (name := text(resource.get(_NAME_PROPERTY[resource.type])))
        }


def items(value: Any) -> Sequence[Any]:
    """Return a list as it is, one value as a list of it, nothing as an empty one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def strings(value: Any) -> list[str]:
    """List the literal texts of a value or a list."""
    return [item for item in items(value) if isinstance(item, str)]


def text(value: Any) -> str:
    """Render a text and its references as `Fn::Sub` writes them; empty where it can't be known."""
    if isinstance(value, str):
        return value
    result = ""
    match value:
        case {"Ref": str() as id_}:
            result = f"${{{id_}}}"
        case {"Fn::GetAtt": [str() as id_, str() as attribute]}:
            result = f"${{{id_}.{attribute}}}"
        case {"Fn::GetAtt": str() as attribute}:
            result = f"${{{attribute}}}"
        case {"Fn::Sub": str() as pattern}:
            result = pattern
        case {"Fn::Sub": [str() as pattern, {**variables}]}:
            result = pattern
            for name, meaning in variables.items():
                result = result.replace(f"${{{name}}}", text(meaning))
        case {"Fn::Join": [str() as separator, [*parts]]}:
            result = separator.join(text(part) for part in parts)
    return result


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if len(value) == 1 and set(value) <= {"Ref", "Fn::GetAtt", "Fn::Sub"}:
            yield from _REFERENCE.findall(text(value))
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)
