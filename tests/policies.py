"""`make policies`: decide every worked case of every policy in a folder and compare what it comes to.

    python -m tests.policies [--policies PATH]

PATH (else POLICIES, else the policies of the product) is a policy folder, or holds policy folders at any depth: each a
`policy.toml` with a `cases.csv` beside it. Exit codes: 0 every case holds, 1 one falls short, a policy cannot be read
or there is no case, 2 no such folder.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from scoring.awards import decide
from scoring.clauses.examples import differences, read_example
from scoring.clauses.values import Policy
from scoring.policy import counted, read_policy
from scoring.problems import Problem

OWN = Path(__file__).resolve().parent.parent / "scoring" / "policies"


def folders(path: Path) -> list[Path]:
    """Every policy folder at or under a path."""
    return sorted({found.parent for name in ("policy.toml", "cases.csv") for found in path.rglob(name)})


def load(folder: Path) -> tuple[Policy | None, list[str]]:
    """The policy of a folder, or why it cannot be read."""
    try:
        document = tomllib.loads((folder / "policy.toml").read_text("utf-8-sig"), parse_float=str)
    except (OSError, ValueError) as error:
        return None, [f"policy.toml: {error}"]
    policy, problems = read_policy(document)
    return policy, [said("policy.toml", each) for each in problems]


def cases(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """(`cases.csv:line`, row) of every worked case."""
    file = folder / "cases.csv"
    if not file.is_file():
        return
    with file.open(newline="", encoding="utf-8-sig") as lines:
        table = csv.DictReader(lines, restkey="beyond the last column", restval="")
        for row in table:
            yield f"cases.csv:{table.line_num}", {str(name): str(cell) for name, cell in row.items()}


def try_policy(folder: Path) -> tuple[int, int, list[str]]:
    """(cases that hold, cases, what falls short)."""
    policy, wrong = load(folder)
    holds = stated = 0
    for where, row in cases(folder):
        stated += 1
        example, problems = read_example(row)
        short = [said(f"{where} {example.label}", each) for each in problems]
        if policy is not None and not problems:
            decision = decide(counted(policy, example.round), example.case)
            short += [
                f"{where} {example.label}: {kind} should be “{expected}”, came to “{found}”"
                for kind, expected, found in differences(decision, example.expected)
            ]
        holds += policy is not None and not short
        wrong += short
    return holds, stated, wrong


def said(where: str, problem: Problem) -> str:
    """A problem in one line."""
    facts = "; ".join(f"{name}: {value}" for name, value in problem.facts.items())
    return f"{where}: {problem.code} at {problem.where or 'the whole'} ({facts})"


@click.command()
@click.option("--policies", envvar="POLICIES", default=str(OWN), help="A policy folder, or a folder of them.")
def main(policies: str) -> None:
    """Decide every worked case of every policy in a folder."""
    path = Path(policies or OWN)
    if not path.is_dir():
        raise click.UsageError(f"{path} is no folder")
    every = every_stated = 0
    good = True
    for folder in folders(path):
        holds, stated, wrong = try_policy(folder)
        for each in wrong:
            click.echo(f"{folder.name}: {each}", err=True)
        click.echo(f"{folder.name}: {holds} (of {stated} stated)")
        every, every_stated, good = every + holds, every_stated + stated, good and not wrong and holds == stated > 0
    click.echo(f"worked cases: {every} (of {every_stated} stated)")
    sys.exit(0 if good and every_stated else 1)


if __name__ == "__main__":
    main()
