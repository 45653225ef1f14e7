"""The parts of SARIF 2.1.0 that our answers use, as a JSON Schema of our own; they have nothing else.

On 2026-11-29 the answers of `lint` and `preflight` were valid by the whole schema of OASIS, too.
Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html (3.13 to 3.49)
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

LEVELS = ["error", "warning", "note", "none"]
TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
LINE: dict[str, Any] = {"type": "integer", "minimum": 1}


def form(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """Describe an object with no other properties than these."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


_MESSAGE = form({"text": TEXT})
_RULE = form(
    {"id": TEXT},
    name=TEXT,
    shortDescription=_MESSAGE,
    fullDescription=_MESSAGE,
    help=form({"text": TEXT}, markdown=TEXT),
    helpUri={"type": "string", "pattern": "^https://"},
    defaultConfiguration=form({"level": {"enum": LEVELS}}),
    properties={"type": "object"},
)
_REGION = form({"startLine": LINE}, startColumn=LINE, endLine=LINE, endColumn=LINE)
_FILE = form({"uri": TEXT}, uriBaseId=TEXT)
_PLACE = form(
    {"physicalLocation": form({"artifactLocation": _FILE}, region=_REGION)},
    logicalLocations=_list(form({}, name=TEXT, fullyQualifiedName=TEXT, kind=TEXT)),
)
_SUPPRESSION = form(
    {"kind": {"enum": ["inSource", "external"]}},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=TEXT,
)
_RESULT: dict[str, Any] = form(
    {"ruleId": TEXT, "message": _MESSAGE, "locations": _list(_PLACE, 1)},
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": LEVELS},
    kind={"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
    suppressions=_list(_SUPPRESSION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    properties={"type": "object"},
) | {
    # 3.27.10: if kind has any value other than fail, level shall be none.
    "if": {"required": ["kind"], "properties": {"kind": {"not": {"const": "fail"}}}},
    "then": {"required": ["level"], "properties": {"level": {"const": "none"}}},
}
_DRIVER = form({"name": TEXT}, version=TEXT, semanticVersion=TEXT, informationUri=TEXT, rules=_list(_RULE))
_RUN = form(
    {"tool": form({"driver": _DRIVER}), "results": _list(_RESULT)},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
)
_SCHEMA = {"type": "string", "pattern": "^https://.*sarif-schema-2.1.0.json$"}
_LOG = form({"version": {"const": "2.1.0"}, "$schema": _SCHEMA, "runs": _list(_RUN, 1)})


def assert_sarif(log: Any) -> None:
    """Hold an answer against the form, and each result's index against the rules."""
    assert [error.message for error in Draft202012Validator(_LOG).iter_errors(log)] == []
    for run in log["runs"]:
        ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(ids) == len(set(ids))
        assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
