"""The model of `baseline.yaml`: frozen, typed, with a sentence on every field for editors to show."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.source import Source
from guardrails.errors import Location
from guardrails.organization import ROOT_PATH, Account, Organization, OrganizationalUnit, Root

PathText = Annotated[str, Field(description="A path such as Root, Workloads/Prod or Workloads/Prod/shop")]


class Section(BaseModel):
    """A part of the baseline: unknown keys are errors, and nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


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


class OrganizationSection(Section):
    """The organization as it is: this product reads the tree, it does not create it."""

    id: t.OrganizationId
    root: t.RootId
    """The id of the root, such as r-ex4m."""
    home_region: t.Region
    """Where every stack is deployed, and where Identity Center lives."""
    management_account: ManagementAccount
    accounts: dict[t.NodeName, t.AccountId] = {}
    """Member accounts directly under the root, by name."""
    units: dict[t.NodeName, Unit] = {}
    """The organizational units under the root, by name."""


class Regions(Section):
    """Which regions may be used: the control deny_unused_regions denies all others."""

    allowed: tuple[t.Region, ...] = Field(min_length=1)
    """For every account that has no list of its own."""
    overrides: dict[PathText, Annotated[tuple[t.Region, ...], Field(min_length=1)]] = {}
    """A subtree's own list, by path; it replaces the list of what stands above, narrower or wider."""


class ServiceList(Section):
    """Either the services that may be used, or those that may not."""

    allowed: Annotated[tuple[t.Service, ...], Field(min_length=1)] | None = None
    """All other services are denied, those that AWS launches tomorrow included."""
    denied: tuple[t.Service, ...] | None = None
    """All other services may be used."""

    @model_validator(mode="after")
    def _one_of_both(self) -> ServiceList:
        if (self.allowed is None) == (self.denied is None):
            raise ValueError("needs either `allowed` or `denied`", "keep one of the two lists")
        missing = [name for name in ("iam", "sts") if self.allowed is not None and name not in self.allowed]
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
    """A principal that guardrails spare."""

    principal: t.PrincipalPattern
    """The ARN pattern of a role or user, such as arn:aws:iam::*:role/break-glass."""
    owner: str = Field(min_length=1)
    """Who answers for it."""
    reason: str = Field(min_length=1)
    """Why it must be spared."""
    expires: t.Day | None = None
    """The last day on which the exemption is accepted (YYYY-MM-DD)."""
    controls: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """The ids of the controls that spare it; all of them where this is left out."""


class Guardrail(Section):
    """A control, or a document of your own, and where it stands."""

    control: str | None = None
    """The id of a control, such as deny_unused_regions."""
    document: str | None = None
    """The path of a service control policy of your own, relative to this file, such as policies/x.json."""
    at: tuple[PathText, ...] = Field(default=(ROOT_PATH,), min_length=1)
    """Where it stands; it binds every member account below. The root by default."""
    parameters: dict[str, Any] = {}
    """The control's parameters, where it has any."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Guardrail:
        if (self.control is None) == (self.document is None):
            raise ValueError("needs either `control` or `document`", "name one of the two")
        return self


LogRetention = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]
"""Days that CloudWatch Logs accepts.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""


class ObjectLock(Section):
    """A lock that keeps every log file for some days, whoever asks to delete it."""

    mode: Literal["GOVERNANCE", "COMPLIANCE"]
    """GOVERNANCE can be lifted by a special permission, COMPLIANCE by nobody, AWS included."""
    days: int = Field(ge=1, le=36500)


class Trail(Section):
    """The organization trail and where its evidence is kept."""

    name: t.TrailName = "organization-trail"
    bucket: t.BucketName
    """The name of the log bucket: unique in the world."""
    archive_account: PathText | None = None
    """The account that holds bucket and key, by path; the management account where this is left out."""
    key_alias: t.KeyAlias = "organization-trail"
    """The alias of the key that encrypts the logs, without the `alias/` in front."""
    glacier_after_days: int | None = Field(default=90, ge=1)
    """When log files move to the Glacier Instant Retrieval class; null keeps them where they are."""
    expire_after_days: int | None = Field(default=2557, ge=1)
    """When log files are deleted; null keeps them forever."""
    object_lock: ObjectLock | None = None
    log_group_days: LogRetention = 365
    """How long CloudWatch Logs keeps the events for searching and alarms."""

    @property
    def access_bucket(self) -> str:
        """The name of the bucket that keeps who read the log bucket; at most 63 characters, as S3 takes."""
        suffix = "-access"
        return self.bucket[: 63 - len(suffix)].rstrip("-") + suffix

    @model_validator(mode="after")
    def _in_order(self) -> Trail:
        if self.expire_after_days is not None:
            if self.glacier_after_days is not None and self.glacier_after_days >= self.expire_after_days:
                raise ValueError(
                    "log files expire before they move to Glacier", "make expire_after_days the larger"
                )
            if self.object_lock is not None and self.object_lock.days > self.expire_after_days:
                raise ValueError(
                    "object_lock holds log files longer than expire_after_days", "make it the shorter"
                )
        return self


Percent = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]


class Budget(Section):
    """A monthly cost budget."""

    scope: PathText = ROOT_PATH
    """Whose costs count: the whole organization, an organizational unit or an account."""
    amount: float = Field(gt=0, allow_inf_nan=False)
    """US dollars a month."""
    actual: tuple[Percent, ...] = (80.0, 100.0)
    """Alert when the costs so far pass these percentages of the amount."""
    forecasted: tuple[Percent, ...] = (100.0,)
    """Alert when the month is forecast to pass these percentages of the amount."""

    @model_validator(mode="after")
    def _alerts(self) -> Budget:
        count = len(self.actual) + len(self.forecasted)
        if not 1 <= count <= 10:  # noqa: PLR2004 (quotas.BUDGET_NOTIFICATIONS, shown to the reader by the error)
            raise ValueError(f"has {count} thresholds", "AWS takes 1 to 10 a budget")
        return self


class Budgets(Section):
    """Cost budgets, and who hears of them."""

    subscribers: tuple[t.Email, ...] = Field(min_length=1)
    """E-mail addresses; each confirms its subscription once."""
    limits: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9 _-]{1,60}$")], Budget] = Field(min_length=1)
    """The budgets, by name."""


class PermissionSet(Section):
    """What a group may do where it is assigned. Read-only unless it says otherwise."""

    description: str = Field(default="", max_length=700)
    managed: tuple[t.ManagedPolicy, ...] = Field(default=("ReadOnlyAccess",), max_length=10)
    """AWS managed policies, by the part of their ARN after `policy/`."""
    inline: str | None = None
    """The path of a JSON policy of your own, relative to this file."""
    session_hours: int = Field(default=8, ge=1, le=12)
    """How long a session lasts."""


class Group(Section):
    """A group of Identity Center: created here, or referenced by id when it comes from elsewhere."""

    id: t.GroupId | None = None
    """The id of a group that exists already, such as one that an identity provider synchronises."""
    description: str = Field(default="", max_length=1024)


class Assignment(Section):
    """Who gets what where."""

    group: str
    permission_set: str = "ReadOnly"
    at: tuple[PathText, ...] = Field(min_length=1)
    """Accounts, or organizational units for every account below; the management account only by its name."""


class Access(Section):
    """IAM Identity Center: permission sets, groups and assignments."""

    instance: t.InstanceArn
    identity_store: t.IdentityStoreId
    permission_sets: dict[t.PermissionSetName, PermissionSet] = {"ReadOnly": PermissionSet()}
    groups: dict[Annotated[str, Field(min_length=1, max_length=1024)], Group] = {}
    assignments: tuple[Assignment, ...] = ()


class Baseline(Section):
    """The whole baseline."""

    organization: OrganizationSection
    regions: Regions
    services: Services = Services(denied=())
    exemptions: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")], Exemption] = {}
    guardrails: tuple[Guardrail, ...] = ()
    trail: Trail | None = None
    budgets: Budgets | None = None
    access: Access | None = None
    tags: dict[str, str] = {}
    """Tags on every resource of every stack."""

    _source: Source = PrivateAttr(default_factory=Source)

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
