"""A property that nobody taught to the local AWS is named by the test that fails for it."""

from __future__ import annotations

import json

import pytest

from demo.cdk import CdkError
from tests.e2e.conftest import Story

pytestmark = pytest.mark.e2e
STACK = "guardrails-budgets"


def test_a_failed_deployment_names_type_property_and_file(empty: Story) -> None:
    """The status alone, ROLLBACK_COMPLETE, would say nothing: the error says what to do."""
    empty.cdk.synthesize()
    template = json.loads(empty.template(STACK))
    topic = next(one for one in template["Resources"].values() if one["Type"] == "AWS::SNS::Topic")
    topic["Properties"]["FifoTopic"] = True
    (empty.cdk.output / f"{STACK}.template.json").write_text(json.dumps(template), encoding="utf-8")
    problem = "AWS::SNS::Topic property FifoTopic is not emulated; teach it to emulator/resources/sns.py"
    with pytest.raises(CdkError, match=problem):
        empty.cdk.deploy_again(STACK)
