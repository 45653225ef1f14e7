"""Show in a terminal what the local AWS says is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from demo.calls import CallOutcome, denied
from demo.readback import Readback
from guardrails.baseline import Baseline
from guardrails.errors import counted
from guardrails.organization import Account, Node

_OF_AWS = frozenset({"FullAWSAccess", "RCPFullAWSAccess"})
"""AWS's own policies, which allow everything."""


def organization(console: Console, readback: Readback) -> None:
    """Show the tree as AWS Organizations has it, with the policies on each node."""
    tree = readback.organization
    management = tree.management_account
    top = Tree(f"[bold]{tree.id}[/] management account {management.id}, bound by no policy")
    _node(top, readback, tree.root, readback.management_policies())
    console.print(top)


def _node(above: Tree, readback: Readback, node: Node, settings: Mapping[str, Iterable[str]]) -> None:
    policies = [
        *(name for name in readback.policies(node.id) if name not in _OF_AWS),
        *settings.get(node.path, ()),
    ]
    names = ", ".join(dict.fromkeys(_short(name, node.path) for name in policies))
    branch = above.add(f"[bold]{node.name}[/]{f': [cyan]{names}[/]' if names else ''}")
    bare = [child for child in node.children if _is_bare(readback, child, settings)]
    if bare:
        branch.add(", ".join(child.name for child in bare))
    for child in node.children:
        if child not in bare:
            _node(branch, readback, child, settings)


def _short(name: str, path: str) -> str:
    """Shorten the name of a policy by what its place in the tree says."""
    return name.removeprefix("guardrails/").partition(f"/{path}-")[0]


def _is_bare(readback: Readback, node: Node, settings: Mapping[str, Iterable[str]]) -> bool:
    """Return whether a node is an account without policies of its own."""
    own = set(readback.policies(node.id)) - _OF_AWS
    return isinstance(node, Account) and not own and not settings.get(node.path)


def trail(console: Console, properties: dict[str, Any] | None) -> None:
    """Show the organization trail."""
    if properties is None:
        console.print("[red]There is no organization trail.[/]")
        return
    table = _table("Organization trail")
    for label, key in (
        ("name", "Name"),
        ("records", "IsLogging"),
        ("all regions", "IsMultiRegionTrail"),
        ("log file validation", "LogFileValidationEnabled"),
        ("events", "Events"),
        ("insights", "Insights"),
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
    table = _table("Log files")
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
    table = _table("Budgets, in US dollars", "budget", "amount", "counts", "from", "tells")
    for budget in sorted(budget_list, key=lambda entry: str(entry["BudgetName"])):
        lowest = min(float(notification["Threshold"]) for notification in budget["Notifications"])
        addressees = {
            subscriber["Address"].rpartition(":")[2].removeprefix("guardrails-budget-alerts-")
            for group in budget["Subscribers"]
            for subscriber in group
        }
        table.add_row(
            str(budget["BudgetName"]).removeprefix("guardrails-").rpartition("-")[0],
            f"{_amount(budget)} {str(budget['TimeUnit']).lower()}",
            _counted(budget),
            f"{lowest:g} %",
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
    sets = _table("Permission sets", "name", "session", "policies")
    for name, permission_set in sorted(readback.permission_sets(instance).items()):
        policies = [*permission_set["Managed"], *(["an inline policy"] if permission_set["Inline"] else [])]
        if permission_set["Boundary"]:
            policies.append(f"within {permission_set['Boundary']}")
        sets.add_row(name, permission_set["SessionDuration"], ", ".join(policies))
    console.print(sets)
    attributes = ", ".join(f"{key} ({source})" for key, source in readback.attributes(instance).items())
    console.print(f"[bold]Policies know of a person[/] {attributes or 'nothing'}")
    accounts: dict[str, list[str]] = {}
    for assignment in readback.assignments(instance, identity_store):
        holder = f"{assignment.group}: {assignment.permission_set}"
        accounts.setdefault(holder, []).append(assignment.account.rpartition("/")[2])
    table = _table("Assignments", "group and permission set", "accounts")
    for holder, names in sorted(accounts.items()):
        table.add_row(holder, ", ".join(sorted(names)))
    console.print(table)


def alerts(console: Console, readback: Readback) -> None:
    """Show the alarms by the topic that they alert, and who hears of it."""
    by_topic: dict[str, list[str]] = {topic: [] for topic in readback.subscriptions()}
    for name, topics in sorted(readback.alarms().items()):
        for topic in topics:
            by_topic.setdefault(topic, []).append(name.rpartition("/")[2])
    for topic, endpoints in readback.subscriptions().items():
        if by_topic[topic]:
            title = f"[bold]Alarms to {topic}[/] {', '.join(endpoints)}:"
            console.print(f"{title} {', '.join(by_topic[topic])}")
    console.print(f"[bold]Dashboard of them[/] {', '.join(readback.dashboards()) or 'none'}")


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
        console.print(f"[bold]Athena queries over the log files[/] {len(names)}")


def outcome(console: Console, result: CallOutcome) -> None:
    """Show what became of a call, and the role that made it."""
    if not result.as_expected or not (result.accepted or denied(result)):
        mark = "[red]unexpected[/]"
    else:
        mark = "[green]accepted[/]" if result.accepted else "[yellow]refused[/] "
    console.print(f"  {mark}  [bold]{result.call.caller:<11}[/]  {result.call.description}")


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="dim",
        box=None,
        pad_edge=False,
        show_header=bool(columns),
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def promises(lines: Sequence[str]) -> list[str]:
    """Return each obligation, the verdict without its figures, and what the proof did not ask."""
    *obligations, verdict, not_asked = lines
    return [line.strip() for line in (*obligations, verdict.partition(" Decided ")[0], not_asked)]


def everything(console: Console, readback: Readback, baseline: Baseline) -> None:
    """Show what is there: the organization, the evidence, the alerts, the budgets and who has access."""
    organization(console, readback)
    properties = readback.trail()
    trail(console, properties)
    if properties is not None:
        bucket = properties["S3BucketName"]
        evidence(console, bucket, readback.evidence(baseline.archive_account.id, bucket))
    alerts(console, readback)
    budgets(console, readback.budgets())
    if baseline.access is not None:
        access(console, readback, baseline.access.instance, baseline.access.identity_store)
    if baseline.accounts is not None:
        name = baseline.accounts.audit_role.name
        audit_role(console, name, readback.role(name), len(readback.organization.accounts) + 1)
    search(console, readback.queries(baseline.archive_account.id))
