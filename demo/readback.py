"""Ask AWS's own APIs what is there: nothing in here looks at the baseline's policies, trail or access."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from demo.cdk import member_client
from emulator.client import LocalAws
from guardrails.management_policies import BY_API_NAME
from guardrails.organization import Node, Organization

TYPES = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
"""The policy types whose documents are written in IAM's policy language."""

_RCP_ACCESS = "RCPFullAWSAccess"


@dataclass(frozen=True)
class AccountAssignment:
    """Who has which permission set in an account."""

    account: str
    permission_set: str
    group: str


@dataclass(frozen=True)
class Readback:
    """The answers of the management account's APIs."""

    aws: LocalAws
    organization: Organization

    def client(self, service: str, account: str | None = None) -> Any:
        """Make a client where the service is; of the management account unless another is named."""
        management, organization = self.organization.management_account.id, self.organization
        in_center = service in ("sso-admin", "identitystore")
        region = organization.identity_center_region if in_center else organization.home_region
        return self.aws.client(service, account or management, region)

    def children(self, node_id: str) -> list[tuple[str, str]]:
        """List (id, name) of what stands below the root or a unit: units first, then accounts."""
        client = self.client("organizations")
        units = _pages(
            client, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=node_id
        )
        accounts = _pages(client, "list_accounts_for_parent", "Accounts", ParentId=node_id)
        return [(item["Id"], item["Name"]) for item in (*units, *accounts)]

    def policies(self, node_id: str) -> dict[str, dict[str, Any]]:
        """Return the documents of the service and resource control policies on a node, by name."""
        client = self.client("organizations")
        return {
            item["Name"]: json.loads(client.describe_policy(PolicyId=item["Id"])["Policy"]["Content"])
            for kind in TYPES
            for item in _pages(client, "list_policies_for_target", "Policies", TargetId=node_id, Filter=kind)
        }

    def management_policies(self) -> dict[str, dict[str, tuple[str, dict[str, Any]]]]:
        """Return the types and documents of the management policies on every node, by path and name."""
        client = self.client("organizations")
        documents: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {}
        for node in self.organization.nodes:
            for kind in BY_API_NAME:
                listed = _pages(client, "list_policies_for_target", "Policies", TargetId=node.id, Filter=kind)
                for item in listed:
                    content = client.describe_policy(PolicyId=item["Id"])["Policy"]["Content"]
                    documents.setdefault(node.path, {})[item["Name"]] = (kind, json.loads(content))
        return documents

    def posture(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return the documents on every node of the organization, by path and name.

        RCPFullAWSAccess stands everywhere once its type is enabled, and counts only beside others of it.
        """
        by_path = {node.path: self.policies(node.id) for node in self.organization.nodes}
        if not any(
            _is_rcp(document)
            for node_documents in by_path.values()
            for name, document in node_documents.items()
            if name != _RCP_ACCESS
        ):
            for node_documents in by_path.values():
                node_documents.pop(_RCP_ACCESS, None)
        return by_path

    def trail(self) -> dict[str, Any] | None:
        """Return the organization trail with whether it records, or None."""
        client = self.client("cloudtrail")
        for trail in client.describe_trails()["trailList"]:
            if trail.get("IsOrganizationTrail"):
                status = client.get_trail_status(Name=trail["TrailARN"])
                selectors = client.get_event_selectors(TrailName=trail["TrailARN"])
                events = [selector["Name"] for selector in selectors.get("AdvancedEventSelectors", ())]
                return {
                    **trail,
                    "IsLogging": status["IsLogging"],
                    "Events": events,
                    "Insights": self._insights(trail["TrailARN"]),
                }
        return None

    def _insights(self, trail: str) -> list[str]:
        client = self.client("cloudtrail")
        with suppress(client.exceptions.InsightNotEnabledException):
            selectors = client.get_insight_selectors(TrailName=trail)["InsightSelectors"]
            return [selector["InsightType"] for selector in selectors]
        return []

    def evidence(self, account: str, bucket: str) -> dict[str, Any]:
        """Return what S3 says of the bucket that keeps the log files: lock, moves, expiry and access logs."""
        client = member_client(self.aws, self.organization, "s3", account)
        lock: dict[str, Any] = {}
        rules: list[dict[str, Any]] = []
        with suppress(ClientError):  # S3 answers with an error where there is none
            lock = client.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        with suppress(ClientError):
            rules = client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        expirations = [rule["Expiration"] for rule in rules if "Expiration" in rule]
        return {
            "Lock": lock.get("Rule", {}).get("DefaultRetention"),
            "Transitions": [move for rule in rules for move in rule.get("Transitions", ())],
            "Expirations": [expiration["Days"] for expiration in expirations if "Days" in expiration],
            "Logging": client.get_bucket_logging(Bucket=bucket).get("LoggingEnabled", {}).get("TargetBucket"),
        }

    def dashboards(self) -> list[str]:
        """List the names of the CloudWatch dashboards."""
        entries = _pages(self.client("cloudwatch"), "list_dashboards", "DashboardEntries")
        return [entry["DashboardName"] for entry in entries]

    def attributes(self, instance: str) -> dict[str, str]:
        """Return what Identity Center tells policies of a person, and where it comes from."""
        client = self.client("sso-admin")
        with suppress(client.exceptions.ResourceNotFoundException):
            configuration = client.describe_instance_access_control_attribute_configuration(
                InstanceArn=instance
            )
            listed = configuration["InstanceAccessControlAttributeConfiguration"]["AccessControlAttributes"]
            return {attribute["Key"]: ", ".join(attribute["Value"]["Source"]) for attribute in listed}
        return {}

    def budgets(self) -> list[dict[str, Any]]:
        """List the budgets, each with its notifications and their subscribers."""
        client, account = self.client("budgets"), self.organization.management_account.id
        listed = []
        for budget in _pages(
            client, "describe_budgets", "Budgets", AccountId=account, ShowFilterExpression=True
        ):
            of_it = {"AccountId": account, "BudgetName": budget["BudgetName"]}
            notifications = client.describe_notifications_for_budget(**of_it)["Notifications"]
            subscribers = [
                client.describe_subscribers_for_notification(
                    **of_it, Notification=_identifying(notification)
                )["Subscribers"]
                for notification in notifications
            ]
            listed.append({**budget, "Notifications": notifications, "Subscribers": subscribers})
        return listed

    def permission_sets(self, instance: str) -> dict[str, dict[str, Any]]:
        """Return the permission sets by name, with their policies."""
        client = self.client("sso-admin")
        by_name = {}
        for arn in _pages(client, "list_permission_sets", "PermissionSets", InstanceArn=instance):
            of_it = {"InstanceArn": instance, "PermissionSetArn": arn}
            described = client.describe_permission_set(**of_it)["PermissionSet"]
            managed = _pages(
                client, "list_managed_policies_in_permission_set", "AttachedManagedPolicies", **of_it
            )
            inline = client.get_inline_policy_for_permission_set(**of_it).get("InlinePolicy")
            policies = {"Managed": sorted(policy["Name"] for policy in managed), "Inline": inline or None}
            by_name[described["Name"]] = {**described, **policies, "Boundary": _boundary(client, of_it)}
        return by_name

    def groups(self, identity_store: str) -> dict[str, str]:
        """Return the names of the groups by id."""
        listed = _pages(self.client("identitystore"), "list_groups", "Groups", IdentityStoreId=identity_store)
        return {group["GroupId"]: group["DisplayName"] for group in listed}

    def assignments(self, instance: str, identity_store: str) -> set[AccountAssignment]:
        """List every assignment in every account, the management account's included."""
        client, groups = self.client("sso-admin"), self.groups(identity_store)
        accounts = (self.organization.management_account, *self.organization.accounts)
        return {
            AccountAssignment(account.path, name, groups[item["PrincipalId"]])
            for name, permission_set in self.permission_sets(instance).items()
            for account in accounts
            for item in _pages(
                client,
                "list_account_assignments",
                "AccountAssignments",
                InstanceArn=instance,
                AccountId=account.id,
                PermissionSetArn=permission_set["PermissionSetArn"],
            )
        }

    def alarms(self) -> dict[str, list[str]]:
        """Return the topics that each CloudWatch alarm alerts, by the alarm's name."""
        listed = _pages(self.client("cloudwatch"), "describe_alarms", "MetricAlarms")
        return {
            alarm["AlarmName"]: [arn.rpartition(":")[2] for arn in alarm["AlarmActions"]] for alarm in listed
        }

    def subscriptions(self) -> dict[str, list[str]]:
        """Return who is subscribed to each topic of the management account, by the topic's name."""
        client = self.client("sns")
        endpoints: dict[str, list[str]] = {
            topic["TopicArn"].rpartition(":")[2]: [] for topic in _pages(client, "list_topics", "Topics")
        }
        for subscription in _pages(client, "list_subscriptions", "Subscriptions"):
            endpoints[subscription["TopicArn"].rpartition(":")[2]].append(subscription["Endpoint"])
        return endpoints

    def role(self, name: str) -> dict[str, dict[str, Any]]:
        """Return a role where it exists, by the path of the account, with its managed policies."""
        roles = {}
        for account in (self.organization.management_account, *self.organization.accounts):
            client = member_client(self.aws, self.organization, "iam", account.id)
            with suppress(client.exceptions.NoSuchEntityException):
                role = client.get_role(RoleName=name)["Role"]
                attached = _pages(client, "list_attached_role_policies", "AttachedPolicies", RoleName=name)
                roles[account.path] = {**role, "Managed": [policy["PolicyName"] for policy in attached]}
        return roles

    def queries(self, account: str) -> list[str]:
        """List the names of the Athena queries that an account keeps."""
        client = member_client(self.aws, self.organization, "athena", account)
        names = []
        for workgroup in client.list_work_groups()["WorkGroups"]:
            ids = client.list_named_queries(WorkGroup=workgroup["Name"])["NamedQueryIds"]
            names += [client.get_named_query(NamedQueryId=query_id)["NamedQuery"]["Name"] for query_id in ids]
        return sorted(names)

    def placed_as_declared(self) -> Iterator[tuple[Node, bool]]:
        """Tell for every node whether AWS has it where the baseline says."""
        for node in self.organization.nodes:
            child_ids = {child_id for child_id, _ in self.children(node.id)} if node.children else set()
            # The management account stands under the root, but outside the tree that policies bind.
            yield node, child_ids - {self.organization.management_account.id} == {c.id for c in node.children}


def _boundary(client: Any, permission_set: dict[str, str]) -> str | None:
    """Name the policy that bounds a permission set."""
    with suppress(client.exceptions.ResourceNotFoundException):
        boundary = client.get_permissions_boundary_for_permission_set(**permission_set)["PermissionsBoundary"]
        custom_name = boundary.get("CustomerManagedPolicyReference", {}).get("Name")
        return str(custom_name or boundary["ManagedPolicyArn"].partition(":policy/")[2])
    return None


def _identifying(notification: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in notification.items() if key != "NotificationState"}


def _is_rcp(document: dict[str, Any]) -> bool:
    """Return whether a document is a resource control policy: these alone name a principal."""
    listed = document["Statement"]
    return any("Principal" in statement for statement in (listed if isinstance(listed, list) else [listed]))


def _pages(client: Any, operation: str, key: str, **arguments: Any) -> list[Any]:
    """Collect all pages; an operation without a paginator answers in one."""
    if client.can_paginate(operation):
        return [
            item
            for page in client.get_paginator(operation).paginate(**arguments)
            for item in page.get(key, [])
        ]
    return list(getattr(client, operation)(**arguments).get(key, []))
