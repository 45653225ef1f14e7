"""A call that nobody may make who isn't exempt, as the proof asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.baseline.model import Baseline
from guardrails.policy import Statement
from guardrails.policy.language.document import Conditions
from guardrails.posture.prove.expect import Expectation, stages, unless_exempt


@dataclass(frozen=True)
class Protection:
    """A call that nobody may make who isn't exempt, and the control that should deny it."""

    obligation: int
    name: str
    """The name of its failure."""
    control: str
    path: tuple[str | int, ...]
    """The part of the baseline that it protects."""
    sentence: str
    """The problem when it fails."""
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
