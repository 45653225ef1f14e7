"""Find the global services in botocore's own data.

This takes seconds and needs botocore, so that only tests import it.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

from guardrails.aws_facts.regions import PARTITION, is_region
from guardrails.aws_facts.services import is_service
from scripts.packaged import data_folder, packaged_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Far apart, and none the usual signing region of a global service: what is the same in all three is global.
_PROBES = ("us-east-2", "eu-west-1", "ap-southeast-2")

# Endpoints that IAM knows by another prefix. Source: the services' pages in
# https://docs.aws.amazon.com/service-authorization/latest/reference/, checked 2026-11-22.
_IAM_PREFIXES = {
    "agreement-marketplace": "aws-marketplace",
    "catalog.marketplace": "aws-marketplace",
    "entitlement.marketplace": "aws-marketplace",
    "partnercentral-channel": "partnercentral",
}


@cache
def derived_global_services() -> frozenset[str]:
    """Return the IAM prefixes of the services that botocore sends to one place whatever the region.

    These are the services whose endpoint rules give one host for three distant regions, or that have a single
    regional endpoint. An endpoint whose IAM prefix is unknown appears under its own name, so that a check
    against a list of known prefixes stumbles over it.

    Source: botocore's data/*/*/endpoint-rule-set-1.json and data/endpoints.json.
    """
    return frozenset(prefix for prefix, _ in (*_by_rules(), *_by_single_endpoint()))


@cache
def derived_signing_regions() -> dict[str, str]:
    """Return the region that requests to each of these services are signed for, where botocore names one."""
    return {prefix: region for prefix, region in (*_by_single_endpoint(), *_by_rules()) if region}


def _by_rules() -> Iterator[tuple[str, str | None]]:
    partitions = packaged_json("botocore", "partitions.json")
    for folder in sorted(data_folder("botocore").iterdir()):
        versions = sorted(folder.glob("*/service-2.json.gz"))
        rules = versions[-1].with_name("endpoint-rule-set-1.json.gz") if versions else None
        if rules is not None and rules.exists():
            found = _hosts(_unzipped(rules), partitions)
            if len({host for host, _ in found}) == 1:
                yield _prefix_of(_unzipped(versions[-1])["metadata"]), found[0][1]


def _hosts(rules: dict[str, Any], partitions: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Return the host for each probe, and the region that requests are signed for."""
    provider = EndpointProvider(rules, partitions)
    given = {"UseDualStack": False, "UseFIPS": False}
    defaults = {name: value for name, value in given.items() if name in rules["parameters"]}
    try:
        endpoints = [provider.resolve_endpoint(Region=region, **defaults) for region in _PROBES]
    except EndpointProviderError:
        return []  # the host depends on more than the region, an ARN for instance
    return [(one.url, _signed_for(one.properties.get("authSchemes", ()))) for one in endpoints]


def _signed_for(schemes: Iterable[dict[str, Any]]) -> str | None:
    return next((scheme["signingRegion"] for scheme in schemes if scheme.get("signingRegion")), None)


def _by_single_endpoint() -> Iterator[tuple[str, str | None]]:
    partitions = packaged_json("botocore", "endpoints.json")["partitions"]
    commercial = next(partition for partition in partitions if partition["partition"] == PARTITION)
    for name, service in commercial["services"].items():
        live = [
            region
            for region, endpoint in service["endpoints"].items()
            if "fips" not in region and not endpoint.get("deprecated")
        ]
        if len(live) == 1:
            scope = service["endpoints"][live[0]].get("credentialScope", {})
            yield (
                _IAM_PREFIXES.get(name, name),
                scope.get("region", live[0] if is_region(live[0]) else None),
            )


def _prefix_of(metadata: dict[str, str]) -> str:
    names = [metadata[key] for key in ("signingName", "endpointPrefix") if key in metadata]
    known = (prefix for name in names if is_service(prefix := _IAM_PREFIXES.get(name, name)))
    return next(known, names[0])


def _unzipped(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()))
    return content
