"""What this package stands on in its dependencies is where it was, in the pinned version."""

from __future__ import annotations

import inspect
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from botocore.serialize import RpcV2CBORSerializer

from emulator import hooks, managed_policies


def test_the_pinned_version() -> None:
    """The private names below are those of this version."""
    assert version("ministack") == hooks.MINISTACK_VERSION


@pytest.mark.parametrize("hook", hooks.CONTRACT, ids=lambda hook: f"{hook.owner.__name__}.{hook.name}")
def test_a_private_name(hook: hooks.Hook) -> None:
    """It exists, and takes what it is given."""
    found = getattr(hook.owner, hook.name)
    if hook.parameters is not None:
        assert tuple(inspect.signature(found).parameters) == hook.parameters


def test_motos_list_of_managed_policies() -> None:
    """Moto, pinned too, ships the names of the policies that AWS manages."""
    assert version("moto") == managed_policies.MOTO_VERSION
    assert not managed_policies.is_missing("arn:aws:iam::aws:policy/job-function/Billing")
    assert not managed_policies.is_missing("arn:aws:iam::111111111111:policy/own")
    assert managed_policies.is_missing("arn:aws:iam::aws:policy/Billling")


def test_botocores_cbor() -> None:
    """Botocore encodes CBOR by a private method."""
    parameters = inspect.signature(RpcV2CBORSerializer._serialize_data_item).parameters
    assert tuple(parameters) == ("self", "serialized", "value", "shape", "key")


def test_the_contract_is_complete() -> None:
    """Every private name that the hooks touch is in the contract."""
    folder = Path(hooks.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = {hook.name for hook in hooks.CONTRACT}
    touched = set(re.findall(r"\b\w+_module\.(\w+)", source))
    assert touched <= named, touched - named
