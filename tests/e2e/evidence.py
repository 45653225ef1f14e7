"""An organization with a trail that moves, and whoever tries to take its evidence away."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from demo.calls import BREAK_GLASS, DEVELOPER, prepare
from demo.cdk import member_client
from emulator.client import Credentials
from guardrails.organization import Account
from tests.e2e.conftest import Story, going_on, started
from tests.e2e.runbook import Runbook, commands
from tests.oracle import Request, denied

ARCHIVE, AUDIT = "222222222222", "222222222223"
BASELINE = """\
organization:
  id: o-exampleorg1
  root: r-ex4m
  home_region: eu-central-1
  management_account: { id: "111111111111" }
  units:
    Security:
      id: ou-ex4m-security
      accounts: { log-archive: "222222222222", audit: "222222222223" }
regions: { allowed: [eu-central-1, eu-west-1] }
exemptions:
  break-glass: { principal: "arn:aws:iam::*:role/break-glass", owner: me@example.com, reason: Rescues }
  deployment:
    { principal: "arn:aws:iam::222222222222:role/cdk-guardrails-*", owner: me@example.com, reason: Deploys }
guardrails:
  - preset: starter
trail:
  bucket: exampleorg1-organization-trail
  archive_account: Security/log-archive
"""
_IS_YAML = re.compile(r"former:$| +\S")
Place = tuple[str, str, str]
"""An account, its bucket and the alias of its key."""
OLD: Place = (ARCHIVE, "exampleorg1-organization-trail", "organization-trail")


@contextmanager
def begun(folder: Path) -> Iterator[Story]:
    """Deploy the organization; both accounts of its unit have a developer and a break-glass role before."""
    with started("evidence", folder, _deployed) as story:
        yield story


def _deployed(folder: Path) -> None:
    (folder / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    for command in (
        "init -q -b main",
        "add baseline.yaml",
        "-c user.name=a -c user.email=a@b.c commit -q -m a",
    ):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)
    with going_on(folder) as story:
        tree = story.baseline.tree
        for account in tree.accounts:
            assert isinstance(account, Account)
            prepare(story.aws, story.baseline, account)
        for account_id in (tree.management_account.id, ARCHIVE):
            story.cdk.bootstrap(account_id)
        story.cdk.deploy()


def session(story: Story, account: str, role: str = DEVELOPER) -> Credentials:
    """Sign in with a role of an account that may do whatever the guardrails leave it."""
    tree = story.baseline.tree
    arn = f"arn:aws:iam::{account}:role/{role}"
    return story.aws.assume_role(arn, caller=tree.management_account.id, region=tree.home_region)


def client(story: Story, service: str, account: str) -> Any:
    """Make a client of an administrator in an account."""
    return member_client(story.aws, story.baseline.tree, service, account)


def follower(story: Story) -> Runbook:
    """Make somebody who follows a runbook, with the profiles that it names."""
    return Runbook(
        story,
        {
            "audit-break-glass": (AUDIT, session(story, AUDIT, BREAK_GLASS)),
            "log-archive-break-glass": (ARCHIVE, session(story, ARCHIVE, BREAK_GLASS)),
        },
    )


def accepted(story: Story, *places: Place) -> list[str]:
    """Try to take the evidence of places away; return the calls that the guardrails don't refuse.

    Of buckets they are real calls of a developer in the place's account. What becomes of a key and its alias
    is decided on the documents that are attached: the local AWS asks for neither as AWS does.
    """
    return [
        f"{action} in {place[0]} on {place[1:]}"
        for place in places
        for action, refused in (*_of_buckets(story, place), *_of_key(story, place))
        if not refused
    ]


def _of_buckets(story: Story, place: Place) -> Iterator[tuple[str, bool]]:
    account, bucket, _ = place
    s3 = story.aws.client("s3", account, story.baseline.tree.home_region, session(story, account))
    yield "s3:DeleteBucket", _refused(lambda: s3.delete_bucket(Bucket=f"{bucket}-access"))
    yield "s3:DeleteBucketPolicy", _refused(lambda: s3.delete_bucket_policy(Bucket=bucket))
    existing = {one["Name"] for one in client(story, "s3", account).list_buckets()["Buckets"]}
    if bucket in existing:  # before, nothing is in it
        yield "s3:PutObject", _refused(lambda: s3.put_object(Bucket=bucket, Key="AWSLogs/x", Body=b"forged"))
        yield "s3:DeleteObject", _refused(lambda: s3.delete_object(Bucket=bucket, Key="AWSLogs/x"))


def _of_key(story: Story, place: Place) -> Iterator[tuple[str, bool]]:
    account, _, alias = place
    attached = {path: list(documents.values()) for path, documents in story.readback.posture().items()}
    path, keys = (
        story.baseline.tree.by_id[account].path,
        f"arn:aws:kms:{story.baseline.tree.home_region}:{account}",
    )
    aliased = {"kms:ResourceAliases": [f"alias/{alias}"]}
    for action in ("kms:ScheduleKeyDeletion", "kms:PutKeyPolicy"):
        yield action, denied(attached, path, Request(action, resource=f"{keys}:key/1234", context=aliased))
    on_alias = Request("kms:DeleteAlias", resource=f"{keys}:alias/{alias}")
    yield on_alias.action, denied(attached, path, on_alias)


def _refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except ClientError as error:
        return bool(error.response["Error"]["Code"] == "AccessDenied")
    return False


def name_what_stays(person: Runbook, page: str) -> None:
    """Check the change as a page says, paste the lines where the answer says, check again, and merge."""
    check = next(command for command in commands(page) if "--against" in command)
    refused = person.run(check)
    assert refused.returncode, refused.stdout
    answer = [*refused.stdout.splitlines(), *refused.stderr.splitlines()]
    start = next(number for number, line in enumerate(answer) if line.startswith("Add to baseline.yaml"))
    pasted = list(takewhile(_IS_YAML.match, answer[start + 1 :]))
    path, place = person.story.path, answer[start].rstrip(":")
    text = path.read_text(encoding="utf-8").splitlines()
    at = len(text) if place.endswith("end of the file") else int(place.rpartition("line ")[2])
    path.write_text("\n".join([*text[:at], *pasted, *text[at:], ""]), encoding="utf-8")
    again = person.run(check)
    assert again.returncode == 0, again.stdout + again.stderr
    merge = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qam", "move"]
    subprocess.run(merge, cwd=person.story.folder, check=True)


def recording(story: Story) -> dict[str, Any]:
    """Return the organization trail; fail where there isn't exactly one that records."""
    trail = story.readback.trail()
    assert trail is not None
    assert trail["IsLogging"]
    return trail
