"""Check the section `trail` against the rest of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import bucket_arn
from guardrails.aws_facts.data_events import SELECTOR_VALUES
from guardrails.baseline.context import Context
from guardrails.baseline.lists import nearest_path
from guardrails.baseline.scope import is_inside
from guardrails.baseline.sections.lists import ServiceList
from guardrails.baseline.sections.trail import Trail
from guardrails.errors import Finding
from guardrails.organization import ROOT_PATH

SEARCH_SERVICES = ("athena", "glue", "kms", "s3")
"""The services that an analyst's search calls."""


def trail(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the section `trail`."""
    section = c.baseline.trail
    if section is None:
        return
    if "." in section.log_bucket and section.own_bucket:
        problem = (
            f'"{section.log_bucket}" has a dot, with which the bucket\'s address has no valid certificate'
        )
        yield c.value_at(("trail", "bucket"), problem, "use hyphens")
    yield from _existing(c, section)
    yield from _archive_account(c, section)
    yield from _existing_key(c, section)
    yield from _data_events(c, section)
    yield from _search(c, section)


def _archive_account(c: Context, section: Trail) -> Iterator[Finding]:
    address = section.archive_account
    if address is None:
        return
    field_path = ("trail", "archive_account")
    yield from c.exists(field_path, address)
    if address in c.paths - c.account_paths:
        problem = f'"{address}" is not an account'
        yield c.value_at(field_path, problem, "name an account, such as Security/log-archive")
    elif address in c.account_paths - {c.management}:
        home = c.baseline.organization.home_region
        denied = any(guardrail.control == "deny_unused_regions" for guardrail in c.baseline.guardrails)
        makes = section.existing is None or section.search is not None
        bound = denied and makes and is_inside(c.baseline, address)
        if bound and _home_is_known(c) and not c.may_use_region(home, address):
            path = nearest_path(c.baseline.regions.overrides, address)
            place = ("regions", "allowed") if path is None else ("regions", "overrides", path)
            listed = f"{c.position(place)} (line {c.source.locate(place).line})"
            made = "log bucket" if section.existing is None else "search"
            problem = f"the {made} is made in the home region {home}, which this account may not use:"
            yield c.value_at(
                field_path, f"{problem} {listed} doesn't list it", f"add {home} to {c.position(place)}"
            )


def _existing(c: Context, section: Trail) -> Iterator[Finding]:
    """The management account owns every organization trail, whoever manages it.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
    """
    existing = section.existing
    management = c.baseline.organization.management_account.id
    if existing is not None and existing.account != management:
        problem = f"the trail is in {existing.account}, and the management account {management} owns every"
        problem += " organization trail"
        yield c.value_at(("trail", "existing", "arn"), problem, "name an organization trail")


def _existing_key(c: Context, section: Trail) -> Iterator[Finding]:
    """CloudTrail takes no key of another region than the bucket's."""
    home = c.baseline.organization.home_region
    if section.existing_key is not None and _home_is_known(c) and section.existing_key.split(":")[3] != home:
        problem = f"the key is in {section.existing_key.split(':')[3]}, the log bucket in {home}"
        yield c.value_at(("trail", "existing_key"), problem, f"name a key in {home}")


def _data_events(c: Context, section: Trail) -> Iterator[Finding]:
    for index, events in enumerate(section.data_events):
        events_path = ("trail", "data_events", index)
        if events.recorded in (earlier_events.recorded for earlier_events in section.data_events[:index]):
            yield c.at(events_path, "these data events stand in the list twice", "keep one of the two")
        for position, arn in enumerate(events.resources):
            own_prefixes = tuple(bucket_arn(f"{name}/") for name in section.buckets)
            if events.type == "AWS::S3::Object" and arn.startswith(own_prefixes):
                problem = f'"{arn}" records what CloudTrail itself writes there, without end'
                yield c.value_at(
                    (*events_path, "resources", position),
                    problem,
                    "remove it: the access logs tell who reads them",
                )
        everywhere = not events.resources or bucket_arn("") in events.resources
        if section.existing_bucket and events.type == "AWS::S3::Object" and everywhere:
            problem = "where S3 writes the access logs of an existing bucket isn't known here, and recording "
            problem += "what it writes there would never end"
            yield c.at(events_path, problem, "name the buckets to record under `resources`")
    # Besides the ARNs a selector holds a category, a type, read or write, and at most the two own buckets.
    values = sum(len(events.resources) + 5 for events in section.data_events) + 1
    if values > SELECTOR_VALUES:
        problem = f"its selectors hold up to {values:,} values; CloudTrail takes {SELECTOR_VALUES}"
        problem += " of all selectors of a trail"
        yield c.at(("trail", "data_events"), problem, "name fewer resources, or fewer and shorter beginnings")


def _search(c: Context, section: Trail) -> Iterator[Finding]:
    """A search that the guardrails deny to everybody who would run it."""
    address = section.archive_account
    denied = any(guardrail.control == "deny_unused_services" for guardrail in c.baseline.guardrails)
    if section.search is None or address is None or not denied or not is_inside(c.baseline, address):
        return
    services = _services(c, address)
    missing = [
        name
        for name in SEARCH_SERVICES
        if name in (services.denied or ()) or (services.allowed is not None and name not in services.allowed)
    ]
    if missing:
        problem = f"{address} searches the log files, but its services leave out {' and '.join(missing)}"
        yield c.at(("trail", "search"), problem, f"allow {' and '.join(missing)} there, or remove the search")


def _services(c: Context, address: str) -> ServiceList:
    """Return the nearest list of services at or above an account."""
    overrides = c.baseline.services.overrides
    above = [address.rsplit("/", count)[0] for count in range(address.count("/") + 1)]
    return next((overrides[path] for path in [*above, ROOT_PATH] if path in overrides), c.baseline.services)


def _home_is_known(c: Context) -> bool:
    return bool(c.written("organization", "home_region") == c.baseline.organization.home_region)
