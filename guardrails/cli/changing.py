"""End a command that changes AWS in one sentence, where AWS or the log refuses a step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from guardrails.cli.common import refused
from guardrails.ending import INTERRUPTED
from guardrails.errors import counted, was


@contextmanager
def changing(log: Path, step: str, taken: str) -> Iterator[None]:
    """Turn what stops a change into one sentence and an exit code.

    Args:
        log: The file that keeps the changes.
        step: The noun for one step, such as call.
        taken: The participle for what happens to it, such as made.

    Raises:
        typer.Exit: AWS refuses a step or isn't reached, the log can't be written, or Ctrl-C ends the command.
    """
    # Imports boto3, for which no other command should wait.
    from guardrails.live.aws import AwsError
    from guardrails.live.runner import StoppedError

    try:
        yield
    except AwsError as error:
        raise refused(f"{error.sentence}; {error.remedy}; nothing was changed") from None
    except StoppedError as error:
        steps = counted(error.steps_taken, step)
        progress = f"{steps} {was(error.steps_taken)} {taken} before"
        raise refused(f"{error.error.sentence}; {error.error.remedy}; {progress}") from None
    except OSError as error:
        raise refused(f"{log}: can't be written ({error.strerror}); name another file with --log") from None
    except KeyboardInterrupt:
        typer.echo("Interrupted; run the command again, it goes on with what is left.", err=True)
        raise typer.Exit(INTERRUPTED) from None
