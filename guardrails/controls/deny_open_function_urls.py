"""Deny function URLs that ask nobody who he is."""

from __future__ import annotations

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Situation
from guardrails.policy import Statement, condition

_OPENING = (
    "lambda:AddPermission",
    "lambda:CreateFunctionUrlConfig",
    "lambda:UpdateFunctionUrlConfig",
)


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny URLs of the authentication type NONE, and letting everybody invoke one.

    A change of something else carries no type, and stays allowed.
    """
    nobody_asked = condition("StringEquals", "lambda:FunctionUrlAuthType", ("NONE",))
    return (situation.deny("DenyOpenFunctionUrls", _OPENING, when=nobody_asked),)


_OPEN, _SIGNED = ({"lambda:FunctionUrlAuthType": value} for value in ("NONE", "AWS_IAM"))

CONTROL = Control(
    id="deny_open_function_urls",
    title="Deny function URLs without authentication",
    family="network",
    severity="high",
    why="An open URL runs your code, with your role and at your expense, for the whole world.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    statements=statements,
    cases=(
        denied("lambda:CreateFunctionUrlConfig", context=_OPEN),
        denied("lambda:UpdateFunctionUrlConfig", context=_OPEN),
        denied("lambda:AddPermission", context=_OPEN),
        untouched("lambda:CreateFunctionUrlConfig", context=_SIGNED),
        untouched("lambda:UpdateFunctionUrlConfig"),
        untouched("lambda:AddPermission"),
        exempted("lambda:CreateFunctionUrlConfig", context=_OPEN),
    ),
    limits="URLs that are open already stay open. Of a whole policy that lambda:PutResourcePolicy writes no "
    "condition key tells, but without an open URL it opens none.",
)
