"""The command line: what commands there are."""

from __future__ import annotations

import typer

from guardrails.cli import check, controls, lint, minify, posture, schema, trail_policies

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An AWS organization baseline whose guardrails are computed and shown before they are attached.",
)
app.command("check")(check.check)
app.command("controls")(controls.controls)
app.command("lint")(lint.lint)
app.command("minify")(minify.minify)
app.command("posture")(posture.posture)
app.command("schema")(schema.schema)
app.command("trail-policies")(trail_policies.trail_policies)


@app.callback()
def _commands() -> None:
    """Exit with 0 when all is well, 1 when there are findings, 2 when the input or the call is wrong."""
