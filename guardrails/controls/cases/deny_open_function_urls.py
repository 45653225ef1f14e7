"""Single calls, and the verdict of deny_open_function_urls on each."""

from __future__ import annotations

from guardrails.controls.case import Case, denied, exempted, untouched

_OPEN, _SIGNED = ({"lambda:FunctionUrlAuthType": value} for value in ("NONE", "AWS_IAM"))


CASES: tuple[Case, ...] = (
    denied("lambda:CreateFunctionUrlConfig", context=_OPEN),
    denied("lambda:UpdateFunctionUrlConfig", context=_OPEN),
    denied("lambda:AddPermission", context=_OPEN),
    untouched("lambda:CreateFunctionUrlConfig", context=_SIGNED),
    untouched("lambda:UpdateFunctionUrlConfig"),
    untouched("lambda:AddPermission"),
    exempted("lambda:CreateFunctionUrlConfig", context=_OPEN),
)
