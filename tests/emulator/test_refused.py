"""What AWS documents as refused is refused here, with AWS's error code, by a stack and by a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from scripts import local_aws_page
from tests.committed import assert_fresh
from tests.emulator.refused import CLASSES

if TYPE_CHECKING:
    from tests.emulator.deployments import Deployments
    from tests.emulator.refused.case import Refused

CASES = tuple(case for cases in CLASSES.values() for case in cases)
CALLED = tuple(case for case in CASES if case.call is not None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_by_a_stack(case: Refused, deployments: Deployments) -> None:
    """The resource fails with AWS's code, and the stack rolls back."""
    it = {**case.it, "DependsOn": list(case.depends)}
    if case.before is None:
        refused = deployments.create({**case.others, "It": it})
    else:
        made = deployments.create({**case.others, "It": case.before})
        assert made.status == "CREATE_COMPLETE", made.failures
        refused = deployments.update(made.name, {**case.others, "It": it})
    assert set(refused.failures) == {"It"}, refused
    assert f"({case.code})" in refused.failures["It"]
    assert refused.status in ("ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.parametrize("case", CALLED, ids=lambda case: case.name)
def test_by_a_call(case: Refused, deployments: Deployments) -> None:
    """The service itself refuses it with the same code."""
    assert case.call is not None
    client = deployments.client(case.call.service)
    with pytest.raises(ClientError) as raised:
        getattr(client, case.call.operation)(**case.call.arguments)
    assert raised.value.response["Error"]["Code"] == case.code


MET_BY_OTHERS = ("budget: a forecast of a day",)
"""The cases that no page of AWS's has: `page` names who met the refusal."""


def test_every_class_has_cases() -> None:
    """Each class has at least three, all together at least sixty; all but those named have a page of AWS."""
    assert all(len(cases) >= 3 for cases in CLASSES.values())
    assert len(CASES) >= 60
    elsewhere = [case.name for case in CASES if not case.page.startswith("https://docs.aws.amazon.com/")]
    assert elsewhere == list(MET_BY_OTHERS)
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_page_is_current() -> None:
    """The page lists what is refused and imported now."""
    page = local_aws_page.PAGE.read_text("utf-8")
    assert_fresh(local_aws_page.PAGE, local_aws_page.render(page))
