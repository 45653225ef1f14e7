"""Show what a long deployment is doing, a line at a time."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape

# guardrails-trail | 3/8 | 10:15:02 AM | CREATE_COMPLETE | AWS::KMS::Key | Key961B73FD
_EVENT = re.compile(
    r"^(?P<stack>\S+) \|\s*[\d/]* \| [^|]+ \| (?P<status>\w+)\s*\| (?P<type>[\w:]+)\s*\| (?P<name>.*)$"
)
_TELLING = (
    "no changes",
    "Success",
    "deploying...",
    "Bootstrapping",
    "bootstrapped",
    "destroying...",
    "destroyed",
)
_TROUBLE = ("fail", "error", "FAILED", "ROLLBACK")


@dataclass
class Progress:
    """Prints the CLI's lines that tell something."""

    console: Console
    started: float = field(default_factory=time.monotonic)

    def step(self, title: str) -> None:
        """Announce the next step with the seconds that have passed."""
        self.console.print(f"\n[bold blue]{time.monotonic() - self.started:5.1f} s[/]  [bold]{title}[/]")

    def line(self, text: str) -> None:
        """Print a line of the CLI when it says that something was done, or that something is wrong."""
        event = _EVENT.match(text)
        failed = any(word in (event["status"] if event else text) for word in _TROUBLE)
        if event and not failed:
            self._event(event["status"], event["type"], event["name"].partition(" (")[0])
        elif failed:
            self.console.print(f"       [red]{escape(text.strip())}[/]")
        elif any(word in text for word in _TELLING):
            self.console.print(f"       [dim]{escape(text.strip())}[/]")

    def _event(self, status: str, kind: str, name: str) -> None:
        if status.endswith("_COMPLETE") and kind != "AWS::CloudFormation::Stack":
            self.console.print(f"         {status.lower():<16} {kind} [dim]{escape(name)}[/]")
