"""An explanation, as JSON."""

from __future__ import annotations

from typing import Any

from guardrails.errors import Location
from guardrails.posture.explain import Explanation, GuardrailOrigin, Reason
from guardrails.posture.others import others_json


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Render as what JSON can hold."""
    request = explanation.request
    return {
        "ok": explanation.decision == "allow",
        "decision": explanation.decision,
        "account": {"path": request.account.path, "id": request.account.id},
        "principal": request.principal.arn,
        "action": request.action,
        "resources": list(request.resources),
        "region": request.region,
        "context": {key: list(values) for key, values in request.context(request.resources[0]).items()},
        "notes": list(request.notes),
        "unbound": explanation.unbound,
        "reasons": [_reason_json(reason) for reason in explanation.reasons],
        "ways": [
            {
                "kind": alternative.kind,
                "key": alternative.key,
                "values": list(alternative.values),
                "frees": alternative.frees,
                "removes": list(alternative.removes),
                "remarks": list(alternative.remarks),
            }
            for alternative in explanation.alternatives
        ],
        "edits": [
            {
                **_located(edit.location),
                "text": edit.text,
                "yaml": edit.yaml,
                "removes": list(edit.removes),
                "tried": edit.tried,
            }
            for edit in explanation.edits
        ],
        "edits_free": explanation.edits_free,
        "unless": [
            {
                "resources": list(exception.resources),
                "key": exception.key,
                "values": list(exception.values),
                "decision": exception.decision,
                "reasons": [_reason_json(reason) for reason in exception.reasons],
            }
            for exception in explanation.unless
        ],
        "policies_of_others": others_json(explanation.read),
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    policy = reason.policy
    return {
        "kind": reason.cause.kind,
        "type": reason.cause.policy_type,
        "node": reason.node.path,
        "resource": reason.resource,
        "policy": policy and policy.name,
        "family": policy and policy.family,
        "sid": reason.cause.sid,
        "reason": reason.cause.reason,
        "of_others": _located(policy.origins[0]) if policy is not None and policy.foreign else None,
        "statement": reason.statement and reason.statement.to_dict(),
        "guardrails": [_guardrail_json(guardrail) for guardrail in reason.guardrails],
    }


def _guardrail_json(guardrail: GuardrailOrigin) -> dict[str, Any]:
    return {
        **_located(guardrail.location),
        "name": guardrail.name,
        "title": guardrail.title,
        "why": guardrail.why,
        "source": guardrail.source,
        "at": list(guardrail.at),
        "parameters": list(guardrail.parameters),
    }


def _located(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}
