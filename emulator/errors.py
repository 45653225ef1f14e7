"""The errors that the emulator answers with."""

from __future__ import annotations


class EmulatorError(Exception):
    """Report what a person did wrong when starting the emulator."""


class ApiError(Exception):
    """Answer a request with an AWS error.

    Args:
        code: AWS's error code, such as `PolicyNotFoundException`.
        message: The sentence that boto3 shows.
        status: The HTTP status.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class NotEmulatedError(Exception):
    """Fail a deployment, by name, on what the emulator can't honour."""
