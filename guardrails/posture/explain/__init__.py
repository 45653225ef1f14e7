"""Explain to somebody what the guardrails say to one request, and what would free it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import is_inside, limited_to, named_scope
from guardrails.organization import Account
from guardrails.posture.explain.center import center_notes
from guardrails.posture.explain.edits import with_edits
from guardrails.posture.explain.model import Alternative, Edit, Explanation, GuardrailOrigin, Reason, Unless
from guardrails.posture.explain.origins import Origins, with_exemptions
from guardrails.posture.explain.question import Question, ask
from guardrails.posture.explain.run import explain_in
from guardrails.posture.model import Posture

__all__ = [
    "Alternative",
    "Edit",
    "Explanation",
    "GuardrailOrigin",
    "Question",
    "Reason",
    "Unless",
    "ask",
    "explain",
    "explain_in",
]


def explain(baseline: Baseline, posture: Posture, question: Question, now: dt.datetime) -> Explanation:
    """Explain what a baseline's posture says to a request made now.

    Raises:
        InputError: when the question is about nothing that there is.
    """
    query = ask(question, posture.organization, now)
    notes = (
        *_scope_notes(baseline, query.account.path),
        *_narrowed_notes(baseline, query.account),
        *center_notes(baseline, query.principal.principal_arn, query.account),
    )
    query = replace(query, notes=(*query.notes, *notes))
    explanation = explain_in(posture, query, Origins(baseline).of)
    alternatives = tuple(
        with_exemptions(baseline, query.account, alternative) for alternative in explanation.alternatives
    )
    return with_edits(baseline, replace(explanation, alternatives=alternatives))


def _narrowed_notes(baseline: Baseline, account: Account) -> Iterator[str]:
    """Say where others detached FullAWSAccess from the account or from a node above it."""
    if baseline.foreign is None or account == baseline.tree.management_account:
        return
    for node in baseline.tree.lineage(account.path):
        if node.path in baseline.foreign.narrowed:
            place = baseline.foreign.narrowed[node.path]
            yield f"others detached FullAWSAccess from {node.path} ({place})"


def _scope_notes(baseline: Baseline, path: str) -> tuple[str, ...]:
    """Note whether an account is in the scope, where that isn't the whole organization."""
    if not (paths := limited_to(baseline)):
        return ()
    within = f"the scope of the file is {named_scope(paths)}"
    if is_inside(baseline, path):
        return (f"{within}, and {path} is in it",)
    return (f"{within}, and {path} is outside: no guardrail of the file binds it",)
