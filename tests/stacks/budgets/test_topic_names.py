"""A severity's topic may have the name of one that exists, and is then imported."""

from __future__ import annotations

import pytest

from guardrails.errors import InputError
from tests.edited import data_of_example, loaded
from tests.stacks.helpers import synthesized


def test_budgets_tell_the_named_topic() -> None:
    """The others keep their names; so do the budgets' alerts and the topic's policy."""
    data = data_of_example()
    data["budgets"]["topics"] = {"warning": "company-costs"}
    resources = synthesized(loaded(data)).template("guardrails-budgets")["Resources"].values()
    names = {
        resource["Properties"]["TopicName"] for resource in resources if resource["Type"] == "AWS::SNS::Topic"
    }
    assert names == {"company-costs", "guardrails-budget-alerts-critical"}
    told = {
        subscriber["Address"].rpartition(":")[2]
        for resource in resources
        if resource["Type"] == "AWS::Budgets::Budget"
        for alert in resource["Properties"]["NotificationsWithSubscribers"]
        for subscriber in alert["Subscribers"]
    }
    assert told == names


def test_two_severities_have_two_topics() -> None:
    """One topic can't be made twice."""
    data = data_of_example()
    data["budgets"]["topics"] = {"warning": "guardrails-budget-alerts-critical"}
    with pytest.raises(InputError, match="gives two severities one topic"):
        loaded(data)
