"""`python -m guardrails`."""

import sys

from guardrails.ending import INTERRUPTED, say


def main() -> None:
    """Run a command, and end with its exit code."""
    try:
        from guardrails.cli.main import app  # noqa: PLC0415 (Ctrl-C may come while it is imported)

        app(prog_name="python -m guardrails")
    except KeyboardInterrupt:
        say("Interrupted; the answer is not complete.")
        sys.exit(INTERRUPTED)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer took the interruption for itself
            say("Interrupted; the answer is not complete.")
        raise


if __name__ == "__main__":
    main()
