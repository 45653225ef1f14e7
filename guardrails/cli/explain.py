"""`explain`: say who is kept from what, by which policy, and what would free it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from guardrails.cli.common import (
    DEFAULT_BASELINE,
    FINDINGS,
    AccountOption,
    BaselineOption,
    Format,
    FormatOption,
    answer,
    load_baseline,
    refuse,
)
from guardrails.cli.effective import effective
from guardrails.errors import Finding, InputError, Location

PrincipalOption = Annotated[
    str | None,
    typer.Option(
        "--principal",
        metavar="ARN",
        help="Who asks: role/NAME, user/NAME, root, an ARN, or an AWS service such as sns.amazonaws.com.",
    ),
]
ActionOption = Annotated[
    str | None,
    typer.Option("--action", metavar="ACTION", help="The action, such as ec2:RunInstances."),
]
ResourceOption = Annotated[
    str | None, typer.Option("--resource", metavar="ARN", help="On what; some resource that no policy names.")
]
RegionOption = Annotated[
    str | None, typer.Option("--region", metavar="REGION", help="Where; the home region by default.")
]
ContextOption = Annotated[
    list[str] | None,
    typer.Option(
        "--context", metavar="KEY=VALUE", help="A condition key of the request; as many as you like."
    ),
]


def explain(
    *,
    account: AccountOption,
    principal: PrincipalOption = None,
    action: ActionOption = None,
    resource: ResourceOption = None,
    region: RegionOption = None,
    context: ContextOption = None,
    baseline: BaselineOption = DEFAULT_BASELINE,
    output: FormatOption = Format.TEXT,
) -> None:
    """Explain which guardrail denies a request and what would free it.

    Without a request, by --account alone: the effective management policies of the account.
    """
    from guardrails.posture import compile_posture
    from guardrails.posture import explain as explaining
    from guardrails.report import explanation as rendered
    from guardrails.report.explanation_json import as_json

    if principal is None or action is None:
        if any((principal, action, resource, region, context)):
            problem = "a request needs both --principal and --action"
            remedy = "name both, or --account alone for its effective management policies"
            raise refuse(InputError([Finding(Location("explain"), "", problem, remedy)]), output)
        effective(account=account, baseline=baseline, output=output)
        return
    question = explaining.Question(account, principal, action, resource, region, tuple(context or ()))
    try:
        loaded = load_baseline(baseline)
        explanation = explaining.explain(loaded, compile_posture(loaded), question, datetime.now(UTC))
    except InputError as error:
        raise refuse(error, output) from None
    answer(
        output,
        as_json=lambda: as_json(explanation),
        text=lambda: rendered.text(explanation),
        markdown=lambda: rendered.markdown(explanation),
    )
    if explanation.decision != "allow":
        raise typer.Exit(FINDINGS)
