"""The result of the proof."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from guardrails.baseline.acceptance import AcceptedFinding, judge
from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import scope_sentence
from guardrails.errors import Finding, GuardrailsError, Location, counted
from guardrails.organization import Provenance

OBLIGATIONS = MappingProxyType(
    {
        1: "Every intent of the baseline is kept in every account, and nothing else is denied.",
        2: "Nobody is locked out: exemptions, deployments, deliveries, audits, sign-ins and rescues work.",
        3: "An exemption frees no more than it names, and nobody can become whom it names or who deploys.",
        4: "The baseline protects trail, logs, stacks, roles and membership, also from indirect ways.",
        5: "Every level keeps an Allow, no exemption has expired, every attachment exists.",
    }
)
"""The obligations by their numbers: each must always hold."""
_OF_DENIED = frozenset(
    {
        "denied-without-intent",
        "global-service-denied",
        "level-without-allow",
        "locked-out",
        "locked-out-by-others",
    }
)
"""The kinds of fault whose request is denied; that of every other kind is allowed."""
_NAMED = 3
"""How many units a finding names."""


@dataclass(frozen=True, order=True)
class Witness:
    """One concrete request that shows a failure."""

    account: str
    """The path of the account."""
    action: str
    principal: str
    resource: str = ""
    region: str = ""
    context: tuple[tuple[str, str], ...] = ()
    """Condition keys and their values; a key that the request lacks has none."""

    def to_dict(self) -> dict[str, Any]:
        """Render as what JSON can hold."""
        return {**asdict(self), "context": dict(self.context)}

    def __str__(self) -> str:
        """Render as a person reads it: a request that is allowed."""
        return self.sentence("may ask for")

    def sentence(self, verb: str) -> str:
        """Render as a person reads it, with what becomes of the request, such as "may ask for"."""
        parts = [f"{self.principal} {verb} {self.action}"]
        parts += [f"on {self.resource}"] if self.resource not in ("", "*") else []
        parts += [f"in {self.region}"] if self.region else []
        parts += [f"with {key}={value}" for key, value in self.context if value]
        return f"in {self.account}, {' '.join(parts)}"


@dataclass(frozen=True)
class Failure:
    """An obligation that doesn't hold."""

    obligation: int
    name: str
    """The kind of the fault: intent-not-kept, denied-without-intent, locked-out and so on."""
    location: Location
    subject: str
    """The part of the baseline that it is about, such as `guardrails[2]` or `exemptions.break-glass`."""
    problem: str
    remedy: str
    witness: Witness | None = None
    accounts: int = 0
    """How many of the accounts that exist it concerns."""
    units: tuple[str, ...] = ()
    """The paths of the units whose new accounts it concerns."""

    def finding(self) -> Finding:
        """Render as a finding."""
        verb = "is denied" if self.name in _OF_DENIED else "may ask for"
        shown = f"{self.problem}: {self.witness.sentence(verb)}" if self.witness else self.problem
        shown += f" (and alike in {similar})" if (similar := self._other_accounts()) else ""
        return Finding(self.location, self.subject, shown, self.remedy, self.name)

    def _other_accounts(self) -> str:
        """Name the accounts beside that of the witness."""
        more = [counted(self.accounts - 1, "more account")] if self.accounts > 1 else []
        units = self.units if self.accounts else self.units[1:]
        named = ", ".join(units[:_NAMED]) + (
            f" and {len(units) - _NAMED} more" if len(units) > _NAMED else ""
        )
        return " and in ".join((*more, f"new accounts of {named}") if named else more)


@dataclass(frozen=True, order=True)
class Unproven:
    """A question that can't be decided exactly, and the reason."""

    obligation: int
    location: Location
    subject: str
    reason: str

    def finding(self) -> Finding:
        """Render as a finding."""
        problem = f"obligation {self.obligation} can't be decided here: {self.reason}"
        remedy = "rewrite the statement without this construct, or accept it as unproven"
        return Finding(self.location, self.subject, problem, remedy, "not-proven")


@dataclass(frozen=True)
class Unasked:
    """A question that the proof doesn't ask."""

    obligation: int
    reason: str
    """Why not, such as "no trail in this file"."""
    whole: bool = False
    """Whether nothing is left of the obligation, so that nobody can say that it holds."""


@dataclass(frozen=True)
class ProofReport:
    """The outcome, relative to the catalogue of actions of the day that it names."""

    failures: tuple[Failure, ...]
    unproven: tuple[Unproven, ...]
    accounts: int
    """How many accounts exist."""
    units: int
    """How many units there are, the root included; a new account of each was decided as well."""
    worlds: int
    """How many different sets of policies bind them; each was decided once."""
    equivalence_classes: int
    """How many classes of requests were decided."""
    actions: int
    """How many actions the catalogue has. Those that AWS will add are decided as well, as are new regions."""
    regions: int
    catalogue: dt.date
    """The day of the catalogue of actions."""
    accepted: tuple[tuple[int, AcceptedFinding], ...] = ()
    """Failures and unproven questions that the baseline accepts, each with its obligation."""
    scope: tuple[str, ...] = ()
    """The units and accounts that were proven; none where it was the whole organization."""
    outside: int = 0
    """How many accounts the proof says nothing of, as they are outside the scope."""
    unasked: tuple[Unasked, ...] = ()
    """Questions that weren't asked because the file or the scope lacks their subject."""
    read: Provenance | None = None
    """When and by whom the policies of others were read; None where they weren't considered."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The failures, then the unproven questions."""
        return (
            *(failure.finding() for failure in self.failures),
            *(unproven.finding() for unproven in self.unproven),
        )

    @property
    def notes(self) -> tuple[Finding, ...]:
        """The accepted findings, each with its owner, then the failures and unproven questions."""
        return (*(accepted.rendered for _, accepted in self.accepted), *self.findings)

    @property
    def holds(self) -> bool:
        """Whether nothing fails; what isn't proven is listed beside it."""
        return not self.failures

    @property
    def lines(self) -> tuple[str, ...]:
        """The notes line by line, after what the proof is about where that isn't the whole organization."""
        sentence = scope_sentence(self.scope, self.outside)
        return (*([sentence] if sentence else []), *map(str, self.notes))

    def state(self, obligation: int) -> Literal["holds", "fails", "not proven", "accepted", "not asked"]:
        """Return what is known of an obligation."""
        if any(failure.obligation == obligation for failure in self.failures):
            return "fails"
        unproven = any(entry.obligation == obligation for entry in self.unproven)
        if unproven:
            return "not proven"
        if any(number == obligation for number, _ in self.accepted):
            return "accepted"
        unasked = any(entry.whole and entry.obligation == obligation for entry in self.unasked)
        return "not asked" if unasked else "holds"

    def accepting(self, baseline: Baseline, today: dt.date) -> ProofReport:
        """Set apart what the baseline accepts on a day (UTC)."""
        judged = judge(baseline, self.findings, today)
        by_finding = {accepted.finding: accepted for accepted in judged.accepted}
        reported: tuple[Failure | Unproven, ...] = (*self.failures, *self.unproven)
        accepted = (
            (entry.obligation, by_finding[entry.finding()])
            for entry in reported
            if entry.finding() in by_finding
        )
        return replace(
            self,
            failures=tuple(failure for failure in self.failures if failure.finding() not in by_finding),
            unproven=tuple(entry for entry in self.unproven if entry.finding() not in by_finding),
            accepted=tuple(accepted),
        )


class ProofError(GuardrailsError):
    """An obligation doesn't hold; commands and synth exit with 1."""

    def __init__(self, report: ProofReport) -> None:
        self.report = report
        super().__init__(failure.finding() for failure in report.failures)
