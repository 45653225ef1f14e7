"""`python -m guardrails`."""

from guardrails.cli.main import app

if __name__ == "__main__":
    app(prog_name="python -m guardrails")
