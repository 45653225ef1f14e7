"""Add to ministack's CloudWatch Logs: another key for an existing log group, and deletion protection."""

from __future__ import annotations

from emulator import hooks
from emulator.errors import ApiError
from emulator.services.operations import JsonService, Request, complaint


def install() -> None:
    """Answer beside ministack's own CloudWatch Logs."""
    service = JsonService("logs", "logs")
    service.register(
        AssociateKmsKey=_associate,
        DisassociateKmsKey=_disassociate,
        PutLogGroupDeletionProtection=_protect,
    )
    service.install(beside=True)
    hooks.keep_deletion_protection(_refuse_deletion)


def _associate(request: Request) -> None:
    _group(request)["kmsKeyId"] = request["kmsKeyId"]


def _disassociate(request: Request) -> None:
    _group(request).pop("kmsKeyId", None)


def _protect(request: Request) -> None:
    name = request["logGroupIdentifier"].removesuffix(":*").rpartition(":")[2]
    group = _group({"logGroupName": name})
    group["deletionProtectionEnabled"] = request["deletionProtectionEnabled"]


def _refuse_deletion(name: str) -> hooks.Answer:
    """Refuse as the API's model names it: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html."""
    return complaint(
        ApiError("ValidationException", f"The log group {name} can't be deleted: it has deletion protection.")
    )


def _group(request: Request) -> Request:
    group = hooks.log_group(request["logGroupName"])
    if group is None:
        raise ApiError("ResourceNotFoundException", "The specified log group does not exist.")
    return group
