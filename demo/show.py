"""Show in a terminal what the local AWS says is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from demo.calls import CallOutcome, denied
from demo.readback import Readback
from guardrails.errors import counted
from guardrails.organization import Account, Node


def organization(console: Console, readback: Readback) -> None:
    """Show the tree as AWS Organizations has it, with the policies on each node."""
    tree = readback.organization
    management = tree.management_account
    top = Tree(
        f"[bold]{tree.id}[/]  management account {management.path} {management.id}, bound by no policy"
    )
    _node(top, readback, tree.root, readback.management_policies())
    console.print(top)


def _node(above: Tree, readback: Readback, node: Node, settings: Mapping[str, Iterable[str]]) -> None:
    label = (
        f"{node.name} [dim]{node.id}[/]"
        if isinstance(node, Account)
        else f"[bold]{node.name}[/] [dim]{node.id}[/]"
    )
    branch = above.add(label)
    for name, document in readback.policies(node.id).items():
        if name not in ("FullAWSAccess", "RCPFullAWSAccess"):
            sids = ", ".join(statement.get("Sid", "?") for statement in document["Statement"])
            branch.add(f"[cyan]{name}[/] {sids}")
    for name in settings.get(node.path, ()):
        branch.add(f"[cyan]{name}[/]")
    for child in node.children:
        _node(branch, readback, child, settings)


def trail(console: Console, properties: dict[str, Any] | None) -> None:
    """Show the organization trail."""
    if properties is None:
        console.print("[red]There is no organization trail.[/]")
        return
    table = _table("Organization trail", "property", "value")
    for label, key in (
        ("name", "Name"),
        ("records", "IsLogging"),
        ("all regions", "IsMultiRegionTrail"),
        ("log file validation", "LogFileValidationEnabled"),
        ("events", "Events"),
        ("insights", "Insights"),
        ("bucket", "S3BucketName"),
        ("key", "KmsKeyId"),
        ("log group", "CloudWatchLogsLogGroupArn"),
    ):
        value = properties.get(key)
        table.add_row(label, ", ".join(value) if isinstance(value, list) else str(value))
    console.print(table)


def evidence(console: Console, bucket: str, bucket_facts: dict[str, Any]) -> None:
    """Show how the bucket keeps the log files, and where S3 writes down who reads them."""
    lock = bucket_facts["Lock"]
    moves = ", ".join(
        f"{move['StorageClass']} after {move['Days']} days" for move in bucket_facts["Transitions"]
    )
    table = _table("Log files", "property", "value")
    table.add_row("bucket", bucket)
    table.add_row("locked", f"{lock['Mode']}, {lock['Days']} days" if lock else "no")
    table.add_row("moved to", moves or "nothing else")
    table.add_row(
        "deleted", ", ".join(f"after {days} days" for days in bucket_facts["Expirations"]) or "never"
    )
    table.add_row(
        "who reads them",
        f"written to {bucket_facts['Logging']}" if bucket_facts["Logging"] else "not written",
    )
    console.print(table)


def budgets(console: Console, budget_list: list[dict[str, Any]]) -> None:
    """Show the budgets with what they count and when they alert."""
    table = _table("Budgets, in US dollars", "budget", "amount", "counts", "alerts at", "tells")
    for budget in sorted(budget_list, key=lambda entry: str(entry["BudgetName"])):
        alerts = ", ".join(
            f"{float(notification['Threshold']):g} % {notification['NotificationType'].lower()}"
            for notification in budget["Notifications"]
        )
        addressees = {
            subscriber["Address"].rpartition(":")[2].removeprefix("guardrails-budget-alerts-")
            for group in budget["Subscribers"]
            for subscriber in group
        }
        table.add_row(
            str(budget["BudgetName"]).removeprefix("guardrails-"),
            f"{_amount(budget)} {str(budget['TimeUnit']).lower()}",
            _counted(budget),
            alerts,
            ", ".join(sorted(addressees)),
        )
    console.print(table)


def _amount(budget: dict[str, Any]) -> str:
    if "AutoAdjustData" in budget:
        kinds = {"HISTORICAL": "as in the past,", "FORECAST": "as forecast,"}
        return kinds[budget["AutoAdjustData"]["AutoAdjustType"]]
    return f"{float(budget['BudgetLimit']['Amount']):,.0f}"


def _counted(budget: dict[str, Any]) -> str:
    """Say which costs count: of how many accounts, and of which services, zones and tags."""
    expression = budget.get("FilterExpression") or {}
    shown = []
    for part in expression.get("And", [expression]):
        values = (part.get("Dimensions") or part.get("Tags") or {}).get("Values", [])
        if part.get("Dimensions", {}).get("Key") == "LINKED_ACCOUNT":
            shown.append(counted(len(values), "account"))
        elif values:
            shown.append(" or ".join(values))
    return ", ".join(shown) or "the whole organization"


def access(console: Console, readback: Readback, instance: str, identity_store: str) -> None:
    """Show the permission sets, and who has which of them where."""
    sets = _table("Permission sets", "name", "session", "policies", "starts at")
    for name, permission_set in sorted(readback.permission_sets(instance).items()):
        policies = [*permission_set["Managed"], *(["an inline policy"] if permission_set["Inline"] else [])]
        if permission_set["Boundary"]:
            policies.append(f"within {permission_set['Boundary']}")
        sets.add_row(
            name, permission_set["SessionDuration"], ", ".join(policies), permission_set.get("RelayState", "")
        )
    console.print(sets)
    attributes = ", ".join(f"{key} ({source})" for key, source in readback.attributes(instance).items())
    console.print(f"[bold]What policies are told of a person[/] {attributes or 'nothing'}\n")
    by_account: dict[str, list[str]] = {}
    for assignment in sorted(
        readback.assignments(instance, identity_store), key=lambda a: (a.group, a.permission_set)
    ):
        by_account.setdefault(assignment.account, []).append(
            f"{assignment.group}: {assignment.permission_set}"
        )
    table = _table("Assignments", "account", "who has what")
    tree = readback.organization
    for account in (tree.management_account, *tree.accounts):
        table.add_row(account.path, ", ".join(by_account.get(account.path, ["[dim]nobody[/]"])))
    console.print(table)


def alerts(console: Console, readback: Readback) -> None:
    """Show the alarms by the topic that they alert, and who hears of it."""
    by_topic: dict[str, list[str]] = {topic: [] for topic in readback.subscriptions()}
    for name, topics in sorted(readback.alarms().items()):
        for topic in topics:
            by_topic.setdefault(topic, []).append(name.rpartition("/")[2])
    table = _table("Alarms on the trail", "topic", "who hears", "alarms")
    for topic, endpoints in readback.subscriptions().items():
        if by_topic[topic]:
            table.add_row(topic, ", ".join(endpoints), ", ".join(by_topic[topic]))
    console.print(table)
    console.print(f"[bold]Dashboard of them[/] {', '.join(readback.dashboards()) or 'none'}\n")


def audit_role(console: Console, name: str, roles: dict[str, dict[str, Any]], accounts: int) -> None:
    """Show in how many accounts the audit role is, and whom it lets in."""
    trusted = {
        statement["Principal"]["AWS"]
        for role in roles.values()
        for statement in role["AssumeRolePolicyDocument"]["Statement"]
    }
    policies = sorted({policy for role in roles.values() for policy in role["Managed"]})
    console.print(
        f"[bold]Audit role[/] {name} in {len(roles)} of {accounts} accounts: {', '.join(policies)};"
        f" trusts {', '.join(sorted(str(principal) for principal in trusted))}, with an external id"
    )


def search(console: Console, names: list[str]) -> None:
    """Show the queries over the trail's log files."""
    if names:
        console.print(f"[bold]Athena queries over the log files[/] {', '.join(names)}\n")


def outcome(console: Console, result: CallOutcome) -> None:
    """Show what became of a call."""
    if not result.as_expected or not (result.accepted or denied(result)):
        mark = "[red]unexpected[/]"
    else:
        mark = "[green]accepted[/]" if result.accepted else "[yellow]refused [/]"
    console.print(
        f"  {mark}  [bold]{result.call.caller}[/]: {result.call.description} [dim]({result.answer})[/]"
    )


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
