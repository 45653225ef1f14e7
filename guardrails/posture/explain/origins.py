"""Which guardrails of a baseline a reason comes from, found by compiling each one alone."""

from __future__ import annotations

from dataclasses import replace

from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import narrowed
from guardrails.organization import Account
from guardrails.policy.language.patterns import ARN_SEGMENTS
from guardrails.posture.compile.run import compile_posture
from guardrails.posture.explain.model import Alternative, GuardrailOrigin, Reason
from guardrails.posture.explain.request import ExplainedRequest
from guardrails.posture.explain.scene import Scene


class Origins:
    """Knows a baseline's guardrails, and what each of them denies by itself."""

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._alone: dict[int, Scene] = {}

    def of(self, reason: Reason, query: ExplainedRequest) -> Reason:
        """Add to a reason the guardrails that it comes from.

        A policy may say the will of several, and packing may have joined their statements.
        """
        if reason.policy is None:
            return reason
        origins = set(reason.policy.origins)
        indices = [
            index
            for index in range(len(self._baseline.guardrails))
            if self._baseline.guardrails[index].location in origins
        ]
        if len(indices) > 1:
            sids = {index: self._sids(index, reason, query) for index in indices}
            denying = [index for index in indices if sids[index]]
            indices = [index for index in denying if reason.cause.sid in sids[index]] or denying or indices
        return replace(reason, guardrails=tuple(self._guardrail(index) for index in indices))

    def _sids(self, index: int, reason: Reason, query: ExplainedRequest) -> set[str]:
        """Return the Sids by which a guardrail alone denies the request where the reason stands."""
        scene = self._alone.get(index)
        if scene is None:
            guardrails = (self._baseline.guardrails[index],)
            only = replace(self._baseline, guardrails=guardrails, foreign=None)
            scene = self._alone[index] = Scene(compile_posture(only))
        reasons = scene.decide(query).reasons.values()
        return {
            candidate.cause.sid for candidate in reasons if candidate.policy and candidate.node == reason.node
        }

    def _guardrail(self, index: int) -> GuardrailOrigin:
        entry = self._baseline.guardrails[index]
        location, at = entry.location, narrowed(self._baseline, entry.at)
        definition = entry.definition
        if definition is None:
            return GuardrailOrigin(entry.name, "a document of your own", "", "", location, index, at)
        parameters = tuple(definition.parameters.model_fields)
        return GuardrailOrigin(
            definition.id,
            definition.title,
            definition.why,
            definition.source,
            location,
            index,
            at,
            parameters,
        )


def with_exemptions(baseline: Baseline, account: Account, alternative: Alternative) -> Alternative:
    """Say of each exempt principal by which exemption it is, and who answers for that."""
    if alternative.kind != "principal":
        return alternative
    remarks: dict[str, str] = {}
    for name, exemption in baseline.exemptions.items():
        segments = exemption.principal.split(":", ARN_SEGMENTS - 1)
        remarks[":".join((*segments[:4], account.id, segments[5]))] = f"{name}, {exemption.owner}"
    return replace(alternative, remarks=tuple(remarks.get(value, "") for value in alternative.values))
