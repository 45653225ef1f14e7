"""Single calls, and the verdict of deny_commitments on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("savingsplans:CreateSavingsPlan"),
    denied("aws-marketplace:Subscribe"),
    denied("route53domains:RegisterDomain"),
    untouched("savingsplans:DescribeSavingsPlans"),
    untouched("savingsplans:CreateSavingsPlan", parameters={"reservations": False}),
    untouched("aws-marketplace:Subscribe", parameters={"marketplace": False}),
    untouched("route53domains:RegisterDomain", parameters={"domains": False}),
    exempted("ec2:PurchaseReservedInstancesOffering"),
)
