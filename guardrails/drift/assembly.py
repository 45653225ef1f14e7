"""Read the templates of a cloud assembly, with the account and region that each deploys to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guardrails.drift.declared import StackTemplate
from guardrails.errors import Finding, InputError, Location
from guardrails.posture.interchange.reading import decoded

_MANIFEST, _STACK, _ENVIRONMENT = "manifest.json", "aws:cloudformation:stack", "aws://"


def templates_of(read: Callable[[str], str], folder: str) -> tuple[StackTemplate, ...]:
    """Read the templates of an assembly.

    Args:
        read: Returns the text of a file in the assembly; raises OSError or ValueError.
        folder: How findings name the assembly.

    Raises:
        InputError: when the folder holds no assembly.
    """
    artifacts = _decoded(read, _MANIFEST, folder).get("artifacts", {})
    return tuple(
        _template(read, name, artifact, folder)
        for name, artifact in sorted(artifacts.items())
        if artifact.get("type") == _STACK
    )


def _template(read: Callable[[str], str], name: str, artifact: dict[str, Any], folder: str) -> StackTemplate:
    account, _, region = artifact.get("environment", "").removeprefix(_ENVIRONMENT).partition("/")
    properties = artifact.get("properties", {})
    template = _decoded(read, properties.get("templateFile", ""), folder)
    return StackTemplate(properties.get("stackName", name), region, account, template)


def _decoded(read: Callable[[str], str], name: str, folder: str) -> dict[str, Any]:
    try:
        text = read(name)
    except (OSError, ValueError) as error:
        problem = f"{name} can't be read ({error}); this is no cloud assembly"
        raise InputError([Finding(Location(folder), "", problem, "run `cdk synth` again")]) from None
    content = decoded(text, f"{folder}/{name}")
    return content if isinstance(content, dict) else {}
