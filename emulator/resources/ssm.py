"""`AWS::SSM::Parameter`."""

from __future__ import annotations

from typing import Any, ClassVar

from emulator.resources.base import Name, Properties, ResourceType, Shape, chosen, client, is_gone


class ParameterResource(ResourceType):
    """`AWS::SSM::Parameter`."""

    name = "AWS::SSM::Parameter"
    identifier = ("Name",)
    honoured: ClassVar[Shape] = {"Name": None, "Type": None, "Value": None, "Description": None}
    create_only = ("Name",)
    custom_name = "Name"

    def create(self, properties: Properties, name: Name) -> str:
        """Make the parameter."""
        parameter = str(properties.get("Name") or name.generated)
        client("ssm").put_parameter(Name=parameter, **chosen(properties, "Type", "Value", "Description"))
        return parameter

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Overwrite the parameter."""
        if old:
            client("ssm").put_parameter(
                Name=physical_id,
                Overwrite=True,
                Description=new.get("Description", ""),
                **chosen(new, "Type", "Value"),
            )

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Type` and `Value`."""
        del physical_id
        return {"Type": properties["Type"], "Value": properties["Value"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the parameter."""
        del properties
        client("ssm").delete_parameter(Name=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the parameter."""
        del properties
        try:
            parameter = client("ssm").get_parameter(Name=physical_id)["Parameter"]
        except Exception as error:
            if is_gone(error, "ParameterNotFound"):
                return None
            raise
        filters = [{"Key": "Name", "Values": [physical_id]}]
        described = client("ssm").describe_parameters(ParameterFilters=filters)["Parameters"]
        description = described[0].get("Description", "") if described else ""
        return {
            "Name": physical_id,
            "Type": parameter["Type"],
            "Value": parameter["Value"],
            "Description": description,
        }


TYPES = (ParameterResource(),)
