"""YAML that is broken, hostile or unusual: a finding at its place, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrails.baseline import load
from guardrails.errors import InputError
from tests.baselines import FILES, SMALL, TODAY, changed, findings_in, load_small, located

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

SYNTAX = (
    ("tab", "a:\n§\tb: 1", "a tab stands here, where YAML takes spaces alone"),
    ("unclosed list", "a: [b\nc§: d", "the list that [ begins has no , or ] here"),
    ("unclosed quote", 'a: "b\n§', "a quote isn't closed"),
    ("indentation", "a: 1\n  b§: 2", "a key can't stand here: the line is indented too far"),
    ("second document", "a: 1\n§---\nb: 2", "a second document begins here"),
    ("alias of nothing", "a: §*nope", "*nope repeats an anchor that no line above has"),
    ("too little indentation", "a:\n    b: 1\n  §c: 2", "the line is indented like none above it"),
    ("unclosed mapping", "a: {b: 1\nc§: d", "the mapping that { begins has no , or } here"),
    ("no colon", "a: 1\nb\n§c: 2", "a line without a colon stands where a key belongs"),
    ("item beside a key", "a: §- b", "a list's item can't begin here"),
    ("percent", "a: §%b", "% can't begin a value"),
    ("at", "a: §@b", "@ can't begin a value"),
    ("anchor without a name", "a: &§ b", "an anchor (&) or alias (*) has no name here"),
    ("backslash", 'a: "\\§q"', "a backslash in double quotes begins no escape"),
    ("text after the end", "a: 1\n...\n§b: 2", "a second document begins here"),
    ("text after a block's sign", "a: |§x\n  b", "| or > is followed by something else"),
    ("text after a quote", "a: 'b' §c", ""),
    ("unknown directive", "§%YAML 9.9\n---\na: b", "a line with % begins a directive"),
)


@pytest.mark.parametrize(("text", "problem"), [case[1:] for case in SYNTAX], ids=[c[0] for c in SYNTAX])
def test_broken_syntax_is_located(text: str, problem: str) -> None:
    """A syntax error says where the reader stumbled."""
    text, places = located(text)
    (finding,) = findings_in(text)
    assert (finding.location.line, finding.location.column) == places[0]
    assert finding.problem.startswith("not valid YAML: ")
    assert problem in finding.problem
    assert finding.remedy


HOSTILE = (
    ("alias bomb", BOMB, "expands to more than 200,000 values through its aliases"),
    ("list in itself", "a: &a [*a]", "or contains itself"),
    ("mapping in itself", "a: &a\n  b: *a", "or contains itself"),
    ("deep list", "[" * 1000, "nested more than 40 levels deep"),
    ("deep block", "- " * 1000 + "a", "nested more than 40 levels deep"),
    ("two megabytes", "# " + "x" * 2_000_000, "more than 1,000,000 characters"),
    ("no character", "a: b\x00c", "special characters are not allowed"),
    ("half a character", 'tags: "\\uD800"', "an escape names half a character"),
    ("an escape past Unicode", 'a: "\\UFFFFFFFF"', "names no character"),
    ("python object", "a: !!python/object:os.system { b: c }", "python/object:os.system is not supported"),
    ("python call", "a: !!python/object/apply:os.system [ls]", "python/object/apply:os.system is not"),
    ("set", "a: !!set { b, c }", "YAML tag tag:yaml.org,2002:set is not supported"),
    ("own tag", "a: !mine b", "YAML tag !mine is not supported"),
    ("merge key", "a: &a { b: 1 }\nc: { <<: *a }", "merge key (<<) is not supported"),
    ("list as a key", "? [a, b]\n: c", "a key must be plain text"),
    ("empty", "", "the file is empty"),
    ("only a comment", "# nothing\n", "the file is empty"),
    ("only null", "null", "the file is empty"),
    ("list at the top", "- a\n- b\n", "a baseline is a mapping"),
    ("text at the top", "baseline", "a baseline is a mapping"),
    ("twice", SMALL + "tags: {}\n", '"tags" stands here a second time, first in line 58'),
)


HEAVY = {"alias bomb", "deep list"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(*case[1:], id=case[0], marks=[pytest.mark.slow] if case[0] in HEAVY else [])
        for case in HOSTILE
    ],
)
def test_hostile_text_is_refused(text: str, problem: str) -> None:
    """What can't be, or mustn't be, is one finding with a remedy."""
    found = [finding for finding in findings_in(text) if problem in finding.problem]
    assert len(found) == 1
    assert found[0].remedy
    assert found[0].location.file == "baseline.yaml"


FINE = (
    ("byte order mark", "\ufeff" + SMALL),
    ("carriage returns", SMALL.replace("\n", "\r\n")),
    ("document markers", "---\n" + SMALL + "...\n"),
    ("an alias", changed(("[gamelift, workmail]", "&few [gamelift, workmail]"), ("[gamelift] }", "*few }"))),
    ("sections left empty", changed(("tags: { cost-center: platform }", "tags: {}"))),
)


@pytest.mark.parametrize("text", [case[1] for case in FINE], ids=[case[0] for case in FINE])
def test_unusual_text_loads(text: str) -> None:
    """What YAML allows and people's editors write is the same baseline."""
    assert load_small(text).organization == load_small().organization


def test_optional_sections_may_be_left_empty() -> None:
    """A section with nothing in it is a section left out."""
    organization, _, _ = SMALL.partition("services:")
    loaded = load_small(organization + "trail:\nbudgets:\naccess:\n")
    assert (loaded.trail, loaded.budgets, loaded.access) == (None, None, None)


@pytest.mark.parametrize("account_id", ["222222222222", "012345678901", "000000000001", "077777777777"])
def test_unquoted_account_ids_keep_their_digits(account_id: str) -> None:
    """An account id is text, however much it looks like a number."""
    loaded = load_small(changed(('"222222222222"', account_id)))
    assert loaded.tree.by_path["Security/log-archive"].id == account_id


def test_keys_that_look_like_numbers_are_names() -> None:
    """An account may be called 42 without quotes."""
    loaded = load_small(
        changed(("{ log-archive:", '{ 42: "222222222221", true: "222222222220", log-archive:'))
    )
    assert {"Security/42", "Security/true"} <= loaded.tree.by_path.keys()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "No such file or directory; name an existing file with --baseline"),
        (b"\xff\xfea\x00", "it begins with the byte-order mark of UTF-16; save it as UTF-8"),
        (b"\xfe\xff\x00a", "it begins with the byte-order mark of UTF-16; save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "it is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_unreadable_files_are_findings(tmp_path: Path, content: bytes | None, problem: str) -> None:
    """A file that isn't there, or isn't text, is named with its path."""
    path = tmp_path / "baseline.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load(path, today=TODAY)
    (finding,) = caught.value.findings
    assert str(finding) == f"{path}: can't be read: {problem}"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    """Some editors begin baseline and documents with it; places count from the first character after it."""
    (tmp_path / "policies").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    path = tmp_path / "baseline.yaml"
    path.write_text(SMALL, encoding="utf-8-sig")
    assert load(path, today=TODAY).organization == load_small().organization
    path.write_text(f"zzz: 1\n{SMALL}", encoding="utf-8-sig")
    with pytest.raises(InputError) as caught:
        load(path, today=TODAY)
    assert str(caught.value).startswith(f'{path}:1:1 zzz: "zzz" is not a key here')


def test_names_of_files_that_no_file_can_have(tmp_path: Path) -> None:
    """A directory and an impossible name are refused like a missing file."""
    for path in (tmp_path, Path("a\0b"), tmp_path / ("x" * 5000)):
        with pytest.raises(InputError):
            load(path, today=TODAY)
