"""`capture` and whatever reads AWS: what is written where, and how it ends."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from guardrails.capture import Capture, load_capture, to_json
from guardrails.capture.model import RefusedRead
from guardrails.capture.sections.access import CapturedAccess, CapturedGroup, CapturedInstance
from guardrails.capture.sections.stacks import CapturedStacks
from guardrails.cli.capture_source import LIVE, LiveRequest, capture_from
from guardrails.cli.main import app
from guardrails.live import capture as live
from guardrails.live.aws import Aws
from guardrails.live.capture import FOREIGN_READERS, READERS, CaptureRequest
from guardrails.live.refusals import AwsError
from tests.capture.captures import MANAGEMENT, ROOT, account, captured, denial, policy

HOME = ("--home-region", "eu-central-1")
REFUSED = AwsError("AWS doesn't accept the credentials", "sign in", "ExpiredToken")


def _refusal(reader: str, *about: str) -> RefusedRead:
    return RefusedRead(
        reader=reader, action=f"{reader}:List", code="Denied", message="no", unknown="all of it", about=about
    )


def _whole(*refused: RefusedRead, **fields: Any) -> Capture:
    """Return a capture that knows what others manage."""
    return captured(
        account("222222222222", "shop"),
        policies=(policy("Own", denial("s3:*"), ROOT),),
        refused=refused,
        stacks=CapturedStacks(stacks=(), stack_sets=()),
        access=CapturedAccess(instances=()),
        **fields,
    )


class Answering:
    """Stands in for AWS: gives a capture, or raises, and keeps what it was asked."""

    def __init__(self, outcome: Capture | BaseException) -> None:
        self.outcome = outcome
        self.requests: list[CaptureRequest] = []

    def __call__(self, request: CaptureRequest, say: Callable[[str], None]) -> Capture:
        """Answer as `capture_live` does."""
        self.requests.append(request)
        say("organization: read")
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Answering]:
    """Let AWS answer so, and stand in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)

    def answering(outcome: Capture | BaseException) -> Answering:
        stand_in = Answering(outcome)
        monkeypatch.setattr(live, "capture_live", stand_in)
        return stand_in

    return answering


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["capture", *arguments], prog_name="guardrails")


def test_without_a_file_the_capture_is_the_answer(answer: Callable[..., Answering]) -> None:
    """Progress and summary go to standard error, so that the answer can be piped."""
    answer(_whole())
    result = _run(*HOME)
    assert result.exit_code == 0
    assert result.stdout == to_json(_whole())
    assert result.stderr.splitlines() == ["organization: read", "Captured 2 accounts."]


def test_files_take_the_place_of_the_answer(answer: Callable[..., Answering], tmp_path: Path) -> None:
    """The capture is for its owner alone; what others manage may be committed."""
    answer(_whole())
    result = _run(*HOME, "--out", "capture.json", "--foreign", "foreign.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert load_capture(tmp_path / "capture.json") == _whole()
    assert '"Own"' in (tmp_path / "foreign.json").read_text(encoding="utf-8")
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == {"capture.json": 0o600, "foreign.json": 0o644}


def test_all_is_asked_that_the_options_name(answer: Callable[..., Answering]) -> None:
    """Regions and accounts may be several; nothing more is asked without them."""
    aws = answer(_whole())
    assert _run(*HOME).exit_code == 0
    more = ("--region", "eu-west-1", "--region", "us-west-2", "--member-role", "Reader")
    _run(*HOME, *more, "--stack-account", "222222222222", "--stack-account", "333333333333")
    plain, detailed = aws.requests
    assert plain == CaptureRequest("eu-central-1")
    assert detailed == CaptureRequest(
        "eu-central-1",
        ("eu-west-1", "us-west-2"),
        "Reader",
        stack_accounts=("222222222222", "333333333333"),
    )


@pytest.mark.parametrize(
    ("options", "readers"),
    [
        (("--foreign", "foreign.json"), FOREIGN_READERS),
        (("--foreign", "foreign.json", "--out", "capture.json"), READERS),
        (("--out", "capture.json"), READERS),
        ((), READERS),
    ],
)
def test_for_the_policies_of_others_only_their_readers_read(
    answer: Callable[..., Answering], options: tuple[str, ...], readers: tuple[object, ...]
) -> None:
    """A file for `organization.foreign` needs no trail and no budget."""
    aws = answer(_whole())
    assert _run(*HOME, *options).exit_code == 0
    [request] = aws.requests
    assert request.readers == readers


@pytest.mark.parametrize(
    ("options", "code"), [((), 1), (("--foreign", "foreign.json"), 0), (("--out", "capture.json"), 1)]
)
def test_a_refused_call_ends_with_1_where_it_matters(
    answer: Callable[..., Answering], options: tuple[str, ...], code: int
) -> None:
    """Whoever reads the policies of others doesn't miss a budget."""
    answer(_whole(_refusal("budgets")))
    result = _run(*HOME, *options)
    assert result.exit_code == code
    assert ("budgets:List (Denied): unknown is all of it" in result.stderr.splitlines()) is bool(code)
    assert result.stderr.splitlines()[-1] == f"Captured 2 accounts{'; 1 call refused' if code else ''}."


@pytest.mark.parametrize("reader", ["organization", "policies", "access", "stacks"])
def test_a_refusal_of_what_others_manage_always_matters(
    answer: Callable[..., Answering], reader: str
) -> None:
    """A policy could be missing in the file."""
    answer(_whole(_refusal(reader, "first", "second"), _refusal("budgets")))
    result = _run(*HOME, "--foreign", "foreign.json")
    assert result.exit_code == 1
    assert f"{reader}:List (Denied): unknown is all of it of first, second" in result.stderr.splitlines()
    assert "budgets" not in result.stderr


def test_a_capture_that_exists_is_read_instead_of_aws(
    answer: Callable[..., Answering], tmp_path: Path
) -> None:
    """It needs neither a region nor credentials; its refused calls still count as far as they matter."""
    aws = answer(AwsError("nobody should ask", ""))
    (tmp_path / "old.json").write_text(to_json(_whole(_refusal("budgets"))), encoding="utf-8")
    result = _run("--capture", "old.json", "--foreign", "foreign.json")
    assert (result.exit_code, aws.requests) == (0, [])
    assert (tmp_path / "foreign.json").exists()
    assert _run("--capture", "old.json", "--out", "new.json").exit_code == 1
    assert (tmp_path / "new.json").read_bytes() == (tmp_path / "old.json").read_bytes()


@pytest.mark.parametrize(
    ("organization", "subject"), [(None, "no accounts"), ({"accounts": None}, "no accounts")]
)
def test_the_summary_says_what_is_unknown(
    answer: Callable[..., Answering], organization: dict[str, None] | None, subject: str
) -> None:
    """Nobody counts accounts that weren't read."""
    whole = _whole()
    assert whole.organization is not None
    changed = None if organization is None else whole.organization.model_copy(update=organization)
    answer(whole.model_copy(update={"organization": changed}))
    result = _run(*HOME, "--out", "capture.json")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == f"Captured {subject}."


def test_the_summary_names_policies_that_are_not_in_force(answer: Callable[..., Answering]) -> None:
    """Their type is switched off."""
    off = _whole(types=("RESOURCE_CONTROL_POLICY",))
    answer(off)
    lines = _run(*HOME, "--out", "capture.json").stderr.splitlines()
    sentence = (
        "SERVICE_CONTROL_POLICY is switched off in AWS, so these attached policies aren't in force: Own"
    )
    assert f"{sentence}." in lines


@pytest.mark.parametrize(
    ("outcome", "code", "sentence"),
    [
        (REFUSED, 2, "AWS doesn't accept the credentials; sign in; nothing was written"),
        (KeyboardInterrupt(), 130, "Interrupted; nothing was written."),
    ],
)
def test_what_keeps_it_from_reading_writes_nothing(
    answer: Callable[..., Answering], tmp_path: Path, outcome: BaseException, code: int, sentence: str
) -> None:
    """One sentence on standard error says why."""
    answer(outcome)
    result = _run(*HOME, "--out", "capture.json")
    assert result.exit_code == code
    assert result.stderr.splitlines() == ["organization: read", sentence]
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "--home-region: no region is named; write it as eu-central-1"),
        (("--home-region", "x-1"), "--home-region: x-1 is no region; write it as eu-central-1"),
        ((*HOME, "--region", "y-2"), "--region: y-2 is no region; write it as eu-central-1"),
    ],
)
def test_a_region_that_is_none_is_refused(
    answer: Callable[..., Answering], arguments: tuple[str, ...], sentence: str
) -> None:
    """AWS isn't asked."""
    aws = answer(_whole())
    result = _run(*arguments)
    assert (result.exit_code, aws.requests) == (2, [])
    assert result.stderr.strip().endswith(sentence)
    assert result.stdout == ""


def test_the_region_is_the_shells_where_none_is_named(
    answer: Callable[..., Answering], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An option wins over the shell."""
    aws = answer(_whole())
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    assert _run().exit_code == 0
    assert _run(*HOME).exit_code == 0
    assert [request.home_region for request in aws.requests] == ["eu-west-3", "eu-central-1"]


def test_a_profile_that_is_not_there_is_refused(
    answer: Callable[..., Answering], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who errs sees a sentence, with the remedy."""
    aws = answer(_whole())
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    result = _run()
    assert (result.exit_code, aws.requests) == (2, [])
    assert result.stderr.startswith("AWS credentials are missing or can't be read")
    assert "name a profile in AWS_PROFILE" in result.stderr
    assert result.stderr.count("\n") == 1
    with pytest.raises(AwsError, match="nobody"):
        Aws("eu-central-1", frozenset())


def test_a_capture_that_knows_too_little_is_refused(answer: Callable[..., Answering], tmp_path: Path) -> None:
    """Nothing is written; the finding names the part that is unknown."""
    answer(_whole().model_copy(update={"policies": None}))
    result = _run(*HOME, "--foreign", "foreign.json")
    assert result.exit_code == 2
    assert "the live organization policies: policies or their targets are unknown" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--out", "--foreign"])
def test_a_file_that_cannot_be_written_ends_with_2(answer: Callable[..., Answering], option: str) -> None:
    """The sentence names the file."""
    answer(_whole())
    result = _run(*HOME, option, "missing/file.json")
    assert (result.exit_code, result.stdout) == (2, "")
    last = result.stderr.splitlines()[-1]
    assert last == "missing/file.json: can't be written (No such file or directory); name another file"


def test_one_file_for_both_is_refused(answer: Callable[..., Answering], tmp_path: Path) -> None:
    """The second would replace the first; nothing is written."""
    answer(_whole())
    refused = _run(*HOME, "--out", "both.json", "--foreign", "./both.json")
    assert refused.exit_code == 2
    assert "--foreign: is both.json, as for --out; name another file" in refused.stderr
    assert not (tmp_path / "both.json").exists()


def test_a_group_without_assignments_is_listed_by_name(
    answer: Callable[..., Answering], tmp_path: Path
) -> None:
    """Others may assign it later, and the baseline may already."""
    instance = CapturedInstance(
        arn="arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f",
        identity_store="d-99671a2b3c",
        owner=MANAGEMENT,
        permission_sets=(),
        assignments=(),
        groups=(CapturedGroup(id="g-1", name="idle-people"),),
    )
    answer(_whole().model_copy(update={"access": CapturedAccess(instances=(instance,))}))
    texts = []
    for options in ((), ("--group", "idle-people")):
        assert _run(*HOME, "--foreign", "foreign.json", *options).exit_code == 0
        texts.append((tmp_path / "foreign.json").read_text(encoding="utf-8"))
    assert ["idle-people" in text for text in texts] == [False, True]
    refused = _run(*HOME, "--foreign", "other.json", "--group", "idle-poeple")
    assert refused.exit_code == 2
    assert "--group idle-poeple: is the name of no group in Identity Center" in refused.stderr
    assert not (tmp_path / "other.json").exists()


def test_a_source_says_where_it_comes_from(answer: Callable[..., Answering], tmp_path: Path) -> None:
    """Findings name the file, or the live organization."""
    answer(_whole())
    (tmp_path / "old.json").write_text(to_json(_whole()), encoding="utf-8")
    request = LiveRequest("eu-central-1")
    assert (request.member_role, request.command, request.stack_accounts) == ("", "capture", ())
    assert capture_from(tmp_path / "old.json", request).name == str(tmp_path / "old.json")
    assert capture_from(None, request).name == LIVE == "the live organization"


@pytest.mark.parametrize(
    ("option", "kind", "sentence"),
    [
        ("--out", "FILE", "The file to write; standard output without it."),
        ("--foreign", "FILE", "Write what others manage, for organization.foreign."),
        ("--group", "NAME", "In --foreign, list a group that has no assignment yet."),
        ("--capture", "FILE", "A capture; without it AWS is read with your credentials."),
        ("--home-region", "REGION", "The region of the organization's stacks, when AWS is read;"),
        ("--region", "REGION", "Also look for stacks and alarms in it; repeatable."),
        ("--stack-account", "ID", "Also look for stacks in it, by --member-role; repeatable."),
        ("--member-role", "NAME", "Read each member through its role of this name."),
    ],
)
def test_the_help_says_what_each_option_takes(
    monkeypatch: pytest.MonkeyPatch, option: str, kind: str, sentence: str
) -> None:
    """Whoever asks for help needs no page."""
    monkeypatch.setenv("COLUMNS", "250")
    text = " ".join(_run("--help").stdout.split())
    assert f"{option} {kind} {sentence}" in text
