"""Collect the facts that a control needs: exempt principals, their ends, and the protected resources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from guardrails.baseline.canonical import canonical_model, order_of
from guardrails.baseline.guardrail import Exemption, Guardrail
from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.accounts import STACK_SET
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.baseline.sections.trail import Trail
from guardrails.controls import AuditRoleFacts, ControlContext, TrailFacts


def context_of(baseline: Baseline, guardrail: Guardrail) -> ControlContext:
    """Return what the control of a guardrail needs to know of the baseline, the same at each node."""
    exemptions = baseline.exemptions.values()
    trail = baseline.trail
    former = sorted(map(canonical_model, baseline.former), key=order_of)
    ends = _ends(e for e in exemptions if e.covers(guardrail.name))
    return ControlContext(
        parameters=guardrail.parameters,
        exempt=tuple(sorted(ends)),
        endings=tuple((principal, last) for principal, last in sorted(ends.items()) if last is not None),
        all_exempt=tuple(sorted({e.principal for e in exemptions})),
        organization=baseline.organization.id,
        management_account=baseline.organization.management_account.id,
        qualifier=baseline.organization.qualifier,
        trail=_trail_facts(baseline, trail) if trail else None,
        former=tuple(_former_facts(entry) for entry in former if entry.deleted is None),
        audit_role=AuditRoleFacts(baseline.accounts.audit_role.name, STACK_SET)
        if baseline.accounts
        else None,
    )


def _trail_facts(baseline: Baseline, trail: Trail) -> TrailFacts:
    archive = baseline.archive_account.id
    return TrailFacts(trail.trail_name, trail.buckets, trail.own_key_alias, archive, trail.key_arn)


def _former_facts(entry: FormerEvidence) -> TrailFacts:
    return TrailFacts(entry.trail or "", entry.buckets, entry.key_alias or "", entry.account, entry.key_arn)


def _ends(exemptions: Iterable[Exemption]) -> dict[str, dt.date | None]:
    """Map every principal to the last day on which an exemption names it; None where one never ends."""
    ends: dict[str, dt.date | None] = {}
    for exemption in exemptions:
        latest = ends.get(exemption.principal, dt.date.min)
        ends[exemption.principal] = max(latest, exemption.expires) if latest and exemption.expires else None
    return ends
