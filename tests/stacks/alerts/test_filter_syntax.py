"""The evaluator that the alarms are tested with does what AWS documents."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.alerts.filter_syntax import FilterPattern, FilterSyntaxError

EVENT: dict[str, Any] = {
    "eventType": "UpdateTrail",
    "sourceIPAddress": "111.111.111.111",
    "errorCode": "Client.UnauthorizedOperation",
    "flag": True,
    "off": False,
    "nothing": None,
    "user": {"name": "Ada", "id": 3},
}
CASES = (
    ('{ $.eventType = "UpdateTrail" }', True),
    ('{ $.eventType = "updatetrail" }', False),
    ('{ ($.eventType = "Update*") }', True),
    ('{ ($.errorCode = "*UnauthorizedOperation") }', True),
    ('{ ($.errorCode = "*Unauthorized*") }', True),
    ('{ ($.errorCode = "Unauthorized*") }', False),
    ('{ ($.sourceIPAddress != "123.123.*") }', True),
    ('{ ($.sourceIPAddress != "111.*") }', False),
    ("{ ($.other NOT EXISTS) }", True),
    ("{ ($.nothing NOT EXISTS) }", False),
    ("{ ($.nothing IS NULL) }", True),
    ("{ ($.flag IS TRUE) && ($.off IS FALSE) }", True),
    ("{ ($.off IS TRUE) }", False),
    ("{ ($.other IS FALSE) }", False),
    ('{ ($.user.name = "Ada") }', True),
    ('{ ($.user = "Ada") }', False),
    ('{ ($.a = "b") && ($.c = "d") || ($.flag IS TRUE) }', True),
    ('{ ($.a = "b") && (($.c = "d") || ($.flag IS TRUE)) }', False),
    ('{($.flag IS TRUE)||($.a="b")&&($.c="d")}', True),
)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_pattern_matches_what_aws_says(text: str, expected: bool) -> None:  # noqa: FBT001 (a table's column)
    """Comparison is by case; && comes before ||; wildcards stand at either end."""
    assert FilterPattern(text).matches(EVENT) is expected


def test_what_aws_leaves_open_can_be_either() -> None:
    """Nobody says whether a field that isn't there differs."""
    text = '{ ($.other != "x") }'
    assert [FilterPattern(text, absent_differs=either).matches(EVENT) for either in (False, True)] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{ }",
        '{ $.a = "b"',
        '{ ($.a = "b") } x',
        '{ ($.a == "b") }',
        '{ ($.eventType = "Up*ail") }',
        "{ ($.a = b) }",
        '{ ("b" = $.a) }',
        '{ ($.a = "b") and ($.c = "d") }',
        "{ ($.a EXISTS) }",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """A pattern that the evaluator took and AWS didn't would prove nothing."""
    with pytest.raises(FilterSyntaxError):
        FilterPattern(text).matches(EVENT)
