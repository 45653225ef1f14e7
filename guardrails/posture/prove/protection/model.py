"""What nobody may do who isn't exempt, as the proof says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.baseline.model import Baseline
from guardrails.policy import Statement
from guardrails.policy.language.document import Conditions
from guardrails.posture.prove.expect import Expectation, stages, unless_exempt


@dataclass(frozen=True)
class Protection:
    """What nobody may do, and the control that should see to it."""

    obligation: int
    name: str
    """What it is called when it fails."""
    control: str
    path: tuple[str | int, ...]
    """The part of the baseline that it protects."""
    sentence: str
    """What is wrong when it fails."""
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    which: Conditions = ()
    """Tells the resources from others, where their ARNs don't."""
    also_exempt: tuple[str, ...] = ()
    """ARN patterns of principals that the control exempts by itself."""
    exempts: bool = True
    """Whether it leaves exempt principals alone."""

    def expected(self, baseline: Baseline) -> Iterator[Expectation]:
        """Say it for everybody whom the control doesn't exempt, at any time."""
        nobody: tuple[tuple[tuple[str, ...], Conditions], ...] = (((), ()),)
        for exempt, since in stages(baseline, self.control) if self.exempts else nobody:
            unless = unless_exempt(tuple(dict.fromkeys((*exempt, *self.also_exempt))))
            yield Expectation(
                self.obligation,
                self.name,
                Statement(
                    "",
                    "Deny",
                    self.actions,
                    resources=self.resources,
                    conditions=self.which + unless + since,
                ),
                baseline.locate(*self.path),
                baseline.name(*self.path),
                self.sentence,
                f"add `- control: {self.control}` to guardrails, over every account",
            )
