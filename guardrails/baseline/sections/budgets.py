"""The section `budgets`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import PathText, Section
from guardrails.organization import ROOT_PATH

Percent = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]


class Budget(Section):
    """A monthly cost budget."""

    scope: PathText = ROOT_PATH
    """Whose costs count: the whole organization, an organizational unit or an account."""
    amount: float = Field(gt=0, allow_inf_nan=False)
    """US dollars a month."""
    actual: tuple[Percent, ...] = (80.0, 100.0)
    """Alert when the costs so far pass these percentages of the amount."""
    forecasted: tuple[Percent, ...] = (100.0,)
    """Alert when the month is forecast to pass these percentages of the amount."""

    @model_validator(mode="after")
    def _alerts(self) -> Budget:
        count = len(self.actual) + len(self.forecasted)
        if not 1 <= count <= 10:  # noqa: PLR2004 (quotas.BUDGET_NOTIFICATIONS, shown to the reader by the error)
            raise ValueError(f"has {count} thresholds", "AWS takes 1 to 10 a budget")
        return self


class Budgets(Section):
    """Cost budgets, and who hears of them."""

    subscribers: tuple[t.Email, ...] = Field(min_length=1)
    """E-mail addresses; each confirms its subscription once."""
    limits: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9 _-]{1,60}$")], Budget] = Field(min_length=1)
    """The budgets, by name."""
