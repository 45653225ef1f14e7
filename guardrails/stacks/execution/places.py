"""Where each resource type acts: the ARNs of what the templates make, by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from guardrails.aws_facts.arns import bucket_arn, build_arn
from guardrails.stacks.common.trails import former_trails
from guardrails.stacks.execution.site import Site, StackResource

_Places = Callable[[Site, StackResource], Iterator[str]]


def places(site: Site) -> list[str]:
    """List the ARNs of what the templates make, IAM's and the keys' apart, and of what that stands in."""
    return sorted(
        {arn for resource in site.resources for arn in _PLACES.get(resource.type, _nowhere)(site, resource)}
    )


def _nowhere(site: Site, resource: StackResource) -> Iterator[str]:
    del site, resource
    yield from ()


def _workgroup(site: Site, resource: StackResource) -> Iterator[str]:
    yield site.arn("athena", f"workgroup/{resource.name('Name')}")


def _budget(site: Site, resource: StackResource) -> Iterator[str]:
    del resource
    yield site.global_arn("budgets", "budget/guardrails-*")
    yield site.global_arn("billing", "billingview/*")


def _anomaly_monitor(site: Site, resource: StackResource) -> Iterator[str]:
    """Give every monitor: AWS makes up their ids."""
    del resource
    yield site.global_arn("ce", "anomalymonitor/*")


def _anomaly_subscription(site: Site, resource: StackResource) -> Iterator[str]:
    del resource
    yield site.global_arn("ce", "anomalysubscription/*")


def _stack_set(site: Site, resource: StackResource) -> Iterator[str]:
    name = resource.name("StackSetName")
    yield site.arn("cloudformation", f"stackset/{name}:*")
    yield site.arn("cloudformation", f"stackset-target/{name}:*")
    yield build_arn("cloudformation", site.region, "", "type/resource/*")


def _trail(site: Site, resource: StackResource) -> Iterator[str]:
    """Yield the trail, and those that it replaced in this region, which CloudFormation deletes."""
    yield site.arn("cloudtrail", f"trail/{resource.name('TrailName')}")
    yield from (site.arn("cloudtrail", f"trail/{name}") for name in former_trails(site.baseline))


def _alarm(site: Site, resource: StackResource) -> Iterator[str]:
    del resource
    yield site.arn("cloudwatch", "alarm:guardrails/*")


def _dashboard(site: Site, resource: StackResource) -> Iterator[str]:
    yield site.global_arn("cloudwatch", f"dashboard/{resource.name('DashboardName')}")


def _database(site: Site, resource: StackResource) -> Iterator[str]:
    """Give what Glue asks of each call: the catalogue, the database, its tables and its functions.

    Source: https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
    """
    name = resource.properties["DatabaseInput"]["Name"]
    yield site.arn("glue", "catalog")
    yield site.arn("glue", f"database/{name}")
    yield site.arn("glue", f"table/{name}/*")
    yield site.arn("glue", f"userDefinedFunction/{name}/*")


def _group(site: Site, resource: StackResource) -> Iterator[str]:
    yield site.global_arn("identitystore", f"identitystore/{resource.properties['IdentityStoreId']}")
    yield build_arn("identitystore", "", "", "group/*")


def _log_group(site: Site, resource: StackResource) -> Iterator[str]:
    """Give both forms of the ARN: most actions ask for the one that ends in `:*`.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    """
    name = resource.name("LogGroupName")
    yield site.arn("logs", f"log-group:{name}")
    yield site.arn("logs", f"log-group:{name}:*")


def _organization(site: Site, resource: StackResource) -> Iterator[str]:
    del resource
    organization = site.baseline.organization
    yield site.global_arn("organizations", f"policy/{organization.id}/*")
    yield site.global_arn("organizations", f"root/{organization.id}/{organization.root}")
    yield site.global_arn("organizations", f"ou/{organization.id}/*")
    yield site.global_arn("organizations", f"account/{organization.id}/*")


def _bucket(site: Site, resource: StackResource) -> Iterator[str]:
    del site
    yield bucket_arn(resource.name("BucketName").lower())


def _topic(site: Site, resource: StackResource) -> Iterator[str]:
    """Give the topic, for which SNS asks of each of its subscriptions too."""
    yield site.arn("sns", resource.name("TopicName"))


def _identity_center(site: Site, resource: StackResource) -> Iterator[str]:
    del site
    instance = resource.properties["InstanceArn"]
    yield instance
    yield f"{instance.replace(':instance/', ':permissionSet/')}/*"
    yield build_arn("sso", "", "", "account/*")


_PLACES: Mapping[str, _Places] = {
    "AWS::Athena::WorkGroup": _workgroup,
    "AWS::Budgets::Budget": _budget,
    "AWS::CE::AnomalyMonitor": _anomaly_monitor,
    "AWS::CE::AnomalySubscription": _anomaly_subscription,
    "AWS::CloudFormation::StackSet": _stack_set,
    "AWS::CloudTrail::Trail": _trail,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::Dashboard": _dashboard,
    "AWS::Glue::Database": _database,
    "AWS::IdentityStore::Group": _group,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::Logs::MetricFilter": _log_group,
    "AWS::Organizations::Policy": _organization,
    "AWS::S3::Bucket": _bucket,
    "AWS::SNS::Topic": _topic,
    "AWS::SSO::Assignment": _identity_center,
    "AWS::SSO::PermissionSet": _identity_center,
}
