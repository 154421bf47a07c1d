"""The inner room where a contest package is read: `read(path)` gives a checked `Package` or every problem at once."""

from competition.intake.codes import CODES
from competition.intake.package import Package
from competition.intake.problems import PackageProblem
from competition.intake.reading import read
from competition.intake.recording import Entry, facts

__all__ = ["CODES", "Entry", "Package", "PackageProblem", "facts", "read"]
