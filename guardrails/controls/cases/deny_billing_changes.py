"""Single calls, and the verdict of deny_billing_changes on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

CASES: tuple[Case, ...] = (
    denied("payments:UpdatePaymentPreferences"),
    denied("tax:PutTaxRegistration"),
    denied("account:PutAlternateContact"),
    untouched("billing:GetBillingData"),
    untouched("account:GetAlternateContact"),
    untouched("account:PutAlternateContact", parameters={"contacts": False}),
    exempted("payments:UpdatePaymentPreferences"),
)
