"""`policy`: every mistake in an award policy, what its text leaves open, and a picture of what it covers."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scoring.clauses.values import Policy


@click.command("policy")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language  [default: zh]")
@click.option("--picture", type=click.Path(path_type=Path, dir_okay=False), help="Draw what it covers as SVG.")
def command(path: Path, lang: str, picture: Path | None) -> None:
    """Read the award policy in PATH: a file, or a folder with policy.toml.

    Prints every problem with its place. Of a policy in order: what its text leaves open over places, head counts,
    tiers, groups, team sizes and grades held. The picture draws the same: place by head count.

    Exit codes: 0 a policy in order (holes of its text are no mistakes), 1 it has problems, 2 wrong call.
    """
    from competition.awarding.covering import Covering

    policy = stated(path, lang)
    covering = Covering(policy, lang)
    found = list(covering.coverage.holes())
    for hole in found:
        click.echo(covering.sentence(hole))
        for quote in covering.quotes(hole):
            click.echo(f"    {quote}")
    click.echo(covering.say("found" if found else "none", count=str(len(found)), digest=policy.digest[:16]))
    if picture is not None:
        picture.write_text(covering.picture(), encoding="utf-8")
        click.echo(str(picture))


def stated(path: Path, lang: str) -> Policy:
    """The policy in a file or folder. Where it has problems they are all printed, and the command ends with 1."""
    from competition import words
    from scoring.policy import read_policy

    file = path / "policy.toml" if path.is_dir() else path
    try:
        document = tomllib.loads(file.read_text("utf-8-sig"), parse_float=str)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    policy, problems = read_policy(document)
    for problem in problems:
        what, remedy = words.problem(problem.code, problem.facts, lang)
        click.echo(f"{problem.where or file.name} {problem.code}: {what} — {remedy}")
    if policy is None:
        sys.exit(1)
    return policy
