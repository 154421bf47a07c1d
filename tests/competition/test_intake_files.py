"""Folders, zips, bytes: nothing that anybody hands in raises, leads elsewhere or takes for ever."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition import scores
from competition.intake import CODES, read
from competition.intake.files.columns import FILES
from scoring.nodes import MEASURES, WAYS
from scoring.panels import RULES
from scoring.scheme.course import FIGURED
from tests.competition.orchard import GOLDEN, Orchard


@pytest.mark.parametrize("top", ["", "果园/"])
def test_a_zip_is_the_folder_also_where_it_holds_one_folder(orchard: Orchard, top: str) -> None:
    package, problems = read(orchard.zipped(top=top))
    assert problems == []
    assert package == read(GOLDEN)[0]


def test_litter_of_file_managers_is_passed_over(orchard: Orchard) -> None:
    orchard.write(".DS_Store", b"\x00")
    orchard.write("__MACOSX/._marks.csv", b"\x00")
    orchard.write("Thumbs.db", b"\x00")
    assert orchard.problems() == []
    assert read(orchard.zipped())[1] == []


@pytest.mark.parametrize(
    "name", ["/etc/x.csv", "../x.csv", "a/../x.csv", "C:/x.csv", "C:x.csv", "a\\..\\x.csv", "a//x.csv", "x\x07.csv"]
)
def test_paths_that_lead_elsewhere_are_refused(orchard: Orchard, name: str) -> None:
    target = orchard.zipped()
    with zipfile.ZipFile(target, "a") as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        archive.writestr(entry, "x")
    assert [each.code for each in read(target)[1]] == ["zip-path"]


def test_links_are_not_followed(orchard: Orchard) -> None:
    (orchard.path / "policies" / "city" / "host").symlink_to("/etc/hostname")
    (orchard.path / "policies" / "loop").symlink_to(orchard.path)
    assert [each.code for each in orchard.problems()] == ["zip-path", "zip-path"]


def test_a_file_that_may_not_be_read_is_said() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        orchard = Orchard(Path(folder))
        (orchard.path / "members.csv").chmod(0)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            problems = orchard.problems()
        finally:
            if root:
                os.seteuid(0)
    assert [each.code for each in problems] == ["unreadable-file"]


def test_a_zip_that_lists_too_many_files_is_not_even_listed(orchard: Orchard) -> None:
    target = orchard.zipped()
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(25_000):
            archive.writestr(f"{number:050}/", "")
    assert [each.code for each in read(target)[1]] == ["too-many-files"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"not a zip"])
def test_a_file_that_is_no_zip_is_no_package(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    package, problems = read(path)
    assert package is None
    assert [each.code for each in problems] == ["not-a-package"]
    assert read(tmp_path / "nowhere")[1][0].code == "not-a-package"


@pytest.mark.slow
def test_a_hundred_and_twenty_thousand_marks_are_read_at_once(orchard: Orchard) -> None:
    head, *_ = orchard.text("marks.csv").splitlines()
    entrants = [f"E{number:05}" for number in range(30_000)]
    names = "\n".join(f"grafting,{each},,名,,,,," for each in entrants)
    orchard.write("entrants.csv", f"{','.join(FILES['entrants.csv'].header)}\n{names}\npruning,B1,,名,,,,,\n")
    marks = [f"G4,{each},prelim,,score,,50" for each in entrants]
    marks += [f"{judge},{each},prelim,,union,,2" for each in entrants for judge in ("G1", "G2", "G3")]
    orchard.write("marks.csv", "\n".join([head, *marks]))
    for file in ("members.csv", "persons.csv", "advanced.csv", "adjustments.csv", "expected.csv"):
        (orchard.path / file).unlink()
    shutil.rmtree(orchard.path / "photos")
    items = orchard.text("items.csv").splitlines()
    orchard.write("items.csv", "\n".join([items[0], items[1]]))
    package, problems = read(orchard.path)
    assert problems == []
    assert package is not None and len(package.marks) == 120_000


FILES_OF_PACKAGE = sorted(file.relative_to(GOLDEN).as_posix() for file in GOLDEN.rglob("*") if file.is_file())
TABLES_OF_PACKAGE = [
    file for file in FILES_OF_PACKAGE if file.endswith((".csv", ".toml")) and not file.startswith("policies/")
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bytes_in_any_file_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    orchard = Orchard(tmp_path_factory.mktemp("bytes"))
    file = data.draw(st.sampled_from(FILES_OF_PACKAGE))
    content = (orchard.path / file).read_bytes()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    piece = data.draw(
        st.binary(max_size=20) | st.sampled_from([b'"', b"\n", b",", b"[", b"]", b"=", b"{", b"\r", b"''"])
    )
    orchard.write(file, content[:start] + piece + content[end:])
    package, problems = read(orchard.path)
    assert (package is None) == bool(problems)
    assert {problem.code for problem in problems} <= CODES


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bytes_in_a_zip_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = Orchard(tmp_path_factory.mktemp("zip")).zipped()
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    path.write_bytes(bytes(content))
    package, problems = read(path)
    assert (package is None) == bool(problems)
    assert {problem.code for problem in problems} <= CODES


VALUES = [
    "",
    " x",
    "x",
    "A1",
    "B2",
    "grafting",
    "final",
    "last",
    "T2",
    "tree",
    "form",
    "total",
    "dsq",
    "8.55",
    "-1",
    "1e5",
]
TOML_VALUES = [
    "5",
    "-1",
    "[]",
    "[[]]",
    "[{}]",
    "{}",
    '""',
    '"x"',
    "true",
    '{ zh = "" }',
    '{ from = "x" }',
    '"1/3"',
    "inf",
]


def stating(line: str, value: str) -> str:
    """A line of TOML with another value; one without any as it is."""
    key, sign, _ = line.partition("= ")
    return f"{key}{sign}{value}" if sign else line


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_value_anywhere_raises_and_what_is_read_can_be_recorded(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    orchard = Orchard(tmp_path_factory.mktemp("values"))
    for _ in range(data.draw(st.integers(1, 3))):
        file = data.draw(st.sampled_from(TABLES_OF_PACKAGE))
        lines = orchard.text(file).split("\n")
        number = data.draw(st.integers(0, len(lines) - 1))
        if file.endswith(".toml"):
            value = data.draw(st.sampled_from(TOML_VALUES))
            lines[number] = stating(lines[number], value)
        else:
            values = lines[number].split(",")
            values[data.draw(st.integers(0, len(values) - 1))] = data.draw(st.sampled_from(VALUES))
            lines[number] = ",".join(values)
        orchard.write(file, "\n".join(lines))
    package, problems = read(orchard.path)
    assert (package is None) == bool(problems)
    assert {problem.code for problem in problems} <= CODES
    if package is not None:
        scores.fold(package)


RULES_OF_MARKING = [
    *(f'"{rule}"' for rule in RULES),
    *(f'"{measure}"' for measure in MEASURES),
    *(f'{{ count = {count}, rule = "{rule}" }}' for count in (1, 2, 5) for rule in ("best", "mean", "sum", "last")),
]
RULES_OF_PLACING = [
    *(f'[{{ by = "{way}", figure = "total" }}, {{ by = "decision" }}]' for way in WAYS if way in FIGURED),
    *(f'[{{ by = "{way}" }}]' for way in WAYS if way not in FIGURED),
    *(f'{{ share = "{share}", within = 1 }}' for share in ("equal", "never", "within")),
    *(
        '{ numbering = "dense", places = 2 }',
        '"low"',
        '"high"',
        '"apart"',
        '"together"',
        '"each mark"',
        "0",
        "1",
        "2",
        "10",
    ),
]
"""What may stand in a scheme, here or elsewhere."""


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_whatever_a_scheme_says_is_a_problem_or_comes_to_a_result(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Pieces of the scheme language, put anywhere into contests that use it: nothing raises, and where there is no
    problem every figure can be worked out."""
    golden = Orchard(
        tmp_path_factory.mktemp("schemes"), data.draw(st.sampled_from(["bloom", "seam", "stage", "track"]))
    )
    files = sorted(path.relative_to(golden.path).as_posix() for path in golden.path.rglob("*.toml"))
    for _ in range(data.draw(st.integers(1, 3))):
        file = data.draw(st.sampled_from(files))
        lines = golden.text(file).split("\n")
        number = data.draw(st.sampled_from([at for at, line in enumerate(lines) if " = " in line]))
        value = data.draw(st.sampled_from([*RULES_OF_MARKING, *RULES_OF_PLACING, *TOML_VALUES]))
        key = data.draw(st.sampled_from(["", "", "ties", "ranks", "order", "attempts", "none", "groups", "measure"]))
        stated = f"{key} = {value}" if key else stating(lines[number], value)
        lines[number : number + (not key)] = [stated]
        golden.write(file, "\n".join(lines))
    package, problems = read(golden.path)
    assert (package is None) == bool(problems)
    assert {problem.code for problem in problems} <= CODES
    if package is not None:
        assert list(scores.rows(scores.fold(package), figures=True))
