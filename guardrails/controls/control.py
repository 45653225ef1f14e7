"""A control, and the facts that it gets about the place where it stands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from guardrails.controls.kinds import Typed
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import EVERYBODY, SCP, Conditions
from guardrails.policy.name_set import NameSet

Family = Literal[
    "regions", "services", "protection", "identity", "data", "perimeter", "network", "quarantine", "own"
]
"""Statements of one family share a policy, so that a reviewer finds a guardrail where he expects it."""

Severity = Literal["low", "medium", "high", "critical"]
"""The harm of being without it. Critical: the organization or its evidence can be taken away. High: accounts
or data are open to outsiders. Medium: such harm gets likelier, or costs money. Low: something is untidy."""

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


class Parameters(Typed):
    """The parameters of a control, as they stand in the baseline."""


class NoParameters(Parameters):
    """The control has nothing to choose."""


ParametersT = TypeVar("ParametersT", bound=Parameters)


@dataclass(frozen=True)
class TrailFacts:
    """The names of an organization trail, and of the places of its evidence."""

    name: str
    """The name of the trail; empty where only its evidence is left."""
    buckets: tuple[str, ...]
    """The log bucket and, unless it existed already, the one that keeps who read it."""
    key_alias: str
    """The alias that tells the key; empty where the ARN alone does."""
    archive_account: str
    """The id of the account that holds bucket and key."""
    key_arn: str | None = None
    """The ARN of the key, where it existed already or has lost its alias; else its alias tells it."""


@dataclass(frozen=True)
class AuditRoleFacts:
    """The name of the audit role in every account, and the beginning of its stacks' names."""

    name: str
    stack_set: str


@dataclass(frozen=True)
class ControlContext:
    """The facts from which a control writes its statements."""

    parameters: Parameters
    exempt: tuple[str, ...] = ()
    """The ARN patterns of the principals that this control exempts, those whose exemption ends included."""
    endings: tuple[tuple[str, dt.date], ...] = ()
    """Which of `exempt` end, and each one's last day (UTC)."""
    all_exempt: tuple[str, ...] = ()
    """The ARN patterns of every principal that any exemption names."""
    organization: str = ""
    """The id of the organization."""
    management_account: str = ""
    """The id of the management account."""
    qualifier: str = ""
    """A part of the names of the roles that the baseline's bootstrap makes."""
    denied: NameSet = field(default_factory=NameSet)
    """For the controls of regions and services: the names denied at this node."""
    trail: TrailFacts | None = None
    former: tuple[TrailFacts, ...] = ()
    """Evidence that earlier deployments left in AWS."""
    audit_role: AuditRoleFacts | None = None

    def chosen(self, kind: type[ParametersT]) -> ParametersT:
        """Return the parameters, as the type that the control has of its own.

        Raises:
            TypeError: where they are another control's.
        """
        if not isinstance(self.parameters, kind):
            raise TypeError(f"{self.parameters!r} are no {kind.__module__}.{kind.__name__}")
        return self.parameters

    def unless_exempt(self) -> Conditions:
        """Build the condition that leaves the exempt principals alone; nothing where there are none."""
        return condition("ArnNotLike", "aws:PrincipalArn", self.exempt) if self.exempt else ()

    def without(self, principals: frozenset[str]) -> ControlContext:
        """Return the context where some of the ARN patterns name nobody."""
        if principals.isdisjoint((*self.exempt, *self.all_exempt)):
            return self
        return replace(
            self,
            exempt=tuple(pattern for pattern in self.exempt if pattern not in principals),
            endings=tuple(ending for ending in self.endings if ending[0] not in principals),
            all_exempt=tuple(pattern for pattern in self.all_exempt if pattern not in principals),
        )

    def after(self, day: dt.date) -> ControlContext:
        """Return the context once a day is over: without those whose exemption has ended by then."""
        ended = {principal for principal, last in self.endings if last <= day}
        return replace(
            self,
            exempt=tuple(principal for principal in self.exempt if principal not in ended),
            endings=tuple((principal, last) for principal, last in self.endings if last > day),
        )

    def deny(
        self,
        sid: str,
        actions: Iterable[str],
        resources: Iterable[str] = ("*",),
        when: Conditions = (),
        *,
        but: Iterable[str] = (),
    ) -> Statement:
        """Write a statement that denies actions to all but the exempt principals.

        Args:
            sid: the statement's name.
            actions: what is denied.
            resources: on what, as ARN patterns.
            when: under which conditions.
            but: on everything but these ARN patterns, instead of `resources`; ignored when empty.
        """
        left_out = tuple(but)
        return Statement(
            sid,
            "Deny",
            tuple(actions),
            resources=() if left_out else tuple(resources),
            not_resources=left_out,
            conditions=when + self.unless_exempt(),
        )

    def deny_everybody(
        self,
        sid: str,
        actions: Iterable[str],
        resources: Iterable[str] = ("*",),
        when: Conditions = (),
    ) -> tuple[Statement, ...]:
        """Write what a resource control policy denies to everybody in the world but the exempt principals.

        A pattern such as arn:aws:iam::*:role/break-glass means the organization's own roles of that name.
        Anybody can call a role so, hence a second statement denies the same to all outsiders. The arguments
        are those of `deny`.
        """
        listed, on = tuple(actions), tuple(resources)
        first = replace(self.deny(sid, listed, on, when), principal=EVERYBODY)
        if self._exempt_by_account() == self.exempt:
            return (first,)
        return first, self.deny_outsiders(f"{sid}Outside", listed, on, when)

    def deny_outsiders(
        self,
        sid: str,
        actions: Iterable[str],
        resources: Iterable[str] = ("*",),
        when: Conditions = (),
        *,
        but: Iterable[str] = (),
    ) -> Statement:
        """Write what a resource control policy denies to all but the organization's own principals.

        AWS's services and anonymous callers are outsiders too. Of the exempt only those are left alone whose
        account their exemption spells out. The arguments are those of `deny`.
        """
        outside = condition("StringNotEqualsIfExists", "aws:PrincipalOrgID", (self.organization,))
        context = replace(self, exempt=self._exempt_by_account())
        return replace(context.deny(sid, actions, resources, when + outside, but=but), principal=EVERYBODY)

    def _exempt_by_account(self) -> tuple[str, ...]:
        return tuple(pattern for pattern in self.exempt if _ACCOUNT.fullmatch(pattern.split(":")[4]))


@dataclass(frozen=True)
class Control:
    """A guardrail: what it is, why it exists and how its intent becomes statements."""

    id: str
    title: str
    family: Family
    severity: Severity
    why: str
    source: str
    """The page of AWS that the control rests on."""
    statements: Callable[[ControlContext], Iterable[Statement]]
    parameters: type[Parameters] = NoParameters
    type: str = SCP
    """Which policies say it: those that bind the organization's principals, or those that bind who reaches
    its resources."""
    places: Literal["as_told", "regions", "services"] = "as_told"
    """Whether the control stands where `at` says, or where the baseline's lists of names put it."""
    needs: tuple[Literal["trail", "former", "exemptions", "accounts", "regions"], ...] = ()
    """The sections of the baseline; without any of them the control has nothing to say."""
    honors_exemptions: bool = True
    """Whether exemptions mean anything to it: AWS's services and anonymous callers have no ARN to name."""
    limits: str = ""
    """Calls that it can't deny, though a reader could expect it."""


def denying(sid: str, actions: Iterable[str]) -> Callable[[ControlContext], tuple[Statement, ...]]:
    """Build the statements of a control that denies the same actions everywhere, on whatever they act."""
    return denying_each((sid, tuple(actions), ""))


def denying_each(*parts: tuple[str, Iterable[str], str]) -> Callable[[ControlContext], tuple[Statement, ...]]:
    """Build the statements of a control that denies several groups of actions, on whatever they act.

    Args:
        parts: of each the statement's name, the actions, and the parameter that switches it on; "" where it
            is always on.
    """

    def statements(context: ControlContext) -> tuple[Statement, ...]:
        chosen = context.parameters
        on = (part for part in parts if not part[2] or getattr(chosen, part[2]))
        return tuple(context.deny(sid, actions) for sid, actions, _ in on)

    return statements


def listed(names: str) -> tuple[str, ...]:
    """Return the names in a text, such as those of actions, which spaces and ends of lines part."""
    return tuple(names.split())
