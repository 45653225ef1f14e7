"""Find content that CloudFormation would delete when its resource leaves the template."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine.rule import Violation
from guardrails.stacks.rules.engine.template import TemplateResource

_KEEPING = {
    "DeletionPolicy": ("Retain", "RetainExceptOnCreate"),
    "UpdateReplacePolicy": ("Retain",),
}


def not_retained(resource: TemplateResource) -> Iterator[Violation]:
    """Yield each attribute that would let CloudFormation delete what the resource stands for."""
    for attribute, keeping in _KEEPING.items():
        setting = resource.body.get(attribute, "Delete")
        if setting not in keeping:
            yield Violation(resource.id, attribute, f"{attribute} is {setting}")
