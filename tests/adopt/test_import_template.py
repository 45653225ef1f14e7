"""The template of an import has what exists, and no word of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from guardrails.adopt.import_template import import_template

TOPIC = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "alerts"}}


def _imported(**properties: Any) -> dict[str, Any]:
    """Import an alarm of a stack that also has a topic; return the alarm's properties."""
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "root", **properties}}
    template = {"Resources": {"Topic": TOPIC, "Alarm": alarm}}
    resources = import_template(template, frozenset({"Alarm"}))["Resources"]
    assert list(resources) == ["Alarm"]
    kept: dict[str, Any] = resources["Alarm"]["Properties"]
    return kept


@pytest.mark.parametrize(
    "reference",
    [
        [{"Ref": "Topic"}],
        {"Fn::GetAtt": ["Topic", "TopicArn"]},
        {"Fn::GetAtt": "Topic.TopicArn"},
        {"Fn::Join": ["", ["a", {"Ref": "Topic"}]]},
        {"Fn::Sub": "x-${Topic.TopicName}"},
        {"Fn::Sub": ["x-${Topic}-${Name}", {"Name": "n"}]},
        {"Fn::Sub": ["${Name}", {"Name": {"Ref": "Topic"}}]},
    ],
    ids=str,
)
def test_a_reference_to_what_is_not_imported_is_left_out(reference: Any) -> None:
    """CloudFormation would refuse it; the deployment afterwards adds it."""
    assert _imported(AlarmActions=reference, Threshold=1) == {"AlarmName": "root", "Threshold": 1}


@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "AWS::Region"},
        {"Fn::Sub": "${AWS::Partition}"},
        {"Fn::Sub": "${!Topic}"},
        {"Fn::GetAtt": ["Alarm", "Arn"]},
        "Topic",
    ],
    ids=str,
)
def test_other_values_stay(value: Any) -> None:
    """Pseudo parameters, the imported resources themselves and plain text."""
    assert _imported(Namespace=value)["Namespace"] == value


@pytest.mark.parametrize(
    ("depends_on", "kept"),
    [("First", ["First"]), ("Second", None), (["First", "Second"], ["First"]), (["Second"], None)],
)
def test_it_waits_only_for_what_is_imported(depends_on: Any, kept: list[str] | None) -> None:
    """A chain of policies is broken where one of them is new."""
    policy = {"Type": "AWS::Organizations::Policy", "Properties": {}, "DeletionPolicy": "Retain"}
    template = {
        "Resources": {"First": policy, "Second": policy, "Third": {**policy, "DependsOn": depends_on}}
    }
    third = import_template(template, frozenset({"First", "Third"}))["Resources"]["Third"]
    assert third.get("DependsOn") == kept
    assert third["DeletionPolicy"] == "Retain"


def test_an_import_has_no_outputs() -> None:
    """CloudFormation takes none with an import; it keeps the parameters that resources name."""
    template = {
        "Description": "Alerts",
        "Parameters": {"Name": {"Type": "String"}},
        "Outputs": {"Topic": {"Value": {"Ref": "Topic"}}},
        "Resources": {"Topic": TOPIC},
    }
    assert import_template(template, frozenset({"Topic"})) == {
        "Description": "Alerts",
        "Parameters": {"Name": {"Type": "String"}},
        "Resources": {"Topic": TOPIC},
    }
