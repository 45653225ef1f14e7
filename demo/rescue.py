"""Come in by the break-glass role, as a user of the management account with a second factor."""

from __future__ import annotations

import ipaddress
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from emulator import totp
from emulator.client import Credentials, LocalAws
from guardrails.baseline import Baseline
from guardrails.baseline.sections.break_glass import USER, BreakGlass

DEVICE = "rescue-device"


@dataclass(frozen=True)
class Rescuer:
    """A user of the management account who may assume the break-glass role, with his key and his device."""

    aws: LocalAws
    management: str
    region: str
    section: BreakGlass
    credentials: Credentials
    serial: str
    seed: str

    @property
    def address(self) -> str | None:
        """An address that the role may be assumed from; None: from anywhere."""
        blocks = self.section.source_addresses
        return str(next(iter(ipaddress.ip_network(blocks[0])))) if blocks else None

    def come_in(self, account: str, *, code: str | None = None, address: str | None = None) -> Credentials:
        """Assume the role in an account, with the code that the device shows now unless another is given."""
        return self.aws.assume_role(
            f"arn:aws:iam::{account}:role/{self.section.name}",
            caller=self.management,
            region=self.region,
            session="rescue",
            by=self.credentials,
            source=address or self.address,
            SerialNumber=self.serial,
            TokenCode=code or totp.code(self.seed),
        )


def rescuer(aws: LocalAws, baseline: Baseline, name: str | None = None) -> Rescuer | None:
    """Make a user whom the baseline lets assume the role, with a key and a device; None where it names none.

    Args:
        aws: the local AWS.
        baseline: what is deployed there.
        name: the user; the first one that the baseline names by default.
    """
    section = baseline.accounts.break_glass if baseline.accounts else None
    users = (
        [caller.removeprefix(USER) for caller in section.callers if caller.startswith(USER)]
        if section
        else []
    )
    if section is None or not section.enabled or not users:
        return None
    management, region = baseline.tree.management_account.id, baseline.tree.home_region
    iam, user = aws.client("iam", management, region), (name or users[0]).rpartition("/")[2]
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_user(UserName=user)
    role = f"arn:aws:iam::*:role/{section.name}"
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=user, PolicyName="rescue", PolicyDocument=document)
    for key in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
    key = iam.create_access_key(UserName=user)["AccessKey"]
    serial, seed = _device(iam, user)
    credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    return Rescuer(aws, management, region, section, credentials, serial, seed)


def _device(iam: Any, user: str) -> tuple[str, str]:
    """Give a user a new device in the place of the one that he has."""
    for old in iam.list_mfa_devices(UserName=user)["MFADevices"]:
        iam.deactivate_mfa_device(UserName=user, SerialNumber=old["SerialNumber"])
        iam.delete_virtual_mfa_device(SerialNumber=old["SerialNumber"])
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=f"{DEVICE}-{user}")["VirtualMFADevice"]
    serial, seed = device["SerialNumber"], device["Base32StringSeed"].decode()
    codes = totp.shown_now(seed)[:2]
    iam.enable_mfa_device(
        UserName=user, SerialNumber=serial, AuthenticationCode1=codes[0], AuthenticationCode2=codes[1]
    )
    return serial, seed
