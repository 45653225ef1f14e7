"""`AWS::CloudTrail::Trail`."""

from __future__ import annotations

from typing import Any, ClassVar

from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    client,
    is_gone,
    tag_change,
)

# The template's names and the API's.
_SETTINGS = {
    "S3BucketName": "S3BucketName",
    "S3KeyPrefix": "S3KeyPrefix",
    "SnsTopicName": "SnsTopicName",
    "IncludeGlobalServiceEvents": "IncludeGlobalServiceEvents",
    "IsMultiRegionTrail": "IsMultiRegionTrail",
    "EnableLogFileValidation": "EnableLogFileValidation",
    "CloudWatchLogsLogGroupArn": "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn": "CloudWatchLogsRoleArn",
    "KMSKeyId": "KmsKeyId",
    "IsOrganizationTrail": "IsOrganizationTrail",
}
_DEFAULTS = {"IncludeGlobalServiceEvents": True}
_ANSWERED = {**_SETTINGS, "EnableLogFileValidation": "LogFileValidationEnabled"}
_EVERYTHING = [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}]


class TrailResource(ResourceType):
    """`AWS::CloudTrail::Trail`, an account's or the organization's."""

    name = "AWS::CloudTrail::Trail"
    identifier = ("TrailName",)
    honoured: ClassVar[Shape] = {
        "TrailName": None,
        **dict.fromkeys(_SETTINGS),
        "IsLogging": None,
        "EventSelectors": {
            "ReadWriteType": None,
            "IncludeManagementEvents": None,
            "ExcludeManagementEventSources": None,
            "DataResources": {"Type": None, "Values": None},
        },
        "AdvancedEventSelectors": {"Name": None, "FieldSelectors": None},
        "InsightSelectors": {"InsightType": None},
        "Tags": None,
    }
    create_only = ("TrailName",)
    custom_name = "TrailName"

    def create(self, properties: Properties, name: Name) -> str:
        """Make the trail."""
        trail = str(properties.get("TrailName") or name.generated)
        client("cloudtrail").create_trail(Name=trail, **_settings(properties))
        return trail

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the settings, the selectors, the tags and whether it logs."""
        cloudtrail = client("cloudtrail")
        removed_settings = {name: api for name, api in _SETTINGS.items() if name in old and name not in new}
        cleared = {api: _DEFAULTS.get(name, "") for name, api in removed_settings.items()}
        cloudtrail.update_trail(Name=physical_id, **{**cleared, **_settings(new)})
        if new.get("AdvancedEventSelectors"):
            cloudtrail.put_event_selectors(
                TrailName=physical_id, AdvancedEventSelectors=new["AdvancedEventSelectors"]
            )
        elif new.get("EventSelectors") or old.get("EventSelectors") or old.get("AdvancedEventSelectors"):
            selectors = new.get("EventSelectors") or _EVERYTHING
            cloudtrail.put_event_selectors(TrailName=physical_id, EventSelectors=selectors)
        if new.get("InsightSelectors") or old.get("InsightSelectors"):
            insights = new.get("InsightSelectors") or []
            cloudtrail.put_insight_selectors(TrailName=physical_id, InsightSelectors=insights)
        self._retag(physical_id, old, new)
        logs = str(new["IsLogging"]).lower() == "true"
        (cloudtrail.start_logging if logs else cloudtrail.stop_logging)(Name=physical_id)

    @staticmethod
    def _retag(trail: str, old: Properties, new: Properties) -> None:
        change, arn = tag_change(old, new), _trail(trail)["TrailARN"]
        if change.put:
            client("cloudtrail").add_tags(ResourceId=arn, TagsList=change.put)
        if change.removed:
            removed = [{"Key": key} for key in change.removed]
            client("cloudtrail").remove_tags(ResourceId=arn, TagsList=removed)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Arn` and `SnsTopicArn`."""
        del properties
        trail = _trail(physical_id)
        return {"Arn": trail["TrailARN"], "SnsTopicArn": trail.get("SnsTopicARN", "")}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the trail."""
        del properties
        client("cloudtrail").delete_trail(Name=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the trail."""
        cloudtrail = client("cloudtrail")
        try:
            trail = _trail(physical_id)
        except Exception as error:
            if is_gone(error, "TrailNotFoundException"):
                return None
            raise
        selectors = cloudtrail.get_event_selectors(TrailName=physical_id)
        tags = cloudtrail.list_tags(ResourceIdList=[trail["TrailARN"]])["ResourceTagList"]
        settings = {name: trail.get(api, "") for name, api in _ANSWERED.items()}
        return {
            "TrailName": physical_id,
            **settings,
            "KMSKeyId": _as_named(settings["KMSKeyId"], properties.get("KMSKeyId")),
            "IsLogging": cloudtrail.get_trail_status(Name=physical_id)["IsLogging"],
            "EventSelectors": _as_asked(selectors.get("EventSelectors"), properties.get("EventSelectors")),
            "AdvancedEventSelectors": selectors.get("AdvancedEventSelectors") or [],
            "InsightSelectors": _insights(physical_id),
            "Tags": tags[0]["TagsList"] if tags else [],
        }


def _settings(properties: Properties) -> dict[str, Any]:
    return {api: properties[name] for name, api in _SETTINGS.items() if name in properties}


def _trail(name: str) -> dict[str, Any]:
    trail: dict[str, Any] = client("cloudtrail").get_trail(Name=name)["Trail"]
    return trail


def _as_named(key: str, expected: Any) -> str:
    """Give the key as the template names it, where that is an alias of it."""
    if not expected or key == expected or ":alias/" not in str(expected):
        return key
    _, _, _, region, account, _ = str(expected).split(":", 5)
    target = client("kms", account=account, region=region).describe_key(KeyId=expected)["KeyMetadata"]
    return str(expected) if target["Arn"] == key else key


def _as_asked(actual: list[Properties] | None, expected: list[Properties] | None) -> list[Properties]:
    """Leave out of each selector the defaults that the template doesn't name."""
    defaults = {"ReadWriteType": "All", "IncludeManagementEvents": True}
    member_names = [set(expected_selector) for expected_selector in expected or []]
    shown = []
    for index, selector in enumerate(actual or []):
        named = member_names[index] if index < len(member_names) else set()
        shown.append(
            {
                name: value
                for name, value in selector.items()
                if name in named or (value not in ([], "") and defaults.get(name) != value)
            }
        )
    return shown


def _insights(trail: str) -> list[Properties]:
    try:
        answer = client("cloudtrail").get_insight_selectors(TrailName=trail)
    except Exception as error:
        if is_gone(error, "InsightNotEnabledException"):
            return []
        raise
    selectors: list[Properties] = answer["InsightSelectors"]
    return selectors


TYPES = (TrailResource(),)
