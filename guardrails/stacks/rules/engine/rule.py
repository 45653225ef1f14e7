"""The types of a rule and of its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from guardrails.stacks.rules.engine.template import Template, TemplateResource


@dataclass(frozen=True)
class Violation:
    """One place where a template breaks a rule."""

    logical_id: str
    """Of the resource; empty where the template as a whole breaks the rule."""
    path: str
    """The place in the resource or in the template, such as `Properties.KMSKeyId`."""
    problem: str
    """The actual figure or state, as a sentence without its stop."""

    @classmethod
    def at(cls, resource: TemplateResource, path: str, problem: str) -> Violation:
        """Find something wrong with a property."""
        return cls(resource.id, f"Properties.{path}", problem)


@dataclass(frozen=True)
class TemplateRule:
    """A trap that a template can show: what it is, why it matters, how to get out."""

    id: str
    title: str
    why: str
    fix: str
    source: str
    """The page on which the rule rests."""
    check: Callable[[Template], Iterable[Violation]]
    severity: Literal["error", "fatal"] = "error"
    """Both stop synth; `fatal` is what AWS refuses anyway, so CDK lets nobody waive it."""
