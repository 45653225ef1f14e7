"""Show the progress of a long deployment: one line for each stack, and everything in a log file."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.markup import escape

# guardrails-trail | 3/8 | 10:15:02 AM | CREATE_COMPLETE | AWS::KMS::Key | Key961B73FD
_EVENT = re.compile(
    r"^(?P<stack>\S+) \|\s*[\d/]* \| [^|]+ \| (?P<status>\w+)\s*\| (?P<type>[\w:]+)\s*\| (?P<name>.*)$"
)
# guardrails-trail: deploying... [7/8], then for example " ✅  guardrails-trail (no changes)"
_DONE = re.compile(r"✅\s+(?:Environment )?(?P<stack>\S+?)(?: bootstrapped)?(?P<same> \(no changes\))?\.?$")
_TROUBLE = ("_FAILED", "ROLLBACK")


@dataclass
class Progress:
    """Prints a line for each stack that is deployed, and writes each line of the CLI to the log."""

    console: Console
    log: TextIO
    started: float = field(default_factory=time.monotonic)
    resources: Counter[str] = field(default_factory=Counter)
    """The resources that are complete, by stack."""
    latest: str = ""
    """The stack of the latest event: bootstrapping says at its end the account, not the stack."""

    def step(self, title: str) -> None:
        """Announce the next step; on a terminal with the seconds that have passed."""
        seconds = f"{time.monotonic() - self.started:5.1f} s  " if self.console.is_terminal else ""
        self.console.print(f"\n[bold blue]{seconds}[/][bold]{escape(title)}[/]")

    def line(self, text: str) -> None:
        """Log a line of the CLI, and show how far a stack is where the line says so."""
        self.log.write(f"{text}\n")
        self.log.flush()
        if event := _EVENT.match(text):
            self._event(event["stack"], event["status"], event["type"])
        elif done := _DONE.search(text):
            self._done(done["stack"], same=bool(done["same"]))

    def _event(self, stack: str, status: str, kind: str) -> None:
        self.latest = stack
        if any(word in status for word in _TROUBLE):
            self.console.print(f"  {stack:<40} [red]{status.lower()} {kind}[/]")
        elif status.endswith("_COMPLETE") and kind != "AWS::CloudFormation::Stack":
            self.resources[stack] += 1
            if self.console.is_terminal:
                self.console.print(f"  {stack:<40} {self.resources[stack]} …", end="\r")

    def _done(self, name: str, *, same: bool) -> None:
        count = self.resources.pop(self.latest if name.startswith("aws://") else name, 0)
        self.console.print(f"  {name:<40} {'no changes' if same else f'{count} resources'}")
