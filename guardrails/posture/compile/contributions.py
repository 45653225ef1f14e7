"""The contribution of each guardrail at each node, before it is packed into policies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from guardrails.baseline.canonical import order_of
from guardrails.baseline.guardrail import Guardrail
from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import narrowed
from guardrails.controls import Control
from guardrails.controls.registry import ranked
from guardrails.organization import Node
from guardrails.policy import Document
from guardrails.policy.name_set import NameSet
from guardrails.posture.compile.control_context import context_of
from guardrails.posture.compile.expiry import over_time
from guardrails.posture.compile.place import place
from guardrails.posture.compile.texts import Part
from guardrails.posture.elsewhere import Elsewhere


def parts_of(baseline: Baseline) -> tuple[Part, ...]:
    """Return what each guardrail says at each node, in an order that doesn't follow the file's."""
    return tuple(part for guardrail in _in_order(baseline) for part in _parts(baseline, guardrail))


def _in_order(baseline: Baseline) -> list[Guardrail]:
    """Return the guardrails in the order of the presets' controls, not in that of the file."""
    rank = {name: place for place, name in enumerate(ranked())}

    def key(guardrail: Guardrail) -> tuple[object, ...]:
        document = guardrail.policy.name if guardrail.policy else None
        texts = (guardrail.control, guardrail.preset, document, tuple(sorted(guardrail.at)))
        return rank.get(guardrail.control or "", -1), order_of(texts)

    return sorted(baseline.guardrails, key=key)


def _parts(baseline: Baseline, guardrail: Guardrail) -> Iterator[Part]:
    nodes = [baseline.tree.by_path[path] for path in narrowed(baseline, guardrail.at)]
    if guardrail.definition is not None:
        yield from _control_parts(baseline, guardrail, guardrail.definition, nodes)
    elif guardrail.policy is not None:
        together = _mark(nodes) if guardrail.together and len(nodes) > 1 else ""
        for node in nodes:
            yield Part(
                node,
                "own",
                guardrail.name,
                guardrail.name,
                guardrail.location,
                guardrail.policy.document,
                guardrail.type,
                together,
            )


def _mark(nodes: Sequence[Node]) -> str:
    """Mark a set of nodes: with another one the policy is made anew, so that nothing is detached early."""
    return hashlib.sha256(" ".join(sorted(node.id for node in nodes)).encode()).hexdigest()[:8]


def _control_parts(
    baseline: Baseline, guardrail: Guardrail, definition: Control, nodes: Sequence[Node]
) -> Iterator[Part]:
    context, elsewhere = context_of(baseline, guardrail), Elsewhere(baseline, definition.type)
    documents: dict[tuple[NameSet, frozenset[str]], Document] = {}
    for node, denied in _places(baseline, definition, nodes):
        key = (denied, elsewhere.than(node))
        if key not in documents:
            node_context = replace(context.without(key[1]), denied=denied)
            documents[key] = Document(over_time(definition, node_context))
        if documents[key].statements:
            yield Part(
                node,
                definition.family,
                definition.id,
                definition.title,
                guardrail.location,
                documents[key],
                definition.type,
            )


def _places(baseline: Baseline, definition: Control, nodes: Sequence[Node]) -> Iterator[tuple[Node, NameSet]]:
    if definition.places == "as_told":
        yield from ((node, NameSet()) for node in nodes)
        return
    denied = baseline.denied[definition.places]
    for node in nodes:
        yield from place(node, denied.__getitem__)
