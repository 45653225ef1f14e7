"""The model of `baseline.yaml`: frozen, typed, with a sentence on every field for editors to show."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)

from guardrails import aws_facts
from guardrails.baseline import types as t
from guardrails.baseline.bootstrap import DEFAULT_QUALIFIER
from guardrails.baseline.presets import expand
from guardrails.baseline.sections.acceptance import Acceptance
from guardrails.baseline.sections.access import Access
from guardrails.baseline.sections.accounts import Accounts
from guardrails.baseline.sections.alerts import Alerts
from guardrails.baseline.sections.budgets import Budgets
from guardrails.baseline.sections.common import PathText, Section
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.baseline.sections.guardrails import Guardrail
from guardrails.baseline.sections.management_policies import EntryName, ManagementPolicyEntry
from guardrails.baseline.sections.trail import Trail
from guardrails.baseline.source import Source
from guardrails.errors import Location
from guardrails.organization import Account, Organization, OrganizationalUnit, Root
from guardrails.policy.language.document import RCP, SCP

_SCP, _RCP = aws_facts.quota(SCP), aws_facts.quota(RCP)


class Unit(Section):
    """An organizational unit: its id, what is in it."""

    id: t.UnitId
    """The id of the organizational unit, such as ou-ex4m-security."""
    accounts: dict[t.NodeName, t.AccountId] = {}
    """The accounts directly in it, by name."""
    units: dict[t.NodeName, Unit] = {}
    """The organizational units directly in it, by name."""


class ManagementAccount(Section):
    """The account that owns the organization. No policy binds it."""

    name: t.NodeName = "management"
    """How the rest of the file addresses it."""
    id: t.AccountId


class ReservedSlots(Section):
    """How many policies others attach: AWS itself (FullAWSAccess), Control Tower, or whatever you have."""

    default: int = Field(default=1, ge=1, le=_SCP.max_attached_per_target)
    """At every node that `overrides` doesn't name; 1 is FullAWSAccess, which AWS attaches everywhere."""
    overrides: dict[PathText, Annotated[int, Field(ge=1, le=_SCP.max_attached_per_target)]] = {}
    """At single nodes, by path: not inherited, since AWS counts what is attached to a node directly."""
    rcp_default: int = Field(default=1, ge=1, le=_RCP.max_attached_per_target)
    """The same of resource control policies; 1 is RCPFullAWSAccess, which nobody can detach."""
    rcp_overrides: dict[PathText, Annotated[int, Field(ge=1, le=_RCP.max_attached_per_target)]] = {}
    """At single nodes, by path."""


class Quotas(Section):
    """Quotas of your organization, where they are lower than those of a new one."""

    scp_characters: int = Field(default=_SCP.max_characters, ge=1_024, le=_SCP.max_characters)
    """Of one service control policy: 10,240 since May 2026, 5,120 before."""
    scp_attached: int = Field(default=_SCP.max_attached_per_target, ge=2, le=_SCP.max_attached_per_target)
    """Service control policies on one root, unit or account: 10 since May 2026, 5 before."""
    rcp_characters: int = Field(default=_RCP.max_characters, ge=1_024, le=_RCP.max_characters)
    """Of one resource control policy."""
    rcp_attached: int = Field(default=_RCP.max_attached_per_target, ge=2, le=_RCP.max_attached_per_target)
    """Resource control policies on one root, unit or account, RCPFullAWSAccess included."""


class OrganizationSection(Section):
    """The organization as it is: this product reads the tree, it does not create it."""

    id: t.OrganizationId
    """The id of the organization, such as o-exampleorg1."""
    root: t.RootId
    """The id of the root, such as r-ex4m."""
    home_region: t.Region
    """Where every stack is deployed, and where Identity Center lives."""
    management_account: ManagementAccount
    accounts: dict[t.NodeName, t.AccountId] = {}
    """Member accounts directly under the root, by name."""
    units: dict[t.NodeName, Unit] = {}
    """The organizational units under the root, by name."""
    reserved_slots: ReservedSlots = ReservedSlots()
    quotas: Quotas = Quotas()
    qualifier: t.Qualifier = DEFAULT_QUALIFIER
    """The qualifier that `cdk bootstrap` gets for the baseline alone: it is in the names of the roles."""


class Regions(Section):
    """Which regions may be used: the control deny_unused_regions denies all others."""

    allowed: tuple[t.Region, ...] = Field(min_length=1)
    """For every account that has no list of its own."""
    overrides: dict[PathText, Annotated[tuple[t.Region, ...], Field(min_length=1)]] = {}
    """A subtree's own list, by path; it replaces the list of what stands above, narrower or wider."""


def _every_region() -> Regions:
    """Return the section of a file without one: no list, so that no region is denied, nor one to come."""
    return Regions.model_construct(allowed=())


_SIGNING_IN = ("iam", "sts")
"""Services without which nobody can sign in."""
_CONTAINS = [
    {"contains": {"pattern": "^" + "".join(f"[{letter}{letter.upper()}]" for letter in name) + "$"}}
    for name in _SIGNING_IN
]
"""The same for an editor, whatever the case of the letters."""


class ServiceList(Section):
    """Either the services that may be used, or those that may not."""

    allowed: (
        Annotated[tuple[t.Service, ...], Field(min_length=1, json_schema_extra={"allOf": _CONTAINS})] | None
    ) = None
    """All other services are denied, those that AWS launches tomorrow included."""
    denied: tuple[t.Service, ...] | None = None
    """All other services may be used."""

    @model_validator(mode="after")
    def _one_of_both(self) -> ServiceList:
        if (self.allowed is None) == (self.denied is None):
            raise ValueError("needs either `allowed` or `denied`", "keep one of the two lists")
        missing = [name for name in _SIGNING_IN if self.allowed is not None and name not in self.allowed]
        if missing:
            raise ValueError(
                f"the allow list lacks {' and '.join(missing)}, without which nobody can sign in", "add it"
            )
        return self


class Services(ServiceList):
    """Which services may be used: the control deny_unused_services denies all others."""

    overrides: dict[PathText, ServiceList] = {}
    """A subtree's own list, by path; it replaces the list of what stands above."""


class Exemption(Section):
    """A principal that guardrails exempt."""

    principal: t.PrincipalPattern
    """The ARN pattern of a role or user, such as arn:aws:iam::*:role/break-glass."""
    owner: str = Field(min_length=1)
    """Who answers for it."""
    reason: str = Field(min_length=1)
    """Why it must be exempt."""
    expires: t.Day | None = None
    """The last day of the exemption (YYYY-MM-DD, UTC): at its end AWS stops exempting the principal."""
    remind_days: int = Field(default=14, ge=0, le=365)
    """`check` warns this many days before the end; the entry may stay this many days after it."""
    controls: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """The ids of the controls that exempt it; all controls where this is left out."""


class Baseline(Section):
    """The whole baseline."""

    organization: OrganizationSection
    scope: Annotated[tuple[PathText, ...], Field(min_length=1)] | None = None
    """The units and accounts, by path or id, that guardrails and the proof are limited to, such as [Sandbox];
    the whole organization where this is left out."""
    regions: Regions = Field(default_factory=_every_region)
    """Which regions may be used; every region where this is left out."""
    services: Services = Services(denied=())
    exemptions: dict[t.ExemptionName, Exemption] = {}
    """Principals that guardrails exempt, by names of your own."""
    guardrails: tuple[Guardrail, ...] = ()
    """Denials and where they apply: controls, presets of controls and documents of your own."""
    management_policies: dict[EntryName, ManagementPolicyEntry] = {}
    """Settings of services in the accounts, by Organizations' other policy types; the names are your own."""
    trail: Trail | None = None
    former: tuple[FormerEvidence, ...] = ()
    """Evidence that earlier deployments left in AWS; protect_trail protects it, with or without `trail`."""
    alerts: Alerts | None = None
    budgets: Budgets | None = None
    access: Access | None = None
    accounts: Accounts | None = None
    tags: Annotated[dict[t.TagKey, t.TagValue], Field(max_length=t.TAGS)] = {}
    """Tags on every resource of every stack."""
    accept: tuple[Acceptance, ...] = ()
    """Findings that somebody answers for, each until a day."""

    _source: Source = PrivateAttr(default_factory=Source)
    _entries: tuple[Guardrail, ...] = PrivateAttr(default=())
    _entry_of: tuple[int, ...] = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _take_presets_apart(cls, data: Any, build: ModelWrapValidatorHandler[Baseline]) -> Baseline:
        """Replace each preset by the controls that it brings, so that nothing else has to know of presets."""
        written = build(data)
        expanded = tuple(expand(written.guardrails, written.has_section))
        baseline = written.model_copy(update={"guardrails": tuple(guardrail for _, guardrail in expanded)})
        baseline._entries = written.guardrails  # noqa: SLF001 (its own)
        baseline._entry_of = tuple(index for index, _ in expanded)  # noqa: SLF001
        return baseline

    def has_section(self, name: str) -> bool:
        """Return whether the file has a section, and something in it."""
        return name in self.model_fields_set and bool(getattr(self, name))

    @property
    def entries(self) -> tuple[Guardrail, ...]:
        """The guardrails as they are written, presets in one piece; `guardrails` is what they come to."""
        return self._entries

    @property
    def entry_of(self) -> tuple[int, ...]:
        """Of each guardrail, the index of the entry that it comes from."""
        return self._entry_of

    def brought_by(self, entry: int) -> tuple[Guardrail, ...]:
        """Return the guardrails that come from an entry."""
        return tuple(
            guardrail
            for index, guardrail in zip(self._entry_of, self.guardrails, strict=True)
            if index == entry
        )

    def name(self, *path: str | int) -> str:
        """Render a part of the baseline as its file has it: a preset's controls are all in its one entry."""
        return self._source.source_map.name(path)

    def locate(self, *path: str | int) -> Location:
        """Return where a part of the baseline stands in its file, such as `locate("guardrails", 2)`."""
        return self._source.locate(path)

    def file_text(self, name: str) -> str:
        """Return the text of a file that the baseline names, read when the baseline was loaded.

        Raises:
            KeyError: when the baseline doesn't name the file.
        """
        return self._source.files[name]

    @property
    def archive_account(self) -> Account:
        """The account that holds the trail's bucket and key."""
        path = self.trail.archive_account if self.trail else None
        node = self.tree.by_path[path] if path else self.tree.management_account
        if not isinstance(node, Account):
            raise TypeError(f"{path} is not an account")
        return node

    @property
    def budgets_region(self) -> str:
        """The region of the budgets' stacks and of their topics."""
        written_region = self.budgets.region if self.budgets else None
        return written_region or self.organization.home_region

    @cached_property
    def tree(self) -> Organization:
        """The organization as the tree that everything else works on."""
        section = self.organization
        return Organization(
            id=section.id,
            home_region=section.home_region,
            management_account=Account(section.management_account.id, section.management_account.name),
            root=Root(
                id=section.root,
                units=tuple(_unit(unit, name) for name, unit in section.units.items()),
                accounts=tuple(Account(id_, name) for name, id_ in section.accounts.items()),
            ),
        )


def _unit(unit: Unit, path: str) -> OrganizationalUnit:
    return OrganizationalUnit(
        id=unit.id,
        path=path,
        units=tuple(_unit(below, f"{path}/{name}") for name, below in unit.units.items()),
        accounts=tuple(Account(id_, f"{path}/{name}") for name, id_ in unit.accounts.items()),
    )
