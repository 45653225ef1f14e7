"""Add the actions of budgets, which ministack lacks.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudgetAction.html
"""

from __future__ import annotations

import uuid

from emulator import hooks
from emulator.errors import ApiError
from emulator.services.operations import JsonService, Request

_KEPT = (
    "BudgetName",
    "NotificationType",
    "ActionType",
    "ActionThreshold",
    "Definition",
    "ExecutionRoleArn",
    "ApprovalModel",
    "Subscribers",
)


# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
_VIEWING = (
    "DescribeBudget",
    "DescribeBudgets",
    "DescribeNotificationsForBudget",
    "DescribeSubscribersForNotification",
)
_KINDS = ("Budget", "Notification", "Subscriber")
_MODIFYING = [f"{verb}{kind}" for verb in ("Create", "Delete", "Update") for kind in _KINDS]
ACTIONS_OF_OPERATIONS = {
    **{f"budgets:{name}": "budgets:ViewBudget" for name in _VIEWING},
    **{f"budgets:{name}": "budgets:ModifyBudget" for name in _MODIFYING},
}


class BudgetActions:
    """The actions of each account's budgets."""

    def __init__(self) -> None:
        self.actions: dict[str, list[Request]] = {}

    def create(self, request: Request) -> Request:
        """Answer `CreateBudgetAction`; nobody watches the costs, so it stands by."""
        action = {name: request[name] for name in _KEPT if name in request}
        action |= {"ActionId": str(uuid.uuid4()), "Status": "STANDBY"}
        self._own().append(action)
        shown = ("BudgetName", "ActionId")
        return {"AccountId": request["AccountId"], **{name: action[name] for name in shown}}

    def describe(self, request: Request) -> Request:
        """Answer `DescribeBudgetAction`."""
        action = self._found(request)
        return {"AccountId": request["AccountId"], "BudgetName": action["BudgetName"], "Action": action}

    def of_account(self, _request: Request) -> Request:
        """Answer `DescribeBudgetActionsForAccount`."""
        return {"Actions": list(self._own())}

    def of_budget(self, request: Request) -> Request:
        """Answer `DescribeBudgetActionsForBudget`."""
        return {"Actions": [each for each in self._own() if each["BudgetName"] == request["BudgetName"]]}

    def delete(self, request: Request) -> Request:
        """Answer `DeleteBudgetAction`."""
        described = self.describe(request)
        self._own().remove(described["Action"])
        return described

    def _own(self) -> list[Request]:
        return self.actions.setdefault(hooks.current_account(), [])

    def _found(self, request: Request) -> Request:
        for action in self._own():
            if (action["BudgetName"], action["ActionId"]) == (request["BudgetName"], request["ActionId"]):
                return action
        raise ApiError("NotFoundException", f"There is no action {request['ActionId']}.")


ACTIONS = BudgetActions()


def install() -> None:
    """Answer beside ministack's own Budgets."""
    hooks.correct_actions(ACTIONS_OF_OPERATIONS)
    service = JsonService("budgets", "budgets")
    service.register(
        CreateBudgetAction=ACTIONS.create,
        DescribeBudgetAction=ACTIONS.describe,
        DescribeBudgetActionsForAccount=ACTIONS.of_account,
        DescribeBudgetActionsForBudget=ACTIONS.of_budget,
        DeleteBudgetAction=ACTIONS.delete,
    )
    service.install(beside=True)
