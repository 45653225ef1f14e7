"""An explanation, as text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.aws_facts import signing_region
from guardrails.errors import Location, one_line
from guardrails.policy.language.patterns import is_pattern
from guardrails.posture.explain import Alternative, Edit, Explanation, Reason, Unless
from guardrails.posture.explain.changes import ABSENT, ANOTHER
from guardrails.posture.others import others_sentence
from guardrails.report.markdown import code
from guardrails.report.words import Code, listed, what_it_denies

_ALONE = "Only the guardrails were asked: what the principal's own policies say is another question."
_MANY = 8
"""So many regions or principals are shown."""


def _plain(text: str) -> str:
    return text


@dataclass(frozen=True)
class _Style:
    """How lines are decorated."""

    code: Code
    title: str
    heading: str
    item: str
    below: str


_TEXT = _Style(_plain, "", "", "  - ", "    ")
_MARKDOWN = _Style(code, "### ", "#### ", "- ", "  ")


def text(explanation: Explanation) -> Iterator[str]:
    """Render for a terminal, line by line."""
    return (one_line(line) for line in _lines(explanation, _TEXT))


def markdown(explanation: Explanation) -> Iterator[str]:
    """Render for a pull request or a ticket, line by line."""
    return (one_line(line) for line in _lines(explanation, _MARKDOWN))


def _lines(explanation: Explanation, style: _Style) -> Iterator[str]:
    yield f"{style.title}{_headline(explanation, style)}"
    if explanation.unbound:
        yield f"{explanation.unbound[0].upper()}{explanation.unbound[1:]}."
    for note in explanation.request.notes:
        yield f"Note: {note}."
    if explanation.reasons:
        yield from ("", f"{style.heading}Because of" + (":" if style is _TEXT else ""), "")
        for number, reason in enumerate(explanation.reasons, start=1):
            yield from _reason(explanation, number, reason, style)
        yield from ("", f"{style.heading}What would free it" + (":" if style is _TEXT else ""), "")
        yield from _freeing(explanation, style)
    if explanation.unless:
        yield from ("", f"{style.heading}Unless" + (":" if style is _TEXT else ""), "")
        yield from (f"{style.item}{_unless(exception, style)}" for exception in explanation.unless)
    yield from ("", f"{_ALONE} {others_sentence(explanation.read)}")


def _headline(explanation: Explanation, style: _Style) -> str:
    request = explanation.request
    principal = style.code(request.principal.shown)
    call = style.code(request.action)
    call += f" on {style.code(request.resource)}" if request.resource else ""
    call += (
        f" in {style.code(request.region)}"
        if signing_region(request.action.partition(":")[0]) is None
        else ""
    )
    account = (
        f"{'in' if request.principal.is_service else 'of'} {request.account.path} ({request.account.id})"
    )
    if explanation.decision == "unknown":
        return f"Undecided: nobody can say whether {principal} {account} may call {call}."
    verb = "may" if explanation.decision == "allow" else "may not"
    return f"{'Allowed' if verb == 'may' else 'Denied'}: {principal} {account} {verb} call {call}."


def _reason(explanation: Explanation, number: int, reason: Reason, style: _Style) -> Iterator[str]:
    request, below = explanation.request, style.below
    lead = f"{'' if style is _MARKDOWN else '  '}{number}. "
    if reason.policy is None or reason.statement is None:
        yield f"{lead}{reason.node.path}: {reason.cause.reason}"
        return
    is_repeated = any(
        earlier.guardrails == reason.guardrails and earlier.cause.sid == reason.cause.sid
        for earlier in explanation.reasons[: number - 1]
        if earlier.guardrails
    )
    yield f"{lead}{'also ' if is_repeated else ''}{_named(reason, style)}"
    for guardrail in () if is_repeated else reason.guardrails:
        fallback = f"{style.code(guardrail.name)} is {guardrail.title}."
        yield f"{below} {f'{guardrail.title}: {guardrail.why}' if guardrail.why else fallback}"
    context = request.context(reason.resource)
    words = what_it_denies(reason.statement, request.action, context, style.code)
    yield f"{below} It denies {words}."
    if reason.cause.reason:
        yield f"{below} Whether it applies nobody can say: {reason.cause.reason}."
    if reason.policy.foreign:
        yield f"{below} {style.code(str(reason.policy.origins[0]))} has it: others manage this policy."
    for guardrail in () if is_repeated else reason.guardrails:
        yield f"{below} {style.code(str(guardrail.location))} asks for it: {style.code(guardrail.name)}."


def _named(reason: Reason, style: _Style) -> str:
    policy = reason.policy
    name = style.code(policy.name) if policy else ""
    statement = f"statement {style.code(reason.cause.sid)}" if reason.cause.sid else "a statement"
    return f"{statement} of the policy {name}, attached to {reason.node.path}"


def _freeing(explanation: Explanation, style: _Style) -> Iterator[str]:
    count = len(explanation.reasons)
    alternatives = sorted(
        explanation.alternatives,
        key=lambda alternative: (not alternative.frees, alternative.kind == "principal"),
    )
    if not alternatives and not explanation.edits:
        yield f"{style.item}Nothing that the policies name: no region, principal, resource or condition key."
    request_keys = {key.lower() for key in explanation.request.context(explanation.request.resources[0])}
    for alternative in alternatives:
        untold = alternative.kind == "context" and alternative.key.lower() not in request_keys
        sentence = _alternative(alternative, style, untold=untold)
        yield f"{style.item}{sentence}{_partly(alternative.removes, count)}."
    for edit in explanation.edits:
        yield f"{style.item}{_edit(edit, style)}{_partly(edit.removes, count)}."
    if explanation.edits_free and sum(edit.tried for edit in explanation.edits) > 1:
        yield f"{style.item}All changes of the baseline together free it; that was tried."


def _partly(removes: tuple[int, ...], count: int) -> str:
    if len(removes) == count:
        return ""
    return f" (that frees it of {' and '.join(f'reason {number + 1}' for number in removes)} alone)"


def _alternative(alternative: Alternative, style: _Style, *, untold: bool) -> str:
    if alternative.kind == "region":
        return f"Ask in {listed(alternative.values, style.code, most=_MANY)}"
    if alternative.kind == "principal":
        named = [
            f"{style.code(value.split(':', 5)[5])}{f' ({remark})' if remark else ''}"
            for value, remark in zip(
                alternative.values, alternative.remarks or [""] * len(alternative.values), strict=True
            )
        ]
        return f"Let somebody ask whom the guardrails exempt: {listed(named, _plain, most=_MANY)}"
    if alternative.kind == "resource":
        return f"Ask for {_values(alternative.values, 'another resource', style)}"
    key = style.code(alternative.key)
    if alternative.values == (ABSENT,):
        return f"Ask without {key}"
    if alternative.values == (ANOTHER,):
        advice = f"Ask with {'any' if untold else 'another'} {key}"
    else:
        like = "like " if any(is_pattern(value) for value in alternative.values) else ""
        advice = f"Ask with {key} {like}{_values(alternative.values, 'anything else', style)}"
    return f"{advice}; the request was taken to lack it, so tell it with --context" if untold else advice


def _values(values: tuple[str, ...], another: str, style: _Style) -> str:
    shown = [another if value == ANOTHER else style.code(value) for value in values if value != ABSENT]
    return listed(shown, _plain, most=_MANY)


def _edit(edit: Edit, style: _Style) -> str:
    written = f": {style.code(edit.yaml)}" if edit.yaml else ""
    return f"In {style.code(str(edit.location))}, {edit.text}{written}"


def _unless(exception: Unless, style: _Style) -> str:
    conditions = []
    if exception.resources:
        conditions.append(f"the resource is {listed(exception.resources, style.code, most=_MANY)}")
    if exception.key:
        values = _values(exception.values, "anything else", style)
        conditions.append(f"{style.code(exception.key)} is {values}")
    verb = "denied" if exception.decision == "deny" else "undecided"
    by = "; ".join(_briefly(reason, style) for reason in exception.reasons)
    return f"{' and '.join(conditions)}: then it is {verb} by {by}"


def _places(reason: Reason) -> Iterator[Location]:
    """List where the baseline asks for it, or where the file with the policies of others has it."""
    yield from (guardrail.location for guardrail in reason.guardrails)
    if reason.policy is not None and reason.policy.foreign:
        yield from reason.policy.origins


def _briefly(reason: Reason, style: _Style) -> str:
    if reason.policy is None:
        return f"{reason.node.path}, where {reason.cause.reason}"
    places = listed([str(location) for location in _places(reason)], style.code, "and")
    return f"{_named(reason, style)}{f' ({places})' if places else ''}"
