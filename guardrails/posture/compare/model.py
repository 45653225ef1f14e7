"""The difference in effect between two postures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guardrails.organization import Organization, Provenance
from guardrails.posture.compare.settings import SettingsChange
from guardrails.posture.prove.report import Witness


class Direction(StrEnum):
    """The direction in which the verdict on requests changes."""

    WIDENED = "widened"
    """They were denied and become allowed."""
    NARROWED = "narrowed"
    """They were allowed and become denied."""
    UNDECIDED = "undecided"
    """Their change depends on statements of which it is unknown whether they apply."""


@dataclass(frozen=True)
class Scope:
    """Which requests of the accounts it is about, beside their actions."""

    direction: Direction
    policy_type: str
    """Of a service control policy, what the accounts' principals ask for; of a resource control policy, what
    anybody asks for of the accounts' resources."""
    regions: tuple[str, ...] | None
    """In which regions; None for all of them, those that AWS will open included."""
    but_regions: tuple[str, ...]
    """Where `regions` is None, all but these."""
    principals: tuple[str, ...] | None
    """Which principals: ARN patterns, or kinds of principals; None for all."""
    but_principals: tuple[str, ...]
    """Where `principals` is None, all but these."""
    conditions: tuple[str, ...]
    """Further conditions: keys, or "resource". The change happens for some of their values, and not for
    others."""
    certain: bool = True
    """Whether it is so; else it may be, for a statement is among those of which nobody can say."""


@dataclass(frozen=True)
class Change:
    """Requests whose verdict changes, alike in a number of accounts."""

    scope: Scope
    accounts: tuple[str, ...]
    """The paths of the accounts."""
    units: tuple[str, ...]
    """The paths of the root and the units whose future accounts it concerns as well."""
    actions: int
    """A set of actions, as `action_set` reads it."""
    before: tuple[str, ...]
    """The policies that deny the witness before."""
    after: tuple[str, ...]
    """The policies that deny the witness after."""
    witness: Witness
    intents: tuple[str, ...] = ()
    """The controls and the documents whose statements make the difference."""


@dataclass(frozen=True)
class Comparison:
    """All that changes in effect, and which accounts there are on one side only."""

    changes: tuple[Change, ...]
    joined: tuple[str, ...]
    """The paths of the accounts that are only in the second posture."""
    departing: tuple[str, ...]
    """The paths of the accounts that are only in the first one."""
    moved: tuple[tuple[str, str], ...]
    """The paths, before and after, of the accounts that stand elsewhere."""
    organization: Organization
    """The organization of the second posture."""
    accounts: int
    """How many accounts were compared."""
    texts_changed: int
    """How many policies were added, removed or written otherwise."""
    reasons: tuple[str, ...] = ()
    """Why what is undecided is so."""
    settings: tuple[SettingsChange, ...] = ()
    """Changes of another kind: the management policies that are effective in the accounts."""

    scopes: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """The units and accounts that each posture is about; none where it is the whole organization."""
    reads: tuple[Provenance | None, Provenance | None] = (None, None)
    """Who read the policies of others for each posture, and when; None where they weren't considered."""
    notes: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Sentences about the policies that each posture leaves out."""

    def directions(self) -> frozenset[Direction]:
        """Return in which directions anything changes."""
        return frozenset(change.scope.direction for change in self.changes)

    @property
    def disjoint(self) -> bool:
        """Whether the postures have no account in common, so that there is nothing to compare."""
        return not self.accounts and bool(self.joined or self.departing)
