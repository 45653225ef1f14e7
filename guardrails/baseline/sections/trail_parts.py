"""The parts of the section `trail`: data events, storage classes, object lock and search."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from guardrails import aws_facts
from guardrails.aws_facts.arns import ARN_PREFIX, build_arn
from guardrails.aws_facts.data_events import ARN_CHARACTERS, DATA_EVENT_TYPES, arn_service, data_event_type
from guardrails.aws_facts.storage_classes import STORAGE_CLASSES
from guardrails.baseline.sections.common import Section
from guardrails.controls.kinds import formed


def _data_event_type(name: str) -> str:
    if data_event_type(name) is None:
        near = aws_facts.nearest(name, DATA_EVENT_TYPES)
        remedy = f'did you mean "{near}"?' if near else "write it as AWS does, such as AWS::S3::Object"
        raise ValueError(f'"{name}" has no data events that are known here', remedy)
    return name


def _storage_class(name: str) -> str:
    storage_class = name.upper()
    if storage_class == "ONEZONE_IA":
        problem = "ONEZONE_IA keeps log files in a single availability zone"
        raise ValueError(problem, "use STANDARD_IA or GLACIER_IR")
    if storage_class not in STORAGE_CLASSES:
        near = aws_facts.nearest(name, STORAGE_CLASSES)
        remedy = f'did you mean "{near}"?' if near else f"S3 has {', '.join(STORAGE_CLASSES)}"
        raise ValueError(f'"{name}" is not a storage class', remedy)
    return storage_class


def _resource(arn: str) -> str:
    if len(arn) > ARN_CHARACTERS:
        raise ValueError(
            f"an ARN of {len(arn):,} characters", f"CloudTrail takes {ARN_CHARACTERS:,} characters of each"
        )
    if not arn.startswith(ARN_PREFIX) or arn.count(":") < 5 or "*" in arn:  # noqa: PLR2004 an ARN's parts
        raise ValueError(
            f'"{arn}" is not the beginning of an ARN', "write it as arn:aws:s3:::BUCKET/, without a wildcard"
        )
    return arn


ArnBeginning = Annotated[
    str,
    AfterValidator(_resource),
    Field(json_schema_extra={"maxLength": ARN_CHARACTERS, "pattern": rf"^{ARN_PREFIX}([^:*]*:){{3}}[^*]*$"}),
]
KeyArn = Annotated[
    str,
    formed(
        build_arn("kms", "[a-z0-9-]+", r"\d{12}", "key/[a-zA-Z0-9-]+"),
        "is not the ARN of a key",
        "copy it from `aws kms describe-key`",
    ),
]
"""The ARN of a key itself, never of an alias: guardrails protect it by this name."""


class DataEvents(Section):
    """Calls on data that the trail records, such as reading an object or invoking a function."""

    resource_type: Annotated[
        str,
        AfterValidator(_data_event_type),
        Field(json_schema_extra={"enum": sorted(DATA_EVENT_TYPES)}),
    ]
    """s3, lambda, dynamodb, sqs and so on, or the type as AWS writes it, such as AWS::S3::Object."""
    only: Literal["read", "write", "all"] = "all"
    """Which calls: those that read, those that write, or both."""
    resources: tuple[ArnBeginning, ...] = ()
    """How the ARNs begin, such as arn:aws:s3:::BUCKET/; every resource of the organization when empty."""

    @property
    def type(self) -> str:
        """The resource type as CloudTrail writes it."""
        return data_event_type(self.resource_type) or self.resource_type

    @property
    def recorded(self) -> tuple[str, str, frozenset[str]]:
        """The recorded calls, however they are written."""
        return self.type, self.only, frozenset(self.resources)

    @model_validator(mode="after")
    def _of_the_type(self) -> DataEvents:
        service = arn_service(self.type)
        for arn in self.resources:
            if service is not None and arn.split(":")[2] != service:
                problem = f'"{arn}" is no resource of {self.resource_type}, so nothing would be recorded'
                raise ValueError(problem, f"write it as arn:aws:{service}:…")
        return self


class Storage(Section):
    """A move of log files to another storage class of S3."""

    to: Annotated[str, AfterValidator(_storage_class), Field(json_schema_extra={"enum": [*STORAGE_CLASSES]})]
    """STANDARD_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER or DEEP_ARCHIVE."""
    after_days: int = Field(ge=0, le=36500)
    """How old a log file is when it moves, in days."""

    @model_validator(mode="after")
    def _old_enough(self) -> Storage:
        earliest = STORAGE_CLASSES[self.to].earliest_days
        if self.after_days < earliest:
            raise ValueError(f"S3 moves no file to {self.to} before it is {earliest} days old", "wait longer")
        return self

    def check_after(self, earlier: Storage) -> None:
        """Check that this move can follow an earlier one.

        Raises:
            ValueError: with the remedy, when S3 doesn't move files so, or charges them for longer.
        """
        earlier_class = STORAGE_CLASSES[earlier.to]
        if self.to not in earlier_class.next:
            possible = ", ".join(name for name in STORAGE_CLASSES if name in earlier_class.next)
            raise ValueError(
                f"S3 moves no file from {earlier.to} to {self.to}",
                f"next can come {possible}" if possible else "remove what follows",
            )
        first = earlier.after_days + max(earlier_class.charged_days, 1)
        if self.after_days < first:
            raise ValueError(
                f"log files leave {earlier.to} after {self.after_days - earlier.after_days} days, "
                f"and AWS charges it for at least {earlier_class.charged_days}",
                f"let {self.to} begin after {first} days or later",
            )


class ObjectLock(Section):
    """A lock that keeps every log file for some days, whoever asks to delete it."""

    mode: Literal["GOVERNANCE", "COMPLIANCE"]
    """GOVERNANCE can be lifted by a special permission, COMPLIANCE by nobody, AWS included."""
    days: int = Field(ge=1, le=36500)
    """How long each log file is locked, in days."""


class Search(Section):
    """Athena over the log files: a table, a workgroup and named queries."""

    scan_limit_gb: int = Field(default=100, ge=1, le=1_000_000)
    """How much a single query may read, in gigabytes; AWS charges by what is read."""
    results_days: int = Field(default=30, ge=1, le=365)
    """How long the results of queries are kept."""
