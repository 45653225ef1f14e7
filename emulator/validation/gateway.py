"""Check a call before its service answers it, and complain in the protocol of the call."""

from __future__ import annotations

import asyncio
from html import escape
from typing import TYPE_CHECKING

from emulator import aws, hooks
from emulator.errors import ApiError
from emulator.services.protocols import complaint, read_request, spoken_in
from emulator.validation import constraints, s3_requests

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState
    from emulator.validation.service import Parameters, Service


class Validated:
    """A service that refuses what AWS refuses."""

    def __init__(self, service: Service, inner: hooks.Handler, organization: OrganizationState) -> None:
        self._service = service
        self._inner = inner
        self._organization = organization

    async def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        """Answer a request, or refuse it."""
        try:
            operation, parameters = self._read(method, path, headers, body, query)
            if self._is_checked(operation):
                await asyncio.to_thread(self._check, operation, parameters)
        except ApiError as error:
            return self._complaint(headers, error)
        return await self._inner(method, path, headers, body, query)

    def _read(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> tuple[str, Parameters]:
        if self._service.model == "s3":
            return s3_requests.read(method, path, headers, body, query)
        try:
            return read_request(spoken_in(headers), path, headers, body, query)
        except ValueError:  # the service itself says what is wrong with it
            return "", {}

    def _is_checked(self, operation: str) -> bool:
        if operation in self._service.checks:
            return True
        model = aws.service_model(self._service.model)
        return bool(self._service.constraint_error) and operation in model.operation_names

    def _check(self, operation: str, parameters: Parameters) -> None:
        if self._service.model != "s3":
            model = aws.service_model(self._service.model).operation_model(operation)
            parameters = aws.typed(parameters, model)
        check = self._service.checks.get(operation)
        if check is not None:
            check(parameters, self._organization)
        if self._service.constraint_error:
            model = aws.service_model(self._service.model).operation_model(operation)
            constraints.check(parameters, model, self._service.constraint_error)

    def _complaint(self, headers: dict[str, str], error: ApiError) -> hooks.Answer:
        if self._service.model != "s3":
            return complaint(spoken_in(headers), error)
        content = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{error.code}</Code><Message>{escape(str(error))}</Message></Error>"
        )
        return error.status, {"Content-Type": "application/xml"}, content.encode()
