"""Deny function URLs that ask nobody who he is."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext
from guardrails.policy import Statement, condition

_OPENING = (
    "lambda:AddPermission",
    "lambda:CreateFunctionUrlConfig",
    "lambda:UpdateFunctionUrlConfig",
)


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny URLs of the authentication type NONE, and letting everybody invoke one.

    A change of something else carries no type, and stays allowed.
    """
    nobody_asked = condition("StringEquals", "lambda:FunctionUrlAuthType", ("NONE",))
    return (context.deny("DenyOpenFunctionUrls", _OPENING, when=nobody_asked),)


CONTROL = Control(
    id="deny_open_function_urls",
    title="Deny function URLs without authentication",
    family="network",
    severity="high",
    why="An open URL runs your code, with your role and at your expense, for the whole world.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    statements=statements,
    limits="URLs that are open already stay open. Of a whole policy that lambda:PutResourcePolicy writes no "
    "condition key tells, but without an open URL it opens none.",
)
