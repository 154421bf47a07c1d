"""Copies of the golden package `orchard` to damage, and one way to plant each kind of problem."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

from competition.intake import PackageProblem, read

GOLDEN = Path(__file__).parents[1] / "golden" / "orchard"


class Orchard:
    """One copy of the package, or of another golden one, in a folder of its own."""

    def __init__(self, folder: Path, golden: str = GOLDEN.name) -> None:
        self.path = folder / golden
        shutil.copytree(GOLDEN.parent / golden, self.path)

    def text(self, file: str) -> str:
        """What the file says."""
        return (self.path / file).read_text("utf-8")

    def write(self, file: str, content: str | bytes) -> None:
        """Replace the file, or add it."""
        target = self.path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def edit(self, file: str, old: str, new: str) -> int:
        """Replace a text that stands in the file once; its line."""
        text = self.text(file)
        assert text.count(old) == 1, (file, old, text.count(old))
        self.write(file, text.replace(old, new))
        return text[: text.index(old)].count("\n") + 1

    def append(self, file: str, line: str) -> int:
        """Add a line at the end; its number."""
        text = self.text(file)
        self.write(file, f"{text}{line}\n")
        return text.count("\n") + 1

    def cell(self, file: str, line: int, column: str, value: str) -> None:
        """Change one value of a table whose values stand on one line each; line 1 names the columns."""
        rows = list(csv.reader(io.StringIO(self.text(file))))
        rows[line - 1][rows[0].index(column)] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        self.write(file, out.getvalue())

    def recoded(self, encoding: str) -> None:
        """Save every table in another encoding."""
        for file in self.path.glob("*.csv"):
            file.write_bytes(file.read_text("utf-8").encode(encoding))

    def zipped(self, *, top: str = "") -> Path:
        """The package as a zip file, inside a folder `top` where one is given."""
        target = self.path.with_suffix(".zip")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(self.path.rglob("*")):
                if file.is_file():
                    archive.write(file, top + file.relative_to(self.path).as_posix())
        return target

    def problems(self) -> list[PackageProblem]:
        """What reading finds."""
        package, problems = read(self.path)
        assert (package is None) == bool(problems)
        return problems


def explained(orchard: Orchard, words: str) -> None:
    """A score of 60 or less is explained: marks.csv says so of the one that there is, its third."""
    header, *rows = orchard.text("marks.csv").splitlines()
    said = [f'{row},"{words}"' if position == 2 else f"{row}," for position, row in enumerate(rows)]
    orchard.write("marks.csv", "\n".join([f"{header},comment", *said]) + "\n")
    orchard.edit("schemes/grafting.toml", "step = 0.5", "step = 0.5\ncomment = { upto = 60 }")
