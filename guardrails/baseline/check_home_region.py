"""Check whether CloudFormation has, in the home region, every resource type that a section brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from guardrails.aws_facts import default_enabled_regions
from guardrails.aws_facts.resource_types import regions_without, resource_types_source
from guardrails.baseline.context import Context
from guardrails.errors import Finding

_TOPIC = ("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription", "AWS::KMS::Key")
_BUCKET = ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::KMS::Key", "AWS::KMS::Alias")
_ROLE = ("AWS::IAM::Role", "AWS::IAM::ManagedPolicy")

BUDGETS, ACCESS = ("budgets",), ("access",)

SECTION_TYPES: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("guardrails",): ("AWS::Organizations::Policy",),
    ("management_policies",): ("AWS::Organizations::Policy",),
    ("trail",): ("AWS::CloudTrail::Trail", "AWS::Logs::LogGroup", *_BUCKET, *_ROLE),
    ("trail", "search"): (
        "AWS::Athena::WorkGroup",
        "AWS::Athena::NamedQuery",
        "AWS::Glue::Database",
        "AWS::Glue::Table",
        *_BUCKET,
    ),
    ("alerts",): (
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::Dashboard",
        "AWS::Logs::MetricFilter",
        *_TOPIC,
    ),
    BUDGETS: ("AWS::Budgets::Budget", *_TOPIC),
    ("budgets", "anomalies"): ("AWS::CE::AnomalyMonitor", "AWS::CE::AnomalySubscription"),
    ACCESS: (
        "AWS::IdentityStore::Group",
        "AWS::SSO::Assignment",
        "AWS::SSO::InstanceAccessControlAttributeConfiguration",
        "AWS::SSO::PermissionSet",
    ),
    ("accounts",): (
        "AWS::CloudFormation::StackSet",
        "AWS::CloudFormation::WaitConditionHandle",
        *_ROLE,
    ),
}
"""The resource types that a section brings into the region of its stacks."""


def home_region(c: Context) -> Iterator[Finding]:
    """Find sections that the region of their stacks has no resource type for."""
    for section, types in SECTION_TYPES.items():
        if section[:1] == BUDGETS:
            yield from _budgets(c, section, types)
        elif section == ("trail",) and c.written("trail", "existing"):
            continue  # nothing is made of it
        elif c.written(*section):
            yield from _lacking(c, section, types)


def _lacking(c: Context, section: tuple[str, ...], types: Iterable[str]) -> Iterator[Finding]:
    """Look at a section whose stacks stand in the home region, or where Identity Center lives."""
    home = c.baseline.organization.home_region
    region = c.baseline.access_region if section == ACCESS else home
    for resource_type in types:
        lacking = regions_without(resource_type)
        if region in lacking:
            kind = "home region" if region == home else "region of Identity Center"
            problem = f'CloudFormation has no {resource_type} in the {kind} "{region}" '
            problem += f"({resource_types_source()})"
            remedy = f"leave {'.'.join(section)} out"
            if region == home:
                alternatives = ", ".join(sorted(default_enabled_regions() - lacking))
                remedy += f", or take a home region that has it: {alternatives}"
            yield c.at(section, problem, remedy)


def _budgets(c: Context, section: tuple[str, ...], types: Iterable[str]) -> Iterator[Finding]:
    """The budgets are the one section that can stand in another region than the home region."""
    region, written_region = c.baseline.budgets_region, c.written(*BUDGETS, "region")
    for resource_type in types if c.written(*section) else ():
        lacking = regions_without(resource_type)
        if region not in lacking:
            continue
        having = sorted(default_enabled_regions() - lacking)
        nearest = next((candidate for candidate in having if candidate[:3] == region[:3]), having[0])
        kind = "region of the budgets" if written_region else "home region"
        problem = f'CloudFormation has no {resource_type} in the {kind} "{region}" '
        problem += f"({resource_types_source()})"
        remedy = f"write `budgets.region: {nearest}`, or another region that has it: {', '.join(having)}"
        if written_region:
            yield c.value_at((*BUDGETS, "region"), problem, remedy)
        else:
            yield c.at(BUDGETS, problem, remedy)
