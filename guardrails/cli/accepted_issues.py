"""Compare the linter's findings with `accept` of a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from guardrails.baseline import Baseline
from guardrails.baseline.acceptance import judge
from guardrails.cli.common import load_baseline, today
from guardrails.cli.finding_ids import of_lint
from guardrails.errors import Finding
from guardrails.policy.lint import Issue


@dataclass(frozen=True)
class AcceptedIssues:
    """The linter's findings that a baseline accepts, and the rest."""

    still_open: tuple[Issue, ...]
    """Findings that nobody accepts, and those that somebody accepted until a day that is over."""
    accepted: tuple[Finding, ...] = ()
    suppressed: tuple[tuple[Issue, str], ...] = ()
    """The accepted findings as the linter found them, each with who accepts it and why."""
    unused: tuple[Finding, ...] = ()
    """Warnings: entries about the files that match nothing."""

    @property
    def notes(self) -> Iterator[Finding]:
        """The lines that are printed beside the findings."""
        yield from self.accepted
        yield from (replace(warning, problem=f"warning: {warning.problem}") for warning in self.unused)


def accepted_issues(path: Path | None, issues: Sequence[Issue], files: Sequence[str]) -> AcceptedIssues:
    """Hold findings against `accept` of a baseline file.

    Args:
        path: the baseline; None accepts nothing, as in a folder of somebody else.
        issues: what the linter found.
        files: the files that were linted.

    Raises:
        InputError: when the baseline is wrong.
    """
    if path is None:
        return AcceptedIssues(tuple(issues))
    baseline, folder = load_baseline(path), path.resolve().parent
    by_finding = {_named(issue, folder): issue for issue in issues}
    judged = judge(baseline, by_finding, today(), of_lint())
    still_open = [issue for finding, issue in by_finding.items() if finding in judged.open]
    still_open += [
        _lapsed(by_finding[finding], error)
        for finding, error in zip(judged.lapsed, judged.overdue, strict=True)
    ]
    linted = frozenset(_inside(file, folder) for file in files)
    return AcceptedIssues(
        tuple(sorted(still_open, key=lambda issue: (issue.finding, issue.rule.id))),
        tuple(accepted_finding.rendered for accepted_finding in judged.accepted),
        tuple(
            (by_finding[accepted_finding.finding], accepted_finding.justification)
            for accepted_finding in judged.accepted
        ),
        tuple(warning for warning in judged.unused if _is_about(baseline, warning, linted)),
    )


def _named(issue: Issue, folder: Path) -> Finding:
    """Name a finding as `accept` does: by its rule, and by its file before the field."""
    field = ".".join(filter(None, (_inside(issue.finding.location.file, folder), issue.finding.field)))
    return replace(issue.finding, field=field, id=issue.rule.id)


def _inside(file: str, folder: Path) -> str:
    """Return a file's path from the baseline's folder, such as policies/x.json."""
    whole = Path(file).resolve()
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else file


def _lapsed(issue: Issue, error: Finding) -> Issue:
    """Say beside the finding that somebody accepted it until a day that is over."""
    until = error.problem.partition(", which is over")[0]
    problem = f"{issue.finding.problem} ({until}, which is over)"
    return replace(issue, finding=replace(issue.finding, problem=problem))


def _is_about(baseline: Baseline, unused: Finding, files: Iterable[str]) -> bool:
    """Return whether an entry that matches nothing names one of the files, or none at all."""
    index = int(unused.field.removeprefix("accept[").partition("]")[0])
    at = baseline.accept[index].at
    return at is None or any(at == file or at.startswith(f"{file}.") for file in files)
