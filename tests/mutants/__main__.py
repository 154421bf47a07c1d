"""`make mutants`: plant small faults in the core, one at a time, and count how many the tests find.

    python -m tests.mutants [--sample N] [--seed SEED] [--workers N]

The sample is drawn at random; its seed is printed, and the same seed draws the same sample of the same source. Exit
codes: 0 enough mutants were killed, 1 too few, 2 the tests fail without any mutant.
"""

from __future__ import annotations

import difflib
import os
import random
import resource
import secrets
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from tests.mutants.operators import Mutant
from tests.mutants.workshop import KILLED, SLOW, Broken, Workshop

ROOT = Path(__file__).parent.parent.parent
TESTS = ("tests/scoring", "tests/test_policies.py")
"""What must find faults in the core."""
ARGUED = Path(__file__).with_name("argued.toml")
"""Mutants that cannot be killed, each with the reason."""

Argument = Mapping[str, str]
"""path, was, is (lines of the difference, without the indent), why."""


def difference(mutant: Mutant, source: str) -> list[str]:
    """Lines of the source that the mutant takes away, after `- `, and those that it puts there, after `+ `."""
    lines = difflib.ndiff(source.splitlines(), mutant.applied(source).splitlines())
    return [line for line in lines if line.startswith(("- ", "+ "))]


def argument(changed: Sequence[str], path: str, arguments: Sequence[Argument]) -> str:
    """Why a difference makes none that could be seen, "" where nobody said."""
    was, new = (" ".join(line[2:].strip() for line in changed if line[0] == sign) for sign in "-+")
    return next((each["why"] for each in arguments if (each["path"], each["was"], each["is"]) == (path, was, new)), "")


def stale(arguments: Sequence[Argument], workshop: Workshop) -> Iterator[Argument]:
    """Arguments about what the source does not say any more."""
    for each in arguments:
        lines = workshop.source(each["path"]).splitlines() if (workshop.tree / each["path"]).exists() else []
        if each["was"] not in " ".join(line.strip() for line in lines):
            yield each


@click.command()
@click.option("--sample", default=400, show_default=True, type=click.IntRange(1), help="How many mutants are tried.")
@click.option("--seed", default="", help="Draws the sample; without it, one is made up and printed.")
@click.option("--least", default=90, show_default=True, type=click.IntRange(0, 100), help="Per cent to be killed.")
@click.option("--workers", default=os.cpu_count() or 1, show_default=True, type=click.IntRange(1), help="At a time.")
@click.option("--only", default="", help="Only mutants of modules whose path contains this.")
@click.option("--tree", default=ROOT, type=click.Path(exists=True, path_type=Path), help="Another tree.")
@click.option("--package", default="scoring", show_default=True, help="What is mutated, in the tree.")
@click.option("--tests", default=TESTS, multiple=True, help="What must kill, in the tree; may be repeated.")
@click.option("--argued", default=ARGUED, type=click.Path(exists=True, path_type=Path), help="Other arguments.")
def main(
    sample: int,
    seed: str,
    least: int,
    workers: int,
    only: str,
    tree: Path,
    package: str,
    tests: tuple[str, ...],
    argued: Path,
) -> None:
    """Plant small faults in the core, one at a time, and count how many the tests find."""
    began = time.monotonic()
    seed = seed or str(secrets.randbelow(1_000_000))
    arguments: list[Argument] = tomllib.loads(argued.read_text(encoding="utf-8")).get("mutants", [])
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        workshop = Workshop(tree.resolve(), Path(folder), package, tests)
        every = [mutant for mutant in workshop.mutants() if only in mutant.path]
        drawn = random.Random(seed).sample(every, min(sample, len(every)))
        click.echo(f"{len(drawn)} of {len(every)} mutants of {package}/, seed {seed}; first all tests without one …")
        try:
            suite = workshop.suite()
            click.echo(
                f"{len(suite.seconds)} tests, {sum(suite.seconds.values()):.0f} s; {workers} mutants at a time …"
            )
            outcomes = {}
            for mutant, outcome in workshop.tried(drawn, suite, workers):
                outcomes[mutant] = outcome
                if outcome not in (KILLED, SLOW):
                    click.echo(f"\n{mutant.path}:{mutant.line}: {mutant.kind}, {outcome}")
                    changed = difference(mutant, workshop.source(mutant.path))
                    click.echo("\n".join(changed))
                    why = argument(changed, mutant.path, arguments)
                    click.echo(f"  argued: {why}" if why else "  nobody has argued this one")
                if len(outcomes) % 20 == 0:
                    click.echo(f"{len(outcomes)} tried, {_killed(outcomes)} killed", err=True)
        except Broken as broken:
            click.echo(str(broken), err=True)
            sys.exit(2)
        for gone in stale(arguments, workshop):
            click.echo(f"\n{ARGUED.name} argues about a line that is not there: {gone['path']}: {gone['was']}")
    share = 100 * _killed(outcomes) / len(drawn)
    kinds = Counter(mutant.kind for mutant in outcomes if outcomes[mutant] not in (KILLED, SLOW)).most_common()
    click.echo(f"\nsurvived: {', '.join(f'{kind} {count}' for kind, count in kinds) or 'none'}")
    slow = sum(outcome == SLOW for outcome in outcomes.values())
    click.echo(
        f"mutants: {share:.1f} % killed (>= {least}): {_killed(outcomes)} of {len(drawn)}, {slow} of them too slow; "
        f"seed {seed}; {(time.monotonic() - began) / 60:.1f} minutes, {_cpu_s() / 60:.1f} of a processor core"
    )
    sys.exit(share < least)


def _cpu_s() -> float:
    """Seconds of CPU that the tests took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _killed(outcomes: Mapping[Mutant, str]) -> int:
    return sum(outcome in (KILLED, SLOW) for outcome in outcomes.values())


if __name__ == "__main__":
    main()
