"""Changes of the baseline that would free a request, each tried by compiling it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from guardrails.baseline.model import Baseline
from guardrails.errors import InputError
from guardrails.posture.compile.run import compile_posture
from guardrails.posture.explain.model import Edit, Explanation, Reason
from guardrails.posture.explain.origins import Origins
from guardrails.posture.explain.proposals import Proposal, proposals
from guardrails.posture.explain.request import ExplainedRequest
from guardrails.posture.explain.scene import Scene


def with_edits(baseline: Baseline, explanation: Explanation) -> Explanation:
    """Add the changes of the baseline that take reasons away, and whether all together free the request."""
    query, reasons = explanation.request, explanation.reasons
    edits: list[Edit] = []
    together = baseline
    for number, proposal in _distinct(baseline, query, reasons):
        if proposal.apply is None:
            edits.append(Edit(proposal.location, proposal.text, "", (number,), tried=False))
            continue
        removed = _removed(proposal.apply(baseline), query, reasons)
        if number in removed:
            edits.append(Edit(proposal.location, proposal.text, proposal.yaml, removed))
            together = proposal.apply(together)
    edits += _by_others(reasons)
    frees = together is not baseline and _reasons(together, query) == ()
    return replace(explanation, edits=tuple(edits), edits_free=frees)


def _by_others(reasons: tuple[Reason, ...]) -> Iterator[Edit]:
    """Say of each policy of others that denies the request who can change it."""
    for number, reason in enumerate(reasons):
        if reason.policy is not None and reason.policy.foreign:
            text = f"{reason.policy.name} is a policy of others: ask its owner for the change"
            yield Edit(reason.policy.origins[0], text, "", (number,), tried=False)


def _distinct(
    baseline: Baseline, query: ExplainedRequest, reasons: tuple[Reason, ...]
) -> Iterator[tuple[int, Proposal]]:
    distinct_texts: set[tuple[str, str]] = set()
    for number, reason in enumerate(reasons):
        for guardrail in reason.guardrails:
            for proposal in proposals(baseline, query, reason, guardrail):
                if (proposal.text, proposal.yaml) not in distinct_texts:
                    distinct_texts.add((proposal.text, proposal.yaml))
                    yield number, proposal


def _removed(edited: Baseline, query: ExplainedRequest, reasons: tuple[Reason, ...]) -> tuple[int, ...]:
    """Return the reasons whose guardrails deny the request no longer; policies may have moved."""
    remaining = _reasons(edited, query)
    if remaining is None:
        return ()
    still = {guardrail.index for reason in remaining for guardrail in reason.guardrails}
    return tuple(
        number
        for number, reason in enumerate(reasons)
        if reason.guardrails and not still & {guardrail.index for guardrail in reason.guardrails}
    )


def _reasons(edited: Baseline, query: ExplainedRequest) -> tuple[Reason, ...] | None:
    """Return what speaks against the request then; None where AWS has no room for such policies."""
    try:
        scene = Scene(compile_posture(edited))
    except InputError:
        return None
    origins = Origins(edited)
    return tuple(origins.of(reason, query) for reason in scene.decide(query).reasons.values())
