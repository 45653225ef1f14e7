"""`AWS::CDK::Metadata`, which CloudFormation takes and does nothing with."""

from __future__ import annotations

from typing import ClassVar

from emulator.resources.base import Name, Properties, ResourceType, Shape


class MetadataResource(ResourceType):
    """`AWS::CDK::Metadata`."""

    name = "AWS::CDK::Metadata"
    honoured: ClassVar[Shape] = {"Analytics": None}

    def create(self, properties: Properties, name: Name) -> str:
        """Make nothing."""
        del properties
        return name.generated

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete nothing."""

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Give what the template says."""
        del physical_id
        return properties


TYPES = (MetadataResource(),)
