"""Lines of decision cases: what is remembered of earlier lines never changes an answer."""

from __future__ import annotations

import gc
import json
import random
import sys
import tracemalloc
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy import Document
from guardrails.policy.cases import lines as case_lines
from guardrails.policy.cases.lines import CaseLines
from guardrails.policy.decide.ruleset import Ruleset, decide_case
from guardrails.policy.language import patterns
from guardrails.policy.language.rules import Rule, rules_of

FULL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
REQUEST = {
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::bucket/key",
    "principal": "arn:aws:iam::111111111111:role/Dev",
    "context": {"aws:RequestedRegion": "eu-west-1"},
}
LINES = Path(__file__).with_name("decisions.jsonl").read_bytes().splitlines()


def deny(sid: str, **parts: Any) -> dict[str, Any]:
    """Write a document that denies, everything unless told otherwise."""
    statement = {"Sid": sid, "Effect": "Deny", "Action": "*", "Resource": "*", **parts}
    return {"Version": "2012-10-17", "Statement": [statement]}


def case(**parts: Any) -> dict[str, Any]:
    """Write a case that nothing denies."""
    return {"name": "x", "layers": [[FULL]], "rcps": [], "request": REQUEST, **parts}


def line(**parts: Any) -> bytes:
    """Write it as a line."""
    return json.dumps(case(**parts)).encode()


def answers(*lines: bytes) -> list[Any]:
    """Answer lines one after the other."""
    return [json.loads(one) for one in CaseLines().answers(lines)]


def alone(lines: list[bytes]) -> list[Any]:
    """Answer each line as if it were the only one."""
    return [answer for one in lines for answer in CaseLines().answers([one])]


def test_the_hand_written_cases_are_answered_in_order() -> None:
    """Name and decision; why, where it isn't an allow."""
    for told, answer in zip(map(json.loads, LINES), answers(*LINES), strict=True):
        assert (answer["name"], answer["decision"]) == (told["name"], told["expect"])
        assert bool(answer["because"]) is (answer["decision"] == "deny")


def test_an_answer_says_why() -> None:
    """The type, level, document and Sid of every cause."""
    (answer,) = answers(line(layers=[[FULL], [FULL, deny("Here")]], rcps=[deny("There", Principal="*")]))
    assert answer["because"] == [
        {
            "kind": "explicit-deny",
            "type": "SERVICE_CONTROL_POLICY",
            "level": 1,
            "document": 1,
            "statement": 0,
            "sid": "Here",
        },
        {
            "kind": "explicit-deny",
            "type": "RESOURCE_CONTROL_POLICY",
            "level": 0,
            "document": 0,
            "statement": 0,
            "sid": "There",
        },
    ]


SPELLINGS = (
    "{{{name},{layers},{rcps},{request}}}",
    "{{{layers},{rcps},{name},{request}}}",
    "{{{request},{rcps},{layers},{name}}}",
    "{{{name},{rcps},{request},{layers}}}",
    "{{{name},{layers},{request}}}",
    " {{ {name} , {layers} , {rcps} , {request} }}\t\r",
    "{{{layers},{name},{layers},{rcps},{request}}}",
    "{{{other_layers},{name},{layers},{rcps},{request}}}",
    "{{{layers},{name},{other_layers},{rcps},{request}}}",
    "{{{layers},{rcps},{other_rcps},{request},{name}}}",
    "{{{other_rcps},{layers},{rcps},{request},{name}}}",
    '{{{name},"inside":{{{layers},{rcps}}},{other_layers},{rcps},{request}}}',
    '{{{name},"inside":[{{{layers}}}],{other_layers},{request}}}',
    '{{{other_layers},"last":{{{layers},{rcps}}},{request},{rcps},{name}}}',
    '{{"before\\{layers},{other_layers},{rcps},{request},{name}}}',
    "{{{name},{escaped_layers},{rcps},{request}}}",
    "{{{layers},{rcps},{name},{request},{escaped_other_layers}}}",
    '{{"name":"NaN Infinity",{layers},{rcps},{request}}}',
    '{{"name":NaN,{layers},{rcps},{request}}}',
    '{{"layers":NaN,"x":{{{layers},{rcps}}},{request},{name}}}',
    '{{"layers":NaN,"rcps":Infinity,"x":{{{layers},{rcps}}},{request},{name}}}',
    '{{{layers},"rcps":Infinity,{request},{name}}}',
    '{{{name},"rcps":-Infinity,{layers},{request}}}',
    "[{{{name},{layers},{rcps},{request}}}]",
    '"{layers}"',
    "{{{name},{layers},{rcps},{request}}} x",
    "{{{name},{layers},{rcps},{request}}},",
    "{{{name},{layers}{rcps},{request}}}",
    "{{{name},{layers},,{rcps},{request}}}",
    "{{{name},{layers},{rcps},{request},}}",
    "{{,{name},{layers},{rcps},{request}}}",
    "{{{name},{layers},{rcps},{request}",
    "{{{name},{layers}x,{rcps},{request}}}",
    "{{{name},{layers},{rcps}]],{request}}}",
    "{{{name}}}",
    "{{}}",
    "",
)
POLICIES: tuple[tuple[list[Any], list[Any]], ...] = (
    ([[FULL]], []),
    ([[FULL], [FULL]], []),
    ([[FULL, deny("A")]], []),
    ([[FULL]], [deny("R", Principal="*")]),
    ([[FULL, deny("é\ud800", Action="s3:*")]], [deny("Ü", Action="ec2:*", Principal="*")]),
    ([[FULL, deny('Quote"layers":[[]]', Action="s3:G*")]], [deny("\\", Action="s3:*", Principal="*")]),
    ([], []),
    ([[deny("NaN", Condition={"StringEquals": {"aws:RequestedRegion": "Infinity"}})], [FULL]], []),
    ([["wrong"]], []),
    ([[FULL]], [1]),
)


@st.composite
def spelled(draw: st.DrawFn) -> bytes:
    """Write a line: some policies and others beside them, in some order, with some spelling."""
    (layers, rcps), (other_layers, other_rcps) = (
        draw(st.sampled_from(POLICIES)),
        draw(st.sampled_from(POLICIES)),
    )
    white = draw(st.sampled_from(("", " ", "\t")))
    ascii_only = draw(st.booleans())

    def write(value: Any) -> str:
        text = json.dumps(value, separators=(f",{white}", f":{white}"), ensure_ascii=ascii_only)
        return text.encode(errors="surrogatepass").decode(errors="replace")

    parts = {
        "name": f'"name":{write(draw(st.sampled_from(("x", "y", "é", "", None))))}',
        "layers": f'"layers":{white}{write(layers)}',
        "rcps": f'"rcps":{white}{write(rcps)}',
        "other_layers": f'"layers":{write(other_layers)}',
        "other_rcps": f'"rcps":{write(other_rcps)}',
        "escaped_layers": f'"l\\u0061yers":{write(layers)}',
        "escaped_other_layers": f'"l\\u0061yers":{write(other_layers)}',
        "request": f'"request":{white}{write(REQUEST)}',
    }
    return draw(st.sampled_from(SPELLINGS)).format(**parts).encode()


@pytest.mark.slow
@given(st.lists(spelled(), max_size=8))
def test_earlier_lines_never_change_an_answer(lines: list[bytes]) -> None:
    """Whatever the order of keys, white space, doubles and escapes; right lines and wrong ones."""
    together = CaseLines()
    assert [_unnumbered(one) for one in together.answers(lines)] == [_unnumbered(one) for one in alone(lines)]


@given(st.lists(spelled(), max_size=4))
def test_answers_are_those_of_the_plain_reader(lines: list[bytes]) -> None:
    """What Python's own reader of JSON makes of a line is decided; a line that it refuses is refused."""
    for one, answer in zip([one for one in lines if one.strip()], CaseLines().answers(lines), strict=True):
        said = json.loads(answer)
        try:
            decoded = json.loads(one)
            expected = decide_case(decoded)
        except (ValueError, AttributeError):
            assert "error" in said
            continue
        if not any(constant in one for constant in (b"NaN", b"Infinity")):
            assert said["decision"] == expected.decision
            assert said["because"] == [cause.to_dict() for cause in expected.causes]


def _unnumbered(answer: bytes) -> Any:
    said = json.loads(answer)
    said.pop("line", None)
    return said


@pytest.mark.slow
def test_broken_lines_are_answered_like_broken_lines() -> None:
    """Bytes of good lines exchanged at random: the same with and without what was remembered."""
    draw = random.Random(103)  # noqa: S311 - the same lines every time
    good = [line(name=str(n), layers=layers, rcps=rcps) for n, (layers, rcps) in enumerate(POLICIES[:8])]
    lines = []
    for _ in range(2000):
        text = bytearray(draw.choice(good))
        for _ in range(draw.randrange(3)):
            place = draw.randrange(len(text))
            text[place : place + draw.randrange(3)] = bytes(
                draw.choices(b'{}[],:"\\ae1\xc3\xa9', k=draw.randrange(3))
            )
        lines.append(bytes(text).replace(b"\n", b" "))
    together = CaseLines()
    assert [_unnumbered(one) for one in together.answers(lines)] == [_unnumbered(one) for one in alone(lines)]
    assert 100 < together.wrong < 1900


WRONG = (
    (b"{", "not valid JSON: "),
    (b"\xff{}", "not UTF-8: invalid start byte at byte 1"),
    (b"1", "a case is a JSON object"),
    (b"[]", "a case is a JSON object"),
    (b"null", "a case is a JSON object"),
    (b"[" * 100_000, "nested too deep"),
    (b'{"a":' * 100_000, "nested too deep"),
    (b'{"layers": ' + b"9" * 5000 + b"}", "4300"),
    (b'{"layers": NaN}', "NaN is not JSON"),
    (b"{} {}", "not valid JSON: Extra data at column 4"),
    (b"{}", "layers must be a list"),
    (line(name=5), "name must be text"),
    (line(layers=None), "layers must be a list"),
    (line(layers={}), "layers must be a list"),
    (line(layers=[FULL]), "layers[0] must be a list of policy documents"),
    (line(layers=[[FULL], ["x"]]), "layers[1][0]: a policy document is a JSON object"),
    (line(layers=[[FULL, {}]]), "layers[0][1]: Statement[0] is missing or not an object"),
    (line(layers=[[deny("", Effect="deny")]]), "layers[0][0]: Statement[0].Effect must be Allow or Deny"),
    (line(layers=[[deny("", Effect=["Deny"])]]), "Effect must be Allow or Deny"),
    (line(layers=[[deny("", Action=7)]]), "Statement[0].Action must be text or a list of texts"),
    (line(layers=[[deny("", Resource=[[]])]]), "Statement[0].Resource must be text or a list of texts"),
    (line(layers=[[deny("", Sid={})]]), "Statement[0].Sid must be text"),
    (line(layers=[[{**FULL, "Version": 2012}]]), "layers[0][0]: Version must be text"),
    (line(layers=[[deny("", Condition=[])]]), "Condition must hold operators"),
    (line(layers=[[deny("", Condition={"Bool": {"a": {}}})]]), "Condition.Bool.a must hold values"),
    (line(rcps=None), "rcps must be a list of policy documents"),
    (line(rcps={}), "rcps must be a list of policy documents"),
    (line(rcps=[[]]), "rcps[0]: a policy document is a JSON object"),
    (line(request=None), "request is missing or not an object"),
    (line(request=[]), "request is missing or not an object"),
    (line(request={}), "request.action is missing or not text"),
    (line(request={**REQUEST, "action": None}), "request.action is missing or not text"),
    (line(request={**REQUEST, "action": "GetObject"}), "request.action must name one action"),
    (line(request={**REQUEST, "action": "s3:*"}), "request.action must name one action"),
    (line(request={**REQUEST, "resource": []}), "request.resource is missing or not text"),
    (line(request={**REQUEST, "principal": {"AWS": "*"}}), "request.principal is missing or not text"),
    (line(request={**REQUEST, "context": []}), "request.context is missing or not an object"),
    (line(request={**REQUEST, "context": {"a:b": {}}}), "request.context.a:b must hold text"),
    (line(request={**REQUEST, "context": {"a:b": [None]}}), "request.context.a:b must hold text"),
    (line(principal_outside_org="yes"), "principal_outside_org must be true or false"),
    (line(resource_in_management_account=None), "resource_in_management_account must be true or false"),
    (b" " * (case_lines.MAX_LINE + 1) + b"1", "the line is longer than 16,777,216 bytes"),
)  # fmt: skip


@pytest.mark.parametrize(("wrong", "says"), WRONG, ids=[says[:50] for _, says in WRONG])
def test_a_wrong_line_is_told_and_the_rest_goes_on(wrong: bytes, says: str) -> None:
    """Its number and the reason, and its name where it has one; the lines around it are answered."""
    cases = CaseLines()
    before, told, after = map(json.loads, cases.answers([line(name="before"), wrong, line(name="after")]))
    assert (before["decision"], after["decision"]) == ("allow", "allow")
    assert told["line"] == 2
    assert says in told["error"]
    assert cases.wrong == 1
    assert told.get("name") in (None, "x")


def test_policies_that_only_the_parser_can_follow_are_refused() -> None:
    """The parser reads 5,000 lists inside of each other where Python allows that; nobody compares them."""
    nested = f'{{"name": "x", "layers": {"[" * 5000}{"]" * 5000}, "request": {{}}}}'.encode()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        (answer,) = answers(nested)
    finally:
        sys.setrecursionlimit(limit)
    assert answer == {"line": 1, "name": "x", "error": "it is nested too deep"}


STRANGE = (
    line(name="half \ud800"),
    line(name=None),
    line(layers=[[FULL, deny("\ud800", Action="ec2:\ud800*")]]),
    line(request={**REQUEST, "principal": "\udfff", "context": {"\ud800": "\ud800"}}),
    line(request={**REQUEST, "context": {"a": 1e308, "b": 10**4000, "c": [True, 1.5], "d": None, "e": []}}),
    line().replace(b"eu-west-1", b"\xf4\x8f\xbf\xbf"),
    line().replace(b'"eu-west-1"', b"1e999"),
    line(more={"layers": [[deny("Elsewhere")]], "rcps": [[[]]]}),
    line(request={**REQUEST, "more": 1, "principalAccount": 5}),
)


@pytest.mark.parametrize("strange", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_line_is_answered(strange: bytes) -> None:
    """Halves of characters, huge numbers, members that mean nothing: nothing of that denies the request."""
    for answer in answers(strange, strange):
        assert answer["decision"] == "allow"


def test_empty_lines_are_passed_over_and_counted() -> None:
    """So the number of a wrong line is that of an editor."""
    first, second = answers(b"", line(), b"  \r", b"\t", b"x")
    assert first["decision"] == "allow"
    assert second["line"] == 5


def test_what_one_and_the_same_request_meets_depends_on_the_policies() -> None:
    """Two texts of policies in turn, and back: each line gets its own answer."""
    free, bound = line(), line(layers=[[FULL, deny("A")]])
    assert [one["decision"] for one in answers(free, bound, free, bound, bound, free)] == [
        "allow",
        "deny",
        "allow",
        "deny",
        "deny",
        "allow",
    ]


def test_policies_that_lines_share_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In turn as well as in a row, in whatever order of keys; and a document that two sets of them share."""
    compiled: list[object] = []
    prepared: list[Document] = []

    class Counted(Ruleset):
        def __init__(self, *given: Any, **more: Any) -> None:
            compiled.append(given)
            super().__init__(*given, **more)

    def counted(document: Document) -> tuple[Rule, ...]:
        prepared.append(document)
        return rules_of(document)

    monkeypatch.setattr(case_lines, "Ruleset", Counted)
    monkeypatch.setattr(case_lines, "rules_of", counted)
    one, other = line(layers=[[FULL, deny("A")]]), line(layers=[[FULL], [FULL, deny("A")]])
    answers(*[one, other] * 50)
    assert len(compiled) == 2
    assert len(prepared) == 2
    by_key = [json.dumps(json.loads(each), sort_keys=True).encode() for each in (one, other)]
    answers(*by_key * 50)
    assert len(compiled) == 4


def _different(count: int) -> Iterator[bytes]:
    for number in range(count):
        document = deny(f"S{number}", Action=f"s{number}:*", Resource=f"arn:aws:s3:::b{number}/*")
        asked = {**REQUEST, "resource": f"arn:aws:s3:::{number}", "action": f"s{number}:Get"}
        yield line(name=f"n{number}", layers=[[FULL, document]], request=asked)


def _requests(count: int) -> Iterator[bytes]:
    document = deny("S", Resource="arn:aws:s3:::b/*", Condition={"StringLike": {"aws:PrincipalArn": "a*"}})
    for number in range(count):
        asked = {**REQUEST, "resource": f"arn:aws:s3:::{number}", "action": f"s{number}:Get"}
        yield line(name=f"n{number}", layers=[[FULL, document]], request=asked)


@pytest.mark.slow
@pytest.mark.parametrize("lines", [_different, _requests])
def test_memory_does_not_grow_with_the_lines(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither with policies that all differ, nor with requests that all do, once the bounds are reached."""
    monkeypatch.setattr(case_lines, "_MAX_POLICIES", 1 << 14)
    monkeypatch.setattr(case_lines, "_MAX_VERDICTS", 1 << 6)
    monkeypatch.setattr(case_lines, "_TIDY_EVERY", 1 << 6)
    for name in ("compiled", "compiled_arn", "compiled_resource"):
        plain = getattr(patterns, name).__wrapped__
        monkeypatch.setattr(patterns, name, lru_cache(maxsize=1 << 7)(plain))
    cases = CaseLines()
    held = []
    tracemalloc.start()
    try:
        for count in (400, 4000):
            for _ in cases.answers(lines(count)):
                pass
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    # The least that could be kept of a line, one verdict, takes 400 bytes.
    assert held[1] - held[0] < 150 * 4000
