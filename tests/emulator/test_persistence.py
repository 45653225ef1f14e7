"""What the local AWS keeps from one run to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.client import running

BASELINE = Path(__file__).with_name("baseline.yaml")
ACCOUNT, REGION = "111111111111", "eu-central-1"


def test_a_clean_stop_is_gone_on_from(tmp_path: Path) -> None:
    """What was made in the first run is there in the second: in ministack's services and in our own."""
    state = tmp_path / "state"
    with running(BASELINE, state=state) as aws:
        key = aws.client("kms", ACCOUNT, REGION).create_key(Description="kept")["KeyMetadata"]["KeyId"]
        organizations = aws.client("organizations", ACCOUNT, REGION)
        organizations.create_policy(
            Name="kept",
            Description="",
            Type="SERVICE_CONTROL_POLICY",
            Content='{"Version":"2012-10-17","Statement":[]}',
        )
    with running(BASELINE, state=state) as aws:
        kms = aws.client("kms", ACCOUNT, REGION)
        assert kms.describe_key(KeyId=key)["KeyMetadata"]["Description"] == "kept"
        policies = aws.client("organizations", ACCOUNT, REGION).list_policies(Filter="SERVICE_CONTROL_POLICY")
        assert "kept" in {policy["Name"] for policy in policies["Policies"]}


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    """After an exception the next run starts clean: nobody knows what was under way."""
    state = tmp_path / "state"
    with pytest.raises(RuntimeError):
        _interrupted(state)
    assert not state.exists()


def test_another_organization_starts_clean(tmp_path: Path) -> None:
    """State that grew from another organization is not taken over."""
    state = tmp_path / "state"
    with running(BASELINE, state=state) as aws:
        aws.client("kms", ACCOUNT, REGION).create_key(Description="of another")
    other = tmp_path / "baseline.yaml"
    text = BASELINE.read_text(encoding="utf-8")
    other.write_text(text.replace(_organization_id(text), "o-another0123"), encoding="utf-8")
    with running(other, state=state) as aws:
        assert aws.client("kms", ACCOUNT, REGION).list_keys()["Keys"] == []


def _interrupted(state: Path) -> None:
    with running(BASELINE, state=state) as aws:
        aws.client("kms", ACCOUNT, REGION).create_key(Description="lost")
        raise RuntimeError


def _organization_id(text: str) -> str:
    return next(word for word in text.replace(",", " ").split() if word.startswith("o-"))
