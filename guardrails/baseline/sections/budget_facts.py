"""The periods of AWS Budgets with their limits, and the kinds of costs that a budget can leave out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Period = Literal["daily", "monthly", "quarterly", "yearly"]
CostType = Literal["credits", "refunds", "support", "taxes"]

PLANNED_PERIODS: Mapping[str, int] = {"monthly": 12, "quarterly": 4}
"""How many amounts a plan has.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html,
November 2026.
"""
TIME_UNITS: Mapping[str, str] = {
    "daily": "DAILY",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "yearly": "ANNUALLY",
}
"""The names of the periods in AWS Budgets.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html,
November 2026.
"""
HISTORY_PERIODS: Mapping[str, int] = {"daily": 60, "monthly": 12, "quarterly": 4, "yearly": 1}
"""How many periods AWS averages at most.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_HistoricalOptions.html,
November 2026.
"""
WITHOUT_FORECAST = "daily"
"""The period whose budgets take no alert of type FORECASTED: AWS answers InvalidParameterException.

Source: https://github.com/JiRaska/open-bank-oss/pull/226
Source: https://github.com/DNXLabs/terraform-aws-billing/releases/tag/0.1.1
"""
RECORD_TYPES: Mapping[CostType, str] = {
    "credits": "Credit",
    "refunds": "Refund",
    "support": "Support",
    "taxes": "Tax",
}
"""The values of the dimension RECORD_TYPE, which Cost Explorer and AWS Budgets share.

A filter on them does what `CostTypes` did: AWS takes either `FilterExpression` and `Metrics`, or the older
`CostFilters` and `CostTypes`, and has deprecated the older pair.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html
Source: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
"""
COST_TYPES: Mapping[str, CostType] = {
    "IncludeCredit": "credits",
    "IncludeRefund": "refunds",
    "IncludeSupport": "support",
    "IncludeTax": "taxes",
}
"""The switches of the older `CostTypes`, all on unless a budget says otherwise.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CostTypes.html
"""
