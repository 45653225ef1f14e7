"""Budgets: names, amounts, notifications and subscribers."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import resource
from tests.emulator.deployments import MANAGEMENT
from tests.emulator.refused.case import DOCS, RUN, Call, Refused

_API = f"{DOCS}/aws-cost-management/latest/APIReference"
_BUDGET = f"{_API}/API_budgets_Budget.html"
_THRESHOLD = f"{_API}/API_budgets_Notification.html#threshold"
_NOTIFICATION = f"{_API}/API_budgets_Notification.html"
_INVALID, _LIMIT = "InvalidParameterException", "CreationLimitExceededException"
_NOTIFIED = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80}


def _email(number: int = 0) -> dict[str, str]:
    return {"SubscriptionType": "EMAIL", "Address": f"finance-{number}@example.com"}


def _budget(name: str, page: str, code: str, *, notified: Any = (), **properties: Any) -> Refused:
    wanted = {
        "BudgetName": f"refused-{abs(hash(name)) % 10**8}-{RUN}",
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": "100", "Unit": "USD"},
        **properties,
    }
    told = {"NotificationsWithSubscribers": list(notified)} if notified else {}
    return Refused(
        name=f"budget: {name}",
        page=page,
        code=code,
        it=resource("AWS::Budgets::Budget", Budget=wanted, **told),
        # boto3 itself refuses what is too small.
        call=None
        if page == _THRESHOLD
        else Call("budgets", "create_budget", {"AccountId": MANAGEMENT, "Budget": wanted, **told}),
    )


CASES = (
    _budget("a colon in its name", _BUDGET, _INVALID, BudgetName=f"team:web-{RUN}"),
    _budget("a name of 101", _BUDGET, _INVALID, BudgetName="a" * 101),
    _budget(
        "a negative amount",
        f"{_API}/API_budgets_Spend.html",
        _INVALID,
        BudgetLimit={"Amount": "-1", "Unit": "USD"},
    ),
    _budget(
        "a forecast of a day",
        "https://github.com/JiRaska/open-bank-oss/pull/226",
        _INVALID,
        TimeUnit="DAILY",
        notified=[
            {"Notification": {**_NOTIFIED, "NotificationType": "FORECASTED"}, "Subscribers": [_email()]}
        ],
    ),
    _budget("a week", _BUDGET, _INVALID, TimeUnit="WEEKLY"),
    _budget(
        "a limit and planned ones",
        f"{_API}/API_budgets_CreateBudget.html",
        _INVALID,
        PlannedBudgetLimits={"1767225600": {"Amount": "1", "Unit": "USD"}},
    ),
    _budget(
        "two ways to filter",
        f"{_API}/API_budgets_CreateBudget.html",
        _INVALID,
        CostFilters={"Service": ["Amazon S3"]},
        Metrics=["UnblendedCost"],
    ),
    _budget(
        "eleven notifications",
        _NOTIFICATION,
        _LIMIT,
        notified=[
            {"Notification": {**_NOTIFIED, "Threshold": number + 1}, "Subscribers": [_email()]}
            for number in range(11)
        ],
    ),
    _budget(
        "eleven addresses",
        _NOTIFICATION,
        _LIMIT,
        notified=[{"Notification": _NOTIFIED, "Subscribers": [_email(number) for number in range(11)]}],
    ),
    _budget(
        "an address that is none",
        f"{_API}/API_budgets_Subscriber.html",
        _INVALID,
        notified=[
            {"Notification": _NOTIFIED, "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "finance"}]}
        ],
    ),
    _budget(
        "a threshold below nothing",
        _THRESHOLD,
        _INVALID,
        notified=[{"Notification": {**_NOTIFIED, "Threshold": -1}, "Subscribers": [_email()]}],
    ),
)
