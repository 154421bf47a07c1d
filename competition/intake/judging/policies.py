"""policies/<name>/: each policy.toml is a policy, and comes to what its own worked cases say it must."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace

from competition.intake.contest import Contest
from competition.intake.files import toml
from competition.intake.files.columns import POLICIES
from competition.intake.files.texts import decoded, visible
from competition.intake.files.toml import texts
from competition.intake.problems import Findings
from scoring.awards import decide
from scoring.clauses.examples import COLUMNS, differences, read_example
from scoring.clauses.gates import resolve
from scoring.clauses.values import KINDS, Policy
from scoring.documents import ID
from scoring.policy import counted, in_force, read_policy
from scoring.problems import Problem

POLICY, CASES = "policy.toml", "cases.csv"


def judge(files: Mapping[str, bytes], contest: Contest | None, findings: Findings) -> Iterator[Problem]:
    """Say what is wrong with any policy and any worked case; what is wrong with contest.toml for what is in force on
    the contest's last day."""
    policies: dict[str, Policy] = {}
    whole = True
    for name in names(files):
        policy = policy_in(files, name, findings)
        whole = whole and policy is not None
        if policy is not None:
            policies[name] = policy
            _try(policy, name, files.get(f"{POLICIES}{name}/{CASES}"), findings)
    if not whole or contest is None:
        return
    chosen, problems = in_force(policies, contest.ends)
    for problem in problems:
        if problem.code == "policies-overlap":
            yield replace(problem, where="event.ends")
    if chosen and contest.tier and policies[chosen].tiers and not resolve(contest.tier, policies[chosen].tiers):
        tiers = ", ".join(f"{id} {each.zh}" for id, each in policies[chosen].tiers.items())
        yield Problem("unknown-tier", "event.tier", {"value": visible(contest.tier), "choices": tiers})


def pinned(files: Mapping[str, bytes], ends: str) -> Policy | None:
    """The policy in force on a day, of files that hold nothing wrong; None where none is."""
    found = {name: policy_in(files, name, Findings()) for name in names(files)}
    policies = {name: policy for name, policy in found.items() if policy is not None}
    chosen, _ = in_force(policies, ends)
    return policies.get(chosen)


def names(files: Mapping[str, bytes]) -> list[str]:
    """Names of the policies whose policy.toml is there."""
    paths = (path.split("/") for path in files if path.startswith(POLICIES))
    return sorted({parts[1] for parts in paths if len(parts) == 3 and parts[2] == POLICY and ID.fullmatch(parts[1])})


def policy_in(files: Mapping[str, bytes], name: str, findings: Findings) -> Policy | None:
    """The policy of that name; what is wrong with it goes among the findings."""
    document = toml.read(files[f"{POLICIES}{name}/{POLICY}"], f"{POLICIES}{name}/{POLICY}", findings)
    if document is None:
        return None
    policy, problems = read_policy(document.document)
    odd = list(texts(document.document))
    once = {problem.where: problem for problem in (*odd, *reversed(problems))}
    document.say(list(once.values()), findings)
    return None if odd else policy


def _try(policy: Policy, name: str, content: bytes | None, findings: Findings) -> None:
    """Decide every worked case; say those that come to something else, and rows that are none."""
    file = f"{POLICIES}{name}/{CASES}"
    text = None if content is None else decoded(content)
    if text is None:
        if content is not None:
            findings.add(file, 0, "", "encoding", allowed="UTF-8, GB18030")
        return
    known: set[str] = set()
    for line, row in _rows(text, file, findings):
        example, problems = read_example(row)
        for problem in problems:
            if problem.code != "unknown-column":
                findings.add(file, line, visible(problem.where), problem.code, **problem.facts)
            elif problem.where not in known:
                known.add(problem.where)
                columns = ", ".join((*COLUMNS, *KINDS, "paper.…", "fact.…", "passed.…"))
                column = visible(problem.where)
                findings.add(file, 1, column, problem.code, column=column, columns=columns)
        if problems:
            continue
        decision = decide(counted(policy, example.round), example.case)
        for kind, expected, found in differences(decision, example.expected):
            findings.add(file, line, kind, "case-fails", case=visible(example.label), expected=expected, found=found)


def _rows(text: str, file: str, findings: Findings) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row by column) of every worked case."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    header: list[str] = []
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                if not header:
                    header = [name.strip() for name in record]
                elif len(record) != len(header):
                    facts = {"has": str(len(record)), "needs": str(len(header))}
                    findings.add(file, begins, "", "csv-shape", **facts)
                else:
                    yield begins, dict(zip(header, (cell.strip() for cell in record), strict=True))
            begins = reader.line_num + 1
    except csv.Error:
        findings.add(file, begins, "", "csv-quotes")
