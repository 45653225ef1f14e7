"""The catalogue of actions."""

from __future__ import annotations

import pytest

from guardrails.aws_facts import actions_of, all_actions, all_services, is_action, supports_resources


def test_actions_are_spelled_as_aws_publishes_them() -> None:
    """An action has its service's lower-case prefix and its own capitals, however one asks."""
    assert "ec2:RunInstances" in actions_of("ec2")
    assert actions_of("EC2") == actions_of("ec2")


def test_an_unknown_service_has_no_actions() -> None:
    """A misspelt prefix must not pass for a service without actions."""
    with pytest.raises(KeyError):
        actions_of("ec3")


def test_the_catalogue_is_sorted_and_without_doubles() -> None:
    """Whoever writes the catalogue out gets the same text every time."""
    assert list(all_actions()) == sorted(set(all_actions()))


def test_the_catalogue_is_its_services() -> None:
    """The whole catalogue holds every service's actions and nothing else."""
    assert {name.partition(":")[0] for name in all_actions()} == {
        service for service in all_services() if actions_of(service)
    }


@pytest.mark.parametrize("name", ["ec2:RunInstances", "EC2:runinstances", "organizations:LeaveOrganization"])
def test_knows_actions_in_any_case(name: str) -> None:
    """IAM compares actions without regard to case."""
    assert is_action(name)


@pytest.mark.parametrize(
    "name", ["ec2:RunInstance", "ec2:*", "ec2", "ec2:", "", "*", "ec3:RunInstances", "../ec2:x"]
)
def test_rejects_what_is_no_action(name: str) -> None:
    """Misspellings, wildcards and fragments are not actions."""
    assert not is_action(name)


def test_tells_which_actions_can_be_confined_to_resources() -> None:
    """A bucket can be named for s3:GetObject; ec2:DescribeInstances only knows all or nothing."""
    assert supports_resources("s3:GetObject")
    assert not supports_resources("ec2:DescribeInstances")


def test_says_nothing_of_unknown_actions() -> None:
    """An action outside the catalogue is neither confinable nor not."""
    with pytest.raises(KeyError):
        supports_resources("ec2:RunInstance")
