"""Which guardrails of a baseline a reason comes from, found by compiling each one alone."""

from __future__ import annotations

from dataclasses import replace

from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import narrowed
from guardrails.controls import control
from guardrails.organization import Account
from guardrails.policy.language.patterns import ARN_SEGMENTS
from guardrails.posture.compile.run import compile_posture
from guardrails.posture.explain.asked import Asked
from guardrails.posture.explain.model import Guardrail, Reason, Way
from guardrails.posture.explain.scene import Scene


class Origins:
    """Knows a baseline's guardrails, and what each of them denies by itself."""

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._alone: dict[int, Scene] = {}

    def of(self, reason: Reason, asked: Asked) -> Reason:
        """Add to a reason the guardrails that it comes from.

        A policy may say the will of several, and packing may have joined their statements.
        """
        if reason.policy is None:
            return reason
        origins = set(reason.policy.origins)
        indices = [
            index
            for index in range(len(self._baseline.guardrails))
            if self._baseline.locate("guardrails", index) in origins
        ]
        if len(indices) > 1:
            sids = {index: self._sids(index, reason, asked) for index in indices}
            denying = [index for index in indices if sids[index]]
            indices = [index for index in denying if reason.cause.sid in sids[index]] or denying or indices
        return replace(reason, guardrails=tuple(self._guardrail(index) for index in indices))

    def _sids(self, index: int, reason: Reason, asked: Asked) -> set[str]:
        """Return the Sids by which a guardrail alone denies the request where the reason stands."""
        scene = self._alone.get(index)
        if scene is None:
            only = self._baseline.model_copy(update={"guardrails": (self._baseline.guardrails[index],)})
            scene = self._alone[index] = Scene(compile_posture(only))
        found = scene.decide(asked).reasons.values()
        return {one.cause.sid for one in found if one.policy and one.node == reason.node}

    def _guardrail(self, index: int) -> Guardrail:
        entry = self._baseline.guardrails[index]
        where, at = self._baseline.locate("guardrails", index), narrowed(self._baseline, entry.at)
        if entry.control is None:
            name = entry.document or ""
            return Guardrail(name, "a document of your own", "", "", where, index, at)
        found = control(entry.control)
        parameters = tuple(found.parameters.model_fields)
        return Guardrail(found.id, found.title, found.why, found.source, where, index, at, parameters)


def with_exemptions(baseline: Baseline, account: Account, way: Way) -> Way:
    """Say of each spared principal by which exemption it is, and who answers for that."""
    if way.kind != "principal":
        return way
    known: dict[str, str] = {}
    for name, one in baseline.exemptions.items():
        segments = one.principal.split(":", ARN_SEGMENTS - 1)
        known[":".join((*segments[:4], account.id, segments[5]))] = f"{name}, {one.owner}"
    return replace(way, remarks=tuple(known.get(value, "") for value in way.values))
