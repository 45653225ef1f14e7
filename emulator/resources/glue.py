"""`AWS::Glue::Database` and `AWS::Glue::Table`."""

from __future__ import annotations

from typing import Any, ClassVar

from emulator.resources.base import Name, Properties, ResourceType, Shape, client, is_gone

_COLUMNS: Shape = {"Name": None, "Type": None, "Comment": None}
_GONE = "EntityNotFoundException"


class DatabaseResource(ResourceType):
    """`AWS::Glue::Database`."""

    name = "AWS::Glue::Database"
    identifier = ("DatabaseName",)
    honoured: ClassVar[Shape] = {
        "CatalogId": None,
        "DatabaseInput": {"Name": None, "Description": None, "LocationUri": None, "Parameters": None},
    }
    create_only = ("CatalogId",)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the database."""
        database_input = {"Name": name.generated.lower(), **properties["DatabaseInput"]}
        client("glue").create_database(CatalogId=properties["CatalogId"], DatabaseInput=database_input)
        return str(database_input["Name"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the description, the location and the parameters."""
        if not old:
            return
        nothing = {"Description": "", "LocationUri": "", "Parameters": {}}
        cleared = {name: nothing[name] for name in old["DatabaseInput"] if name in nothing}
        database_input = {**cleared, **new["DatabaseInput"], "Name": physical_id}
        client("glue").update_database(
            CatalogId=new["CatalogId"],
            Name=physical_id,
            DatabaseInput=_without_empty_location(database_input),
        )

    def replaces(self, old: Properties, new: Properties) -> bool:
        """Return whether the name changes."""
        return bool(old["DatabaseInput"].get("Name") != new["DatabaseInput"].get("Name"))

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the database with its tables."""
        client("glue").delete_database(CatalogId=properties["CatalogId"], Name=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the database."""
        try:
            answer = client("glue").get_database(CatalogId=properties["CatalogId"], Name=physical_id)
        except Exception as error:
            if is_gone(error, _GONE):
                return None
            raise
        return _split(answer["Database"], "DatabaseInput", self.honoured)


class TableResource(ResourceType):
    """`AWS::Glue::Table`."""

    name = "AWS::Glue::Table"
    honoured: ClassVar[Shape] = {
        "CatalogId": None,
        "DatabaseName": None,
        "TableInput": {
            "Name": None,
            "Description": None,
            "Owner": None,
            "TableType": None,
            "Parameters": None,
            "PartitionKeys": _COLUMNS,
            "StorageDescriptor": {
                "Columns": _COLUMNS,
                "Location": None,
                "InputFormat": None,
                "OutputFormat": None,
                "SerdeInfo": {"Name": None, "SerializationLibrary": None, "Parameters": None},
            },
        },
    }
    create_only = ("CatalogId", "DatabaseName")

    def create(self, properties: Properties, name: Name) -> str:
        """Make the table."""
        table_input = {"Name": name.generated.lower(), **properties["TableInput"]}
        client("glue").create_table(**_place(properties), TableInput=table_input)
        return str(table_input["Name"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change everything but the name; what the template lost is emptied."""
        if not old:
            return
        nothing: dict[str, Any] = {
            "Description": "",
            "Owner": "",
            "TableType": "",
            "Parameters": {},
            "PartitionKeys": [],
            "StorageDescriptor": {},
        }
        cleared = {name: nothing[name] for name in old["TableInput"] if name in nothing}
        table_input = {**cleared, **new["TableInput"], "Name": physical_id}
        client("glue").update_table(**_place(new), TableInput=table_input)

    def replaces(self, old: Properties, new: Properties) -> bool:
        """Return whether the name changes."""
        return bool(old["TableInput"].get("Name") != new["TableInput"].get("Name"))

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the table."""
        client("glue").delete_table(**_place(properties), Name=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the table."""
        try:
            table = client("glue").get_table(**_place(properties), Name=physical_id)["Table"]
        except Exception as error:
            if is_gone(error, _GONE):
                return None
            raise
        return _split(table, "TableInput", self.honoured)


def _place(properties: Properties) -> dict[str, str]:
    return {name: str(properties[name]) for name in ("CatalogId", "DatabaseName")}


def _split(actual: dict[str, Any], inner: str, honoured: Shape) -> Properties:
    """Give what the service holds in one piece as the template has it: an input beside its place."""
    members = honoured[inner] or {}
    place = {name: actual[name] for name in honoured if name != inner}
    return {**place, inner: {name: actual[name] for name in members if name in actual}}


def _without_empty_location(database_input: dict[str, Any]) -> dict[str, Any]:
    """Glue takes no empty URI: a location that the template lost stays, and the read-back says so."""
    return {name: value for name, value in database_input.items() if name != "LocationUri" or value}


TYPES = (DatabaseResource(), TableResource())
