"""A lifecycle rule as a template writes it and as the API takes it."""

from __future__ import annotations

from typing import Any

from emulator.resources.base import Properties, Shape

SHAPE: Shape = {
    "Id": None,
    "Status": None,
    "Prefix": None,
    "TagFilters": None,
    "ExpirationInDays": None,
    "ExpiredObjectDeleteMarker": None,
    "Transitions": {"StorageClass": None, "TransitionInDays": None},
    "NoncurrentVersionExpiration": {"NoncurrentDays": None, "NewerNoncurrentVersions": None},
    "NoncurrentVersionTransitions": {
        "StorageClass": None,
        "TransitionInDays": None,
        "NewerNoncurrentVersions": None,
    },
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": None},
}


def to_api(rule: Properties) -> dict[str, Any]:
    """Turn a template's rule into the API's."""
    expiration = {
        api: rule[name]
        for api, name in (
            ("Days", "ExpirationInDays"),
            ("ExpiredObjectDeleteMarker", "ExpiredObjectDeleteMarker"),
        )
        if name in rule
    }
    api_rule = {
        "ID": rule.get("Id"),
        "Status": rule["Status"],
        "Filter": _filter(rule),
        "Expiration": expiration,
        "Transitions": [_days(transition, "Days") for transition in rule.get("Transitions") or []],
        "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration"),
        "NoncurrentVersionTransitions": [
            _days(transition, "NoncurrentDays")
            for transition in rule.get("NoncurrentVersionTransitions") or []
        ],
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
    }
    return {name: value for name, value in api_rule.items() if value or name == "Filter"}


def from_api(rule: dict[str, Any]) -> Properties:
    """Turn the API's rule into a template's."""
    expiration = rule.get("Expiration", {})
    scope = rule.get("Filter", {})
    conjunction = scope.get("And", {})
    tags = conjunction.get("Tags") or ([scope["Tag"]] if "Tag" in scope else [])
    template_rule = {
        "Id": rule.get("ID"),
        "Status": rule["Status"],
        "Prefix": conjunction.get("Prefix") or scope.get("Prefix"),
        "TagFilters": tags,
        "ExpirationInDays": expiration.get("Days"),
        "ExpiredObjectDeleteMarker": expiration.get("ExpiredObjectDeleteMarker"),
        "Transitions": [
            _transition_in_days(transition, "Days") for transition in rule.get("Transitions") or []
        ],
        "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration"),
        "NoncurrentVersionTransitions": [
            _transition_in_days(transition, "NoncurrentDays")
            for transition in rule.get("NoncurrentVersionTransitions") or []
        ],
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
    }
    return {name: value for name, value in template_rule.items() if value not in (None, [], {})}


def _filter(rule: Properties) -> dict[str, Any]:
    prefix, tags = rule.get("Prefix", ""), rule.get("TagFilters") or []
    if not tags:
        return {"Prefix": prefix}
    if len(tags) == 1 and not prefix:
        return {"Tag": tags[0]}
    return {"And": {"Prefix": prefix, "Tags": tags}}


def _days(transition: dict[str, Any], name: str) -> dict[str, Any]:
    return {name if key == "TransitionInDays" else key: value for key, value in transition.items()}


def _transition_in_days(transition: dict[str, Any], name: str) -> dict[str, Any]:
    return {"TransitionInDays" if key == name else key: value for key, value in transition.items()}
