"""The section `budgets` of an adopted baseline: amounts, thresholds, subscribers and filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from guardrails.adopt.budget_amounts import amount_fields
from guardrails.adopt.budget_audiences import Audiences
from guardrails.adopt.section_text import SectionText, UnsaidError
from guardrails.adopt.yaml_text import YamlBlock, YamlNode
from guardrails.aws_facts.resource_types import regions_without
from guardrails.baseline.sections.anomalies import DIMENSIONS
from guardrails.baseline.sections.budget_facts import COST_TYPES, RECORD_TYPES, TIME_UNITS
from guardrails.baseline.sections.budget_tags import CostTagKey
from guardrails.baseline.sections.budgets import Budget, Name
from guardrails.capture import Capture
from guardrails.capture.sections.budgets import CapturedBudget, CapturedBudgets, CapturedNotification
from guardrails.errors import counted
from guardrails.organization import ROOT_PATH, Organization

_PERIODS = {unit: period for period, unit in TIME_UNITS.items()}
_DIMENSIONS = {"SERVICE": "services", "AZ": "zones"}
_OLD_KEYS = {"LinkedAccount": "LINKED_ACCOUNT", "Service": "SERVICE", "AZ": "AZ"}
"""The dimensions by their names in the older CostFilters.

Source: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
"""
_KINDS = {"ACTUAL": "actual", "FORECASTED": "forecasted"}
_OFF = frozenset({"UseBlended", "UseAmortized"})
"""Which kinds of costs a budget doesn't count unless it says so; it counts all others.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CostTypes.html
"""
_TAG_MARK = "tag "
_LEFT_OUT = "without"
_RECORDS = {value: name for name, value in RECORD_TYPES.items()}
_FALLBACK_REGION = "us-east-1"
_NAME: TypeAdapter[str] = TypeAdapter(Name)
_TAG: TypeAdapter[str] = TypeAdapter(CostTagKey)


class _Scopes:
    """The nodes by the accounts below them, found once somebody asks."""

    def __init__(self, tree: Organization) -> None:
        self._tree = tree

    @cached_property
    def _paths(self) -> dict[frozenset[str], str]:
        paths: dict[frozenset[str], str] = {}
        for node in (*self._tree.nodes, self._tree.management_account):
            if node.path != ROOT_PATH:
                accounts = frozenset(account.id for account in self._tree.accounts_under(node.path))
                paths.setdefault(accounts, node.path)
        return paths

    def path(self, accounts: Sequence[str]) -> str:
        """Return the node whose accounts are counted.

        Raises:
            UnsaidError: When there is none.
        """
        path = self._paths.get(frozenset(accounts))
        if path is None:
            raise UnsaidError("the accounts that it counts are no unit and no account")
        if path in self._tree.closed:
            raise UnsaidError("it counts one suspended account, and a baseline has no budget of it")
        return path


def budgets_section(capture: Capture, tree: Organization) -> SectionText:
    """Write the cost budgets of the management account."""
    if capture.budgets is None or capture.budgets.budgets is None:
        return SectionText(lacking=("Budgets stay as they are: the capture doesn't know them.",))
    lacking = list(_monitors(capture.budgets))
    scopes = _Scopes(tree)
    audiences = Audiences(capture, capture.budgets.budgets)
    day = dt.date.fromisoformat(capture.taken[:10])
    limits: list[YamlNode] = []
    taken: list[CapturedBudget] = []
    for budget in capture.budgets.budgets:
        try:
            limits.append(_limit(budget, audiences, scopes, day))
            taken.append(budget)
        except UnsaidError as error:
            lacking.append(f"The budget {budget.name} stays as it is: {error.args[0]}.")
    if not limits:
        return SectionText(lacking=tuple(lacking))
    lacking += audiences.topics(taken)
    used = {severity: list(audience) for audience, severity in audiences.severities.items()}
    nodes = [
        YamlNode("subscribers", used),
        YamlNode("limits", YamlBlock(tuple(limits))),
    ]
    if capture.home_region in regions_without("AWS::Budgets::Budget"):
        nodes.append(YamlNode("region", _FALLBACK_REGION))
    comment = "Deployed beside the budgets that are there, under names of their own, until those are deleted."
    return SectionText((YamlNode("budgets", YamlBlock(tuple(nodes)), (comment,)),), lacking=tuple(lacking))


def _monitors(section: CapturedBudgets) -> Iterator[str]:
    """Name the anomaly monitors, of which AWS takes one of services, and how a baseline tells of those."""
    fields = {dimension: field for field, dimension in DIMENSIONS.items()}
    for monitor in section.monitors or ():
        told = sum(monitor.arn in entry.monitors for entry in section.anomaly_subscriptions or ())
        subscriptions = counted(told, "subscription")
        sentence = f"The cost anomaly monitor {monitor.name} stays as it is, with {subscriptions}"
        field = fields.get(monitor.dimension)
        yield (
            f"{sentence}; budgets.anomalies.existing.{field} tells the topics of it."
            if field
            else f"{sentence}."
        )


def _limit(budget: CapturedBudget, audiences: Audiences, scopes: _Scopes, day: dt.date) -> YamlNode:
    fields = dict(_fields(budget, audiences, scopes, day))
    try:
        _NAME.validate_python(budget.name)
        Budget.model_validate(fields)
    except ValidationError as error:
        detail: Mapping[str, Any] = error.errors(include_url=False)[0]
        raise UnsaidError(f"{'.'.join(map(str, detail['loc'])) or 'its name'}: {detail['msg']}") from None
    return YamlNode(budget.name, YamlBlock(tuple(YamlNode(key, value) for key, value in fields.items())))


def _fields(
    budget: CapturedBudget, audiences: Audiences, scopes: _Scopes, day: dt.date
) -> Iterator[tuple[str, Any]]:
    if budget.type != "COST":
        raise UnsaidError(f"it is of the type {budget.type}, and a baseline has budgets of costs")
    if budget.unit not in _PERIODS:
        raise UnsaidError(f"its period is {budget.unit}")
    otherwise = sorted(name for name, counts in budget.cost_types.items() if counts is (name in _OFF))
    unsaid = [name for name in otherwise if name not in COST_TYPES]
    if unsaid:
        raise UnsaidError(f"it counts costs otherwise: {', '.join(unsaid)}")
    if budget.actions is None or budget.notifications is None:
        raise UnsaidError("the capture doesn't know all of it")
    if budget.actions:
        raise UnsaidError(f"it takes actions, which no field says, and goes on with them: {_acts(budget)}")
    yield from _filters(budget, scopes, [COST_TYPES[name] for name in otherwise])
    period = _PERIODS[budget.unit]
    yield "period", period
    yield from amount_fields(budget, period, day)
    yield from _thresholds(budget.notifications, audiences)


def _acts(budget: CapturedBudget) -> str:
    """Name what a budget does by itself, and to whom."""
    return "; ".join(
        f"{action.type} {action.policy} at {', '.join(action.targets)}" for action in budget.actions or ()
    )


def _thresholds(
    notifications: Sequence[CapturedNotification], audiences: Audiences
) -> Iterator[tuple[str, Any]]:
    alerts: dict[str, list[dict[str, Any]]] = {kind: [] for kind in _KINDS.values()}
    for notification in sorted(notifications, key=lambda entry: (entry.type, entry.threshold)):
        if notification.unit != "PERCENTAGE" or notification.operator != "GREATER_THAN":
            raise UnsaidError("a threshold isn't a percentage that is passed")
        severity = audiences.severity(notification)
        at = notification.threshold
        alerts[_KINDS[notification.type]].append(
            {"at": int(at) if float(at).is_integer() else at, "severity": severity}
        )
    yield from alerts.items()


def _filters(budget: CapturedBudget, scopes: _Scopes, left_out: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a filter, with the kinds of costs that the older switches leave out."""
    tags: dict[str, list[str]] = {}
    without = set(left_out)
    for key, values in _dimensions(budget.filters):
        if key == "LINKED_ACCOUNT":
            yield "scope", scopes.path(values)
        elif key in _DIMENSIONS:
            yield _DIMENSIONS[key], list(values)
        elif key.startswith(_TAG_MARK):
            tags[key.removeprefix(_TAG_MARK)] = list(values)
        elif key == _LEFT_OUT:
            without |= set(values)
        else:
            raise UnsaidError(f"it counts by {key}")
    if tags:
        yield "tags", tags
    if without:
        yield "without", sorted(without)


def _left_out(refused: Mapping[str, Any]) -> Sequence[str]:
    """Return the kinds of costs that a filter leaves out."""
    tests = dict(_dimensions(refused))
    values = tests.pop("RECORD_TYPE", ())
    if tests or not values or not _RECORDS.keys() >= set(values):
        raise UnsaidError("it counts by Not")
    return [_RECORDS[value] for value in values]


def _dimensions(filters: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what a filter tests: a dimension or, after a mark, a tag's key or what mustn't hold; all hold."""
    if isinstance(filters.get("And"), list):
        for part in filters["And"]:
            yield from _dimensions(part)
    elif isinstance(filters.get("Not"), dict) and len(filters) == 1:
        yield _LEFT_OUT, _left_out(filters["Not"])
    elif "Dimensions" in filters or "Tags" in filters:
        if len(filters) != 1:
            raise UnsaidError("its filter has more than one part")
        test = filters.get("Dimensions") or filters["Tags"]
        if test.get("MatchOptions", ["EQUALS"]) != ["EQUALS"]:
            raise UnsaidError("its filter matches otherwise than by equal values")
        mark = _TAG_MARK if "Tags" in filters else ""
        yield f"{mark}{test.get('Key', '')}", test.get("Values", ())
    else:
        for key, values in filters.items():
            if key not in _OLD_KEYS or not isinstance(values, list):
                raise UnsaidError(f"it counts by {key}")
            yield _OLD_KEYS[key], values
