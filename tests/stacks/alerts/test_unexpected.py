"""The filters for unexpected regions and services say what the baseline's lists say, account by account."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails import aws_facts
from guardrails.baseline import Baseline
from guardrails.baseline.lists import ListKind
from guardrails.baseline.resolve import edited as edited_sections
from guardrails.baseline.sections.lists import Regions, Services
from guardrails.policy.name_set import NameSet
from guardrails.stacks.alerts.alarms.pattern import MAX_CHARACTERS, choices, pattern
from guardrails.stacks.alerts.alarms.unexpected import (
    GLOBAL_HOMES,
    global_services,
    region_patterns,
    service_patterns,
)
from tests.baselines import changed, load_small
from tests.stacks.alerts.filter_syntax import FilterPattern
from tests.stacks.cloudtrail_events import ARCHIVE, MANAGEMENT, NETWORK, SANDBOX, SHOP, call
from tests.stacks.helpers import edited

PATHS = ("Root", "Security", "Workloads", "Workloads/Prod", "Infrastructure/network", "Sandbox/sandbox-ada")
REGIONS = ("eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "ap-south-1", "me-central-1")
SERVICES = ("iam", "sts", "ec2", "iot", "iotsitewise", "s3", "gamelift", "workmail", "cloudfront")
region_lists = st.lists(st.sampled_from(REGIONS), min_size=1, unique=True)
service_lists = st.one_of(
    st.lists(st.sampled_from(SERVICES), unique=True).map(lambda names: {"denied": names}),
    st.lists(st.sampled_from(SERVICES), unique=True).map(
        lambda names: {"allowed": sorted({*names, "iam", "sts"})}
    ),
)


def overridden(lists: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Give overrides of some of the paths."""
    return st.dictionaries(st.sampled_from(PATHS), lists, max_size=4)


EXAMPLE = edited()
ACCOUNTS = (MANAGEMENT, ARCHIVE, NETWORK, SHOP, SANDBOX)


def with_lists(**sections: Regions | Services) -> Baseline:
    """Give the example with other lists, whatever its other parts would say against them."""
    return edited_sections(EXAMPLE, **sections)


def counted(texts: tuple[str, ...], event: dict[str, Any]) -> int:
    """Count an event; whether AWS takes an absent field for different must not matter."""
    assert all(len(text) <= MAX_CHARACTERS for text in texts)
    counts = {sum(FilterPattern(text, absent).matches(event) for text in texts) for absent in (False, True)}
    (count,) = counts
    return count


def denied_to(baseline: Baseline, kind: ListKind) -> dict[str, NameSet]:
    """Return what each account is denied, by id; the management account is held against the root's list."""
    lists, tree = baseline.denied[kind], baseline.tree
    members = {account.id: lists[account.path] for account in tree.accounts if account.id in ACCOUNTS}
    return members | {tree.management_account.id: lists["Root"]}


@settings(max_examples=25)
@given(region_lists, overridden(region_lists))
def test_a_change_counts_once_where_its_region_is_denied(
    allowed: list[str], overrides: dict[str, list[str]]
) -> None:
    """And not at all where it is allowed, or where the service is global and recorded there."""
    baseline = with_lists(regions=Regions.model_validate({"allowed": allowed, "overrides": overrides}))
    texts = region_patterns(baseline, by_account=True)
    for account, denied in denied_to(baseline, "regions").items():
        for region in (*REGIONS, "xx-new-1"):
            for service in ("ec2", "iam", "globalaccelerator", "zzz"):
                exempt = region in GLOBAL_HOMES and service in global_services()
                event = call(f"{service}:Create", account=account, region=region)
                assert counted(texts, event) == int(region in denied and not exempt), event


@settings(max_examples=25)
@given(service_lists, overridden(service_lists))
def test_a_change_counts_once_where_its_service_is_denied(
    lists: dict[str, list[str]], overrides: dict[str, dict[str, list[str]]]
) -> None:
    """Allow lists, deny lists and mixtures of both."""
    baseline = with_lists(services=Services.model_validate({**lists, "overrides": overrides}))
    texts = service_patterns(baseline, by_account=True)
    for account, denied in denied_to(baseline, "services").items():
        for service in (*SERVICES, "tomorrow"):
            event = call(f"{service}:Create", account=account)
            assert counted(texts, event) == int(service in denied), event


@pytest.mark.parametrize("room", [300, 900])
def test_everything_but_many_names_is_divided_exactly(room: int) -> None:
    """Every service but each second: more than one pattern holds, several times over, none counted twice."""
    services = sorted(aws_facts.all_services())
    exempt = NameSet.all_but(*(f"{service}.*" for service in services[::2]))
    terms = choices("eventSource", exempt, room)
    assert max(len(term) for term in terms) <= room
    texts = [pattern(term) for term in terms]
    for number, service in enumerate((*services, "tomorrow")):
        event = {"eventSource": f"{service}.amazonaws.com"}
        found = sum(FilterPattern(text).matches(event) for text in texts)
        assert found == int(service == "tomorrow" or number % 2 == 1), service


def test_one_account_list_of_every_region_is_no_alarm() -> None:
    """Where everything is expected there is nothing to watch."""
    everywhere = Regions(allowed=tuple(sorted(aws_facts.all_regions())))
    baseline = with_lists(regions=everywhere, services=Services(denied=()))
    assert service_patterns(baseline, by_account=True) == ()
    assert (
        counted(region_patterns(baseline, by_account=True), call("ec2:RunInstances", region="us-east-1")) == 0
    )
    assert (
        counted(region_patterns(baseline, by_account=True), call("ec2:RunInstances", region="xx-new-1")) == 1
    )


@pytest.mark.parametrize("by_account", [True, False])
@pytest.mark.parametrize("section", ["budgets", "access"])
def test_the_region_of_a_section_is_expected_in_the_management_account(
    section: str, *, by_account: bool
) -> None:
    """The deployment makes stacks there; a member account has no business there."""
    baseline = edited(lambda file: file[section].update(region="us-west-2"))
    here, there = (call("sns:CreateTopic", account=id_, region="us-west-2") for id_ in (MANAGEMENT, SHOP))
    elsewhere = call("sns:CreateTopic", account=MANAGEMENT, region="ap-south-1")
    texts = region_patterns(baseline, by_account=by_account)
    before = region_patterns(EXAMPLE, by_account=by_account)
    assert (counted(texts, here), counted(before, here)) == (0, 1)
    assert counted(texts, there) == int(by_account)
    assert counted(texts, elsewhere) == 1


def test_without_regions_no_region_is_unexpected() -> None:
    """A file that limits none expects calls in every region, those to come included."""
    section = "regions:\n  allowed: [eu-central-1, eu-west-1]\n  overrides:\n    Security: [eu-central-1]\n"
    baseline = load_small(changed(("  - control: deny_unused_regions\n", ""), (section, "")))
    assert region_patterns(baseline, by_account=True) == ()
    assert region_patterns(baseline, by_account=False) == ()
