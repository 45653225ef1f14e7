"""The parts of an explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from guardrails.errors import Location
from guardrails.organization import Node, Provenance
from guardrails.policy import Statement
from guardrails.policy.decide.ruleset import Cause, Decision
from guardrails.posture.explain.request import ExplainedRequest
from guardrails.posture.model import Policy

Kind = Literal["region", "principal", "context", "resource"]
"""The part of a request that differs in an alternative."""


@dataclass(frozen=True)
class GuardrailOrigin:
    """An entry of the baseline's guardrails that a statement comes from."""

    name: str
    """The id of the control, or the file."""
    title: str
    why: str
    source: str
    """AWS's page; empty for a document of your own."""
    location: Location
    index: int
    """Among the baseline's guardrails."""
    at: tuple[str, ...]
    """Where it stands."""
    parameters: tuple[str, ...] = ()
    """The values of its parameters that can be chosen."""


@dataclass(frozen=True)
class Reason:
    """One cause of a verdict. A request is free when none is left."""

    cause: Cause
    node: Node
    """Where the policy is attached, or what lacks an Allow."""
    resource: str
    """The first of the request's resources to which it applies."""
    policy: Policy | None = None
    statement: Statement | None = None
    guardrails: tuple[GuardrailOrigin, ...] = ()
    """Those of the baseline that say so; none where the posture didn't come from one."""


@dataclass(frozen=True)
class Alternative:
    """Another request that fewer reasons speak against, found by deciding it."""

    kind: Kind
    key: str
    """The condition key, for kind `context`."""
    values: tuple[str, ...]
    """Other values, all with the same effect. Patterns are shown as they are written."""
    frees: bool
    """Whether it is allowed then."""
    removes: tuple[int, ...]
    """Which reasons don't apply then, counted from 0."""
    remarks: tuple[str, ...] = ()
    """A remark on each value, or none at all."""


@dataclass(frozen=True)
class Unless:
    """A request that differs only in what wasn't told, and that isn't allowed."""

    resources: tuple[str, ...]
    """The resources of which it is true; nothing where they don't matter."""
    key: str
    """The condition key that has to have one of the values; empty where none has."""
    values: tuple[str, ...]
    decision: Decision
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Edit:
    """A change of the baseline, tried by compiling it and deciding the request again."""

    location: Location
    text: str
    yaml: str
    """The whole text to write there; empty where `text` holds everything."""
    removes: tuple[int, ...]
    tried: bool = True
    """False where nobody but its owner can say how a text is to be changed."""


@dataclass(frozen=True)
class Explanation:
    """A verdict, where it comes from and what would free the request."""

    request: ExplainedRequest
    decision: Decision
    unbound: str = ""
    """Why no service control policy applies."""
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    unless: tuple[Unless, ...] = ()
    edits: tuple[Edit, ...] = ()
    edits_free: bool = False
    """Whether the request is allowed once all edits that can be tried are made."""
    read: Provenance | None = None
    """When and by whom the policies of others were read; None where they weren't considered."""
