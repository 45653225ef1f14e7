"""Read the organization to start with from a baseline file.

Only the `organization` and `access` sections are read, as plain YAML: the emulator knows nothing of the
product that the file configures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from emulator.arns import service_principal
from emulator.errors import EmulatorError
from emulator.organization.state import POLICY_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


TRUSTED_SERVICES = (
    service_principal("cloudtrail"),
    service_principal("sso"),
    service_principal("member.org.stacksets.cloudformation"),
)
"""The trusted access that a baseline presupposes."""


@dataclass(frozen=True)
class AccountSeed:
    """An account that exists when the emulator starts."""

    name: str
    id: str


@dataclass(frozen=True)
class UnitSeed:
    """An organizational unit, or the root, with what hangs below it."""

    name: str
    id: str
    accounts: tuple[AccountSeed, ...] = ()
    units: tuple[UnitSeed, ...] = ()


@dataclass(frozen=True)
class IdentityCenterSeed:
    """The Identity Center instance and the groups that its identity store already holds.

    Attributes:
        region: Where it lives; empty: in the home region.
    """

    instance_arn: str
    identity_store: str
    groups: Mapping[str, str] = field(default_factory=dict)
    region: str = ""


@dataclass(frozen=True)
class Seed:
    """Everything that exists before the first call.

    Attributes:
        policy_types: The types of policies that are enabled on the root.
        trusted_services: The services that have trusted access.
        confirmed_emails: Whether subscriptions by e-mail count as confirmed; else they stay pending.
        joined: When every account joined, in seconds since the epoch; None: when the emulator starts.
        content: The name in `emulator.seeds` under which more is planted.
    """

    organization_id: str
    home_region: str
    management: AccountSeed
    root: UnitSeed
    identity_center: IdentityCenterSeed | None = None
    policy_types: tuple[str, ...] = POLICY_TYPES
    trusted_services: tuple[str, ...] = TRUSTED_SERVICES
    confirmed_emails: bool = True
    joined: float | None = None
    content: str = ""

    def accounts(self) -> tuple[AccountSeed, ...]:
        """List the management account and every member, the management account first."""
        return (self.management, *_accounts(self.root))


def read(path: Path) -> Seed:
    """Read a baseline file.

    Raises:
        EmulatorError: The file is missing, isn't YAML, or lacks what the organization needs.
    """
    try:
        document = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EmulatorError(f"{path}: {error.strerror}") from error
    except YAMLError as error:
        raise EmulatorError(f"{path}: not YAML: {error}") from error
    try:
        return _seed(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise EmulatorError(f"{path}: the organization section lacks {error}") from error


def _seed(document: Mapping[str, Any]) -> Seed:
    organization = document["organization"]
    management = organization["management_account"]
    return Seed(
        organization_id=organization["id"],
        home_region=organization.get("home_region", "us-east-1"),
        management=AccountSeed(str(management.get("name", "management")), _account_id(management)),
        root=_unit("Root", {**organization, "id": organization["root"]}),
        identity_center=_identity_center(document.get("access") or {}),
    )


def _unit(name: str, section: Mapping[str, Any]) -> UnitSeed:
    accounts = section.get("accounts") or {}
    units = section.get("units") or {}
    return UnitSeed(
        name=name,
        id=section["id"],
        accounts=tuple(AccountSeed(account, _account_id(value)) for account, value in accounts.items()),
        units=tuple(_unit(child, value) for child, value in units.items()),
    )


def _account_id(value: Any) -> str:
    """Read an account id; YAML takes one without quotes for a number and drops the zeros in front."""
    account_id = value["id"] if isinstance(value, dict) else value
    return f"{account_id:012d}" if isinstance(account_id, int) else str(account_id)


def _identity_center(section: Mapping[str, Any]) -> IdentityCenterSeed | None:
    if "instance" not in section or "identity_store" not in section:
        return None
    groups = section.get("groups") or {}
    return IdentityCenterSeed(
        instance_arn=section["instance"],
        identity_store=section["identity_store"],
        region=section.get("region") or "",
        groups={name: str(group["id"]) for name, group in groups.items() if group and "id" in group},
    )


def _accounts(unit: UnitSeed) -> tuple[AccountSeed, ...]:
    below = tuple(account for child in unit.units for account in _accounts(child))
    return (*unit.accounts, *below)
