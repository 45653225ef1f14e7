"""The section `management_policies`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from guardrails import aws_facts
from guardrails.baseline.sections.common import PathText, Section
from guardrails.controls.kinds import elsewhere, formed, known_name
from guardrails.management_policies.short import assigned, locked
from guardrails.management_policies.types import ai_opt_out
from guardrails.management_policies.types.declarative_ec2 import MAX_CRITERIA, MAX_DAYS, OWNERS
from guardrails.management_policies.types.security_hub import ALL_SUPPORTED
from guardrails.organization import ROOT_PATH

TypeId = Literal[
    "ai_opt_out",
    "declarative_ec2",
    "s3",
    "tag",
    "backup",
    "security_hub",
    "guardduty",
    "inspector",
    "bedrock",
    "chatbot",
    "upgrade_rollout",
    "network_security_director",
]
EntryName = Annotated[
    str,
    formed(
        r"[a-z0-9][a-z0-9-]{0,31}",
        "is not a name for a management policy",
        "use 1 to 32 lower-case letters, digits and hyphens, such as no-training",
    ),
]
OnOff = Literal["enabled", "disabled"]
_SHORT = ("ai_opt_out", "declarative_ec2", "s3", "security_hub")


def _ai_service(value: str) -> str:
    if not ai_opt_out.accepts(value):
        near = next(
            (service for service in ai_opt_out.KNOWN_SERVICES if service.startswith(value[:3].lower())), ""
        )
        remedy = f'did you mean "{near}"?' if near else "write its key in lower case, or default"
        raise ValueError(f'"{value}" is not the key of an AI service', remedy)
    return value


def _owner(value: str) -> str:
    if value not in OWNERS and not (value.isascii() and value.isdigit() and len(value) == 12):  # noqa: PLR2004
        raise ValueError(
            f'"{value}" owns no images', f"write an account id in quotes, or one of {', '.join(OWNERS)}"
        )
    return value


def _region_names() -> frozenset[str]:
    return aws_facts.all_regions() | {ALL_SUPPORTED}


RegionOrAll = Annotated[
    str,
    known_name(
        f"AWS region or {ALL_SUPPORTED}", lambda name: name in _region_names(), _region_names, elsewhere
    ),
]
AiService = Annotated[
    str, AfterValidator(_ai_service), Field(json_schema_extra={"pattern": "^[a-z0-9]{2,64}$"})
]
"""The key of an AI service in an opt-out policy; default stands for all, those to come included."""
ImageOwner = Annotated[
    str,
    AfterValidator(_owner),
    Field(json_schema_extra={"anyOf": [{"enum": sorted(OWNERS)}, {"pattern": "^[0-9]{12}$"}]}),
]
"""An account id, or amazon, aws_marketplace or aws_backup_vault."""
Days = Annotated[int, Field(ge=0, le=MAX_DAYS)]


class InstanceMetadata(Section):
    """Defaults of the instance metadata service for new instances; a launch may choose otherwise."""

    http_tokens: Literal["required", "optional", "no_preference"] | None = None
    """required lets IMDSv2 alone be used."""
    hop_limit: Annotated[int, Field(ge=-1, le=64)] | None = None
    """How many hops a token travels: 2 or more for containers, -1 for no preference."""
    endpoint: Literal["enabled", "disabled", "no_preference"] | None = None
    """Whether the service can be reached at all."""
    tags: Literal["enabled", "disabled", "no_preference"] | None = None
    """Whether an instance reads its own tags there."""

    def content(self) -> dict[str, Any]:
        """Write in AWS's grammar."""
        return {
            "http_tokens": self.http_tokens,
            "http_put_response_hop_limit": None if self.hop_limit is None else str(self.hop_limit),
            "http_endpoint": self.endpoint,
            "instance_metadata_tags": self.tags,
        }


class ImageCriterion(Section):
    """Images that may be used: those for which all of it is so."""

    providers: tuple[ImageOwner, ...] | None = None
    """Who owns them."""
    names: tuple[str, ...] | None = None
    """Their names, with * and ? as wildcards."""
    product_codes: tuple[str, ...] | None = None
    """Their product codes in AWS Marketplace."""
    max_age_days: Days | None = None
    """How long ago they were created at most."""
    max_days_deprecated: Days | None = None
    """How long ago they were deprecated at most; 0 takes none that are."""

    def content(self) -> dict[str, Any]:
        """Write in AWS's grammar."""
        return {
            "allowed_image_providers": _listed(self.providers),
            "image_names": _listed(self.names),
            "marketplace_product_codes": _listed(self.product_codes),
            "creation_date_condition": {"maximum_days_since_created": _number(self.max_age_days)},
            "deprecation_time_condition": {
                "maximum_days_since_deprecated": _number(self.max_days_deprecated)
            },
        }


class AllowedImages(Section):
    """Which images may be found and started."""

    state: Literal["enabled", "disabled", "audit_mode"] = "enabled"
    """audit_mode marks what isn't allowed, and lets it be used."""
    criteria: tuple[ImageCriterion, ...] = Field(default=(), max_length=MAX_CRITERIA)
    """An image is allowed that meets one of them."""


class VpcBlockPublicAccess(Section):
    """Whether VPCs reach the internet through internet gateways."""

    mode: Literal["off", "block_ingress", "block_bidirectional"]
    """block_ingress lets NAT gateways and egress-only gateways through."""
    exclusions: OnOff = "disabled"
    """Whether an account may except single VPCs and subnets."""


class DeclarativeEc2(Section):
    """Settings of EC2, VPC and EBS that no account changes."""

    imds: InstanceMetadata | None = None
    image_block_public_access: Literal["unblocked", "block_new_sharing"] | None = None
    """Whether images can be shared with everybody."""
    snapshot_block_public_access: Literal["unblocked", "block_new_sharing", "block_all_sharing"] | None = None
    """Whether EBS snapshots can be shared with everybody; block_all_sharing ends what is shared already."""
    serial_console: OnOff | None = None
    """Whether people reach instances through the EC2 serial console."""
    allowed_images: AllowedImages | None = None
    vpc_block_public_access: VpcBlockPublicAccess | None = None
    exception_message: Annotated[str, Field(min_length=1)] | None = None
    """AWS shows this text, such as a sentence and a link, when a call fails because of the policy."""

    @model_validator(mode="after")
    def _something(self) -> DeclarativeEc2:
        if not self.model_fields_set - {"exception_message"}:
            raise ValueError("sets nothing", "write imds, serial_console or another of its keys")
        return self

    def content(self) -> dict[str, Any]:
        """Write in AWS's grammar."""
        images, vpc = self.allowed_images, self.vpc_block_public_access
        criteria = enumerate(images.criteria, 1) if images else ()
        attributes = {
            "exception_message": self.exception_message,
            "instance_metadata_defaults": self.imds.content() if self.imds else None,
            "image_block_public_access": {"state": self.image_block_public_access},
            "snapshot_block_public_access": {"state": self.snapshot_block_public_access},
            "serial_console_access": {"status": self.serial_console},
            "allowed_images_settings": images
            and {
                "state": images.state,
                "image_criteria": {
                    f"criteria_{number}": criterion.content() for number, criterion in criteria
                },
            },
            "vpc_block_public_access": vpc
            and {"internet_gateway_block": {"mode": vpc.mode, "exclusions_allowed": vpc.exclusions}},
        }
        return {"ec2_attributes": attributes}


class S3(Section):
    """Block Public Access of Amazon S3, which no account changes."""

    block_public_access: Literal["all", "none"]
    """all turns its four settings on in every account, none turns them off."""

    def content(self) -> dict[str, Any]:
        """Write in AWS's grammar."""
        return {"s3_attributes": {"public_access_block_configuration": self.block_public_access}}


class SecurityHub(Section):
    """In which regions Security Hub is on."""

    enable: tuple[RegionOrAll, ...] = ()
    """Codes of regions, or ALL_SUPPORTED for every region, those to come included."""
    disable: tuple[RegionOrAll, ...] = ()
    """The same; what is in both lists is off."""

    def content(self) -> dict[str, Any]:
        """Write in AWS's grammar."""
        lists = {"enable_in_regions": list(self.enable), "disable_in_regions": list(self.disable)}
        return {"securityhub": lists}


class ManagementPolicyEntry(Section):
    """A management policy, and the nodes that it is attached to: a short form, or a document of your own."""

    at: tuple[PathText, ...] = Field(default=(ROOT_PATH,), min_length=1)
    """Where it is attached; everything below inherits it. The root by default."""
    ai_opt_out: Annotated[dict[AiService, Literal["optOut", "optIn"]], Field(min_length=1)] | None = None
    """Whether AWS may keep what its AI services process, to improve them; default means every service."""
    declarative_ec2: DeclarativeEc2 | None = None
    s3: S3 | None = None
    security_hub: SecurityHub | None = None
    locked: bool = False
    """true lets no policy further down change it or add to it; a document has locks of its own."""
    type: TypeId | None = None
    """The type of `document`."""
    document: str | None = None
    """The path of a document in AWS's own grammar, relative to this file, such as policies/tags.json."""

    @model_validator(mode="after")
    def _one_of_them(self) -> ManagementPolicyEntry:
        short = [name for name in _SHORT if getattr(self, name) is not None]
        if len(short) + (self.document is not None) != 1:
            names = ", ".join(f"`{name}`" for name in (*_SHORT, "document"))
            raise ValueError(f"needs one of {names}", "name one of them; a second one is an entry of its own")
        if self.document is None and self.type is not None:
            raise ValueError("`type` is for documents", "remove it")
        if self.document is not None and self.type is None:
            raise ValueError("doesn't say of which type the document is", "add `type`, such as type: tag")
        if self.document is not None and self.locked:
            problem = "`locked` doesn't change a document of your own"
            raise ValueError(problem, "write @@operators_allowed_for_child_policies into it")
        return self

    @property
    def type_id(self) -> str:
        """The id of its type."""
        return self.type or next(name for name in _SHORT if getattr(self, name) is not None)

    def content(self) -> dict[str, Any] | None:
        """Write the short form in AWS's grammar; None for a document of your own."""
        if self.document is not None:
            return None
        if self.ai_opt_out is not None:
            services = {name: {"opt_out_policy": choice} for name, choice in self.ai_opt_out.items()}
            content: Mapping[str, Any] = {"services": services}
        else:
            content = getattr(self, self.type_id).content()
        document = assigned(content)
        return locked(document) if self.locked else document


def _listed(values: tuple[str, ...] | None) -> list[str] | None:
    return list(values) if values is not None else None


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)
