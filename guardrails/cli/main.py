"""The command line: what commands there are."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from guardrails.cli.help_texts import HELP, PROGRAM_HELP
from guardrails.ending import NOBODY_READS, REFUSED, let_go_of_output, refusal, say

COMMANDS = (
    "adopt",
    "capture",
    "check",
    "compare",
    "controls",
    "decide",
    "drift",
    "effective",
    "elevate",
    "execution-policies",
    "explain",
    "import-map",
    "lint",
    "minify",
    "posture",
    "preflight",
    "prove",
    "repair",
    "schema",
    "status",
    "trail-policies",
)
"""Each is the function of its name in the module of its name."""


class _Commands(TyperGroup):
    """Imports a command when it is asked for, so that nobody waits for what another one needs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "commands": dict.fromkeys(COMMANDS)})

    def invoke(self, ctx: Any) -> Any:
        """Run a command; whatever keeps it from its end is said in one sentence."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            let_go_of_output()
            raise typer.Exit(NOBODY_READS) from None
        except OSError as error:
            let_go_of_output()
            say(f"The answer is not complete: {refusal(error)}")
            raise typer.Exit(REFUSED) from None

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a name; None where there is none."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        name = cmd_name.replace("-", "_")
        command = typer.Typer(add_completion=False)
        epilog = "\n\n".join(HELP[cmd_name].paragraphs)
        command.command(cmd_name, epilog=epilog)(getattr(import_module(f"guardrails.cli.{name}"), name))
        return typer.main.get_command(command)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An AWS organization baseline whose guardrails are computed and shown before they are attached.",
    epilog="\n\n".join(PROGRAM_HELP.paragraphs),
)


@app.callback()
def _commands() -> None:
    """Exit with 0 when all is well, 1 when there are findings, 2 when the input or the call is wrong."""
