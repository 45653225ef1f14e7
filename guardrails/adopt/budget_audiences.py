"""Who hears of a captured budget: e-mail addresses, also those that a topic tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from guardrails.adopt.section_text import UnsaidError
from guardrails.baseline.sections.budgets import SEVERITIES
from guardrails.capture import Capture
from guardrails.capture.sections.budgets import CapturedBudget, CapturedNotification


class Audiences:
    """The groups of addresses that the budgets of a capture tell, a severity each."""

    def __init__(self, capture: Capture, budgets: Sequence[CapturedBudget]) -> None:
        self._budgets = budgets
        self._topics = {topic.arn: topic for topic in (capture.alerts and capture.alerts.topics) or ()}

    @cached_property
    def severities(self) -> Mapping[tuple[str, ...], str]:
        """The severity of each of the commonest groups: the largest group is the most urgent."""
        counts = Counter(self._known())
        common = sorted(counts, key=lambda audience: (-counts[audience], audience))[: len(SEVERITIES)]
        if len(common) == 1:
            return {common[0]: "warning"}
        largest_first = sorted(common, key=lambda audience: (-len(audience), audience))
        return dict(zip(largest_first, SEVERITIES, strict=False))

    def severity(self, notification: CapturedNotification) -> str:
        """Return the severity at which a threshold is heard.

        Raises:
            UnsaidError: When it tells others than a group of addresses.
        """
        severity = self.severities.get(self._addresses(notification))
        if severity is None:
            raise UnsaidError("whom a threshold tells is more than a list of addresses for each severity")
        return severity

    def topics(self, budgets: Sequence[CapturedBudget]) -> Iterator[str]:
        """Name the topics that budgets tell; they stay, and the baseline tells their subscribers itself."""
        arns = {
            address
            for budget in budgets
            for notification in budget.notifications or ()
            for kind, address in notification.subscribers or ()
            if kind == "SNS"
        }
        for arn in sorted(arns):
            yield (
                f"The topic {arn} stays as it is, and the old budgets go on telling it: its addresses are"
                " subscribers of the section budgets, and confirm once more."
            )

    def _known(self) -> Iterator[tuple[str, ...]]:
        for budget in self._budgets:
            for notification in budget.notifications or ():
                try:
                    yield self._addresses(notification)
                except UnsaidError:
                    continue

    def _addresses(self, notification: CapturedNotification) -> tuple[str, ...]:
        addresses: set[str] = set()
        for kind, address in notification.subscribers or ():
            addresses.update((address,) if kind == "EMAIL" else self._told_by(address))
        if not addresses:
            raise UnsaidError("nobody is known whom a threshold tells")
        return tuple(sorted(addresses))

    def _told_by(self, arn: str) -> tuple[str, ...]:
        topic = self._topics.get(arn)
        if topic is None or topic.subscriptions is None:
            raise UnsaidError(f"it tells the topic {arn}, whose subscribers the capture doesn't know")
        others = sorted({entry.protocol for entry in topic.subscriptions if entry.protocol != "email"})
        if others:
            raise UnsaidError(
                f"it tells the topic {arn}, which has subscribers by {', '.join(others)}; it goes on telling"
                " them"
            )
        return tuple(entry.endpoint for entry in topic.subscriptions if entry.confirmed)
