"""Let nobody do anything in an account: until it is moved, or for good."""

from __future__ import annotations

from guardrails.controls.control import Control, ControlContext, Parameters
from guardrails.controls.kinds import Action
from guardrails.policy import Statement


class QuarantineAccountsParameters(Parameters):
    """Calls that are still allowed."""

    except_actions: tuple[Action, ...] = ()
    """Actions or patterns that stay allowed, such as support:* or s3:Get*."""


def statements(context: ControlContext) -> tuple[Statement, ...]:
    """Deny everything, tomorrow's actions included, to all who don't prepare or clear the account."""
    choice = context.chosen(QuarantineAccountsParameters)
    free = tuple(sorted(set(choice.except_actions)))
    return (
        Statement(
            sid="QuarantineAccounts",
            effect="Deny",
            actions=() if free else ("*",),
            not_actions=free,
            conditions=context.unless_exempt(),
        ),
    )


CONTROL = Control(
    id="quarantine_accounts",
    title="Quarantine accounts",
    family="quarantine",
    severity="high",
    why="An account that is new or suspended belongs to nobody yet, or to nobody any more.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html",
    statements=statements,
    parameters=QuarantineAccountsParameters,
    limits="Running resources go on running, and cost money. Service-linked roles and the management "
    "account's own calls, such as moving or closing the account, are not bound. Exempt "
    "stacksets-exec-* where StackSets is to prepare accounts here.",
)
