"""How the rules read a template: order, references, values that nobody can know."""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.stacks.rules.engine import Template, TemplateResource, text
from guardrails.stacks.rules.engine.order import earlier, most_at_once
from guardrails.stacks.rules.registry import findings, rules
from tests.stacks.rules.fixtures import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS: list[tuple[Any, str]] = [
    ("plain", "plain"),
    ({"Ref": "Topic"}, "${Topic}"),
    ({"Fn::GetAtt": ["Key", "Arn"]}, "${Key.Arn}"),
    ({"Fn::GetAtt": "Key.Arn"}, "${Key.Arn}"),
    ({"Fn::Sub": "arn:${AWS::Partition}:s3:::${Bucket}"}, "arn:${AWS::Partition}:s3:::${Bucket}"),
    ({"Fn::Sub": ["${b}/*", {"b": {"Fn::GetAtt": ["Bucket", "Arn"]}}]}, "${Bucket.Arn}/*"),
    ({"Fn::Join": ["", [{"Fn::GetAtt": ["Bucket", "Arn"]}, "/*"]]}, "${Bucket.Arn}/*"),
    ({"Fn::ImportValue": "elsewhere"}, ""),
    ({"Version": "2012-10-17", "Statement": []}, ""),
    (12, ""),
    (None, ""),
]


@pytest.mark.parametrize(("value", "expected"), TEXTS)
def test_a_text_is_read_through_functions(value: Any, expected: str) -> None:
    """As Fn::Sub would write it; empty where only a deployment knows."""
    assert text(value) == expected


def _waiting(edges: set[tuple[int, int]], count: int) -> Template:
    """Build a template in which the later resource of each edge waits for the earlier one."""
    return Template(
        {
            "Resources": {
                f"R{n}": {"Type": "Test::One", "DependsOn": [f"R{a}" for a, b in sorted(edges) if b == n]}
                for n in range(count)
            }
        }
    )


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda edge: edge[0] < edge[1])))
def test_how_many_at_once_is_exact(edges: set[tuple[int, int]]) -> None:
    """It is the largest set in which nobody waits for anybody, which trying all sets finds as well."""
    template = _waiting(edges, 7)
    before = earlier(template)
    ids = list(template.resources)
    free = (
        size
        for size in range(len(ids), 0, -1)
        for chosen in combinations(ids, size)
        if not any(a in before[b] or b in before[a] for a, b in combinations(chosen, 2))
    )
    assert most_at_once(template.resources.values(), before) == next(free)


def test_five_hundred_in_a_row_are_one_at_once() -> None:
    """The longest chain that fits into a stack needs no recursion."""
    template = _waiting({(n, n + 1) for n in range(499)}, 500)
    assert most_at_once(template.resources.values(), earlier(template)) == 1


def test_a_cycle_has_no_order() -> None:
    """CDK's own rules report it; ours find nothing more."""
    body = {f"R{n}": {"Type": "AWS::Organizations::Policy", "DependsOn": f"R{1 - n}"} for n in (0, 1)}
    assert earlier(Template({"Resources": body})) == {}


def _with_unknowns(value: Any) -> Iterator[Any]:
    """Yield a template once for each value in it, with a parameter in the value's place."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in list(entries):
        for unknown in ({"Ref": "Parameter"}, {"Fn::If": ["Condition", "a", "b"]}, "text", ["list"], None):
            value[key] = unknown
            yield value
        value[key] = item
        if isinstance(item, dict | list):
            yield from (value for _ in _with_unknowns(item))


@pytest.mark.parametrize("which", ["good", "bad"])
@pytest.mark.parametrize("rule", rules())
def test_no_value_makes_a_rule_fail(rule: str, which: str) -> None:
    """Whatever stands in whatever place, every rule comes to an end without an error."""
    written = json.loads((TEMPLATES / rule / f"{which}.json").read_text(encoding="utf-8"))
    tried = 0
    for changed in _with_unknowns(written["Resources"]):
        assert isinstance(list(findings(Template({"Resources": changed}))), list)
        tried += 1
    assert tried > 5


def test_a_resource_is_found_by_reference_arn_and_name() -> None:
    """A topic of another name, or another type of that name, is not it."""
    body = {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "alerts"}}}
    template = Template({"Resources": body})
    topic = TemplateResource("Topic", body["Topic"])
    arn = "arn:aws:sns:eu-central-1:111111111111:"
    meant: list[Any] = [{"Ref": "Topic"}, {"Fn::GetAtt": ["Topic", "TopicArn"]}, f"{arn}alerts", "alerts"]
    others: list[Any] = [{"Ref": "Other"}, f"{arn}other", {"Fn::ImportValue": "alerts"}, None]
    for value in meant:
        assert template.meant(value, "AWS::SNS::Topic") == topic
    for value in others:
        assert template.meant(value, "AWS::SNS::Topic") is None
    assert template.meant("alerts", "AWS::S3::Bucket") is None
