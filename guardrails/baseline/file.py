"""The model of `baseline.yaml` as a person types it: frozen, typed, a sentence on every field for editors."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from guardrails.baseline import types as t
from guardrails.baseline.sections.acceptance import Acceptance
from guardrails.baseline.sections.access import Access
from guardrails.baseline.sections.accounts import Accounts
from guardrails.baseline.sections.alerts import Alerts
from guardrails.baseline.sections.budgets import Budgets
from guardrails.baseline.sections.common import PathText, Section
from guardrails.baseline.sections.exemptions import ExemptionEntry
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.baseline.sections.guardrails import GuardrailEntry
from guardrails.baseline.sections.lists import Regions, Services, every_region
from guardrails.baseline.sections.management_policies import EntryName, ManagementPolicyEntry
from guardrails.baseline.sections.organization import OrganizationSection
from guardrails.baseline.sections.trail import Trail
from guardrails.organization import Organization


class BaselineFile(Section):
    """The whole file."""

    organization: OrganizationSection
    scope: Annotated[tuple[PathText, ...], Field(min_length=1)] | None = None
    """The units and accounts, by path or id, that guardrails and the proof are limited to, such as [Sandbox];
    the whole organization where this is left out."""
    regions: Regions = Field(default_factory=every_region)
    """Which regions may be used; every region where this is left out."""
    services: Services = Services(denied=())
    exemptions: dict[t.ExemptionName, ExemptionEntry] = {}
    """Principals that guardrails exempt, by names of your own."""
    guardrails: tuple[GuardrailEntry, ...] = ()
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

    @property
    def tree(self) -> Organization:
        """The organization's tree, with the region of Identity Center where the file says another one."""
        region = self.access.region if self.access else None
        elsewhere = None if region == self.organization.home_region else region
        closed = frozenset(self.accounts.closed if self.accounts else ())
        return replace(self.organization.tree, center_region=elsewhere, closed=closed)

    def has_section(self, name: str) -> bool:
        """Return whether the file has a section, and something in it that guardrails protect."""
        if name == "accounts":
            return self.accounts is not None and self.accounts.roles is not None
        return name in self.model_fields_set and bool(getattr(self, name))
