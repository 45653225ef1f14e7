"""The keys of cost allocation tags."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field


def _cost_tag_key(value: str) -> str:
    """Refuse the text user:Key$value, in which the older CostFilters name a tag and its value at once."""
    bare, _, tag_value = value.removeprefix("user:").partition("$")
    if bare == value and bare:
        return value
    remedy = f"write {bare or 'team'}: [{tag_value or 'VALUE'}]"
    raise ValueError(f'"{value}" is not the key of a tag', remedy)


CostTagKey = Annotated[
    str,
    AfterValidator(_cost_tag_key),
    Field(
        min_length=1,
        max_length=1024,
        description="The key of a cost allocation tag, such as team: without user:",
        json_schema_extra={"not": {"pattern": r"^user:|\$"}},
    ),
]
"""The bare key, as its resources have it. AWS's reference of `FilterExpression` takes "the key for the tag",
and the examples of Cost Explorer, which has the same structure, are bare. `user:` belongs to the text
`user:Key$value`, which the deprecated `CostFilters` takes as `TagKeyValue`. A key of AWS's begins with aws:.

Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_TagValues.html
Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Expression.html
Source: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
"""
