"""What ministack's CloudWatch Logs lacks: another key for a log group that exists."""

from __future__ import annotations

from emulator import hooks
from emulator.errors import AwsError
from emulator.services.operations import JsonService, Request


def install() -> None:
    """Answer beside ministack's own CloudWatch Logs."""
    service = JsonService("logs", "logs")
    service.register(AssociateKmsKey=_associate, DisassociateKmsKey=_disassociate)
    service.install(beside=True)


def _associate(request: Request) -> None:
    _group(request)["kmsKeyId"] = request["kmsKeyId"]


def _disassociate(request: Request) -> None:
    _group(request).pop("kmsKeyId", None)


def _group(request: Request) -> Request:
    group = hooks.log_group(request["logGroupName"])
    if group is None:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    return group
