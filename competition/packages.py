"""Several scripts as one module, put together when they are first asked for, so that a browser asks once: the vendored
packages, and a page's own script with all that it imports. Each file stays as it is, in a function of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_IMPORTED: Final = re.compile(r'\bimport\{([^}]*)\}from"([^"]+)";?')
_PASSED_ON: Final = re.compile(r'\bexport\{([^}]*)\}from"([^"]+)";?')
_EXPORTED: Final = re.compile(r"\bexport\{([^}]*)\};?")
_DEFAULT: Final = "export default "
_RENAMED: Final = re.compile(r"([\w$]+) as ([\w$]+)")
_LEFT: Final = re.compile(r"\b(?:import|export)\s*[{*\"']|\bexport\s+\w")
_MAPPED: Final = re.compile(r"//# sourceMappingURL=.*")

_OWN_IMPORT: Final = re.compile(r"^import (?:\{ ([^}]*) \}|(\w+)) from '([^']+)';$", re.MULTILINE)
_OWN_EXPORT: Final = re.compile(
    r"^export (?=(?:const|class|function|async function) (?:\{ ([^}]*) \}|([\w$]+)))", re.MULTILINE
)
_OWN_LEFT: Final = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def together(packages: Mapping[str, str]) -> str:
    """One module that exports what all of them do. packages: text of each by the name under which it is imported, each
    after those that it imports. Raises ValueError where one imports or exports in a way that is not known here."""
    parts = ["const packages = {};\n"]
    found: dict[str, str] = {}
    for package, text in packages.items():
        names: set[str] = set()
        body = _within(_MAPPED.sub("", text), names)
        if _LEFT.search(body):
            raise ValueError(f"{package} cannot be put into one module with others")
        parts.append(f'packages["{package}"] = ((own) => {{\n{body}\nreturn own;\n}})({{}});\n')
        found = dict.fromkeys(sorted(names), package) | found
    for package in packages:
        own = ", ".join(name for name, of in found.items() if of == package and name != "default")
        if own:
            parts.append(f'export const {{ {own} }} = packages["{package}"];\n')
    if "default" in found:
        parts.append(f'export default packages["{found["default"]}"].default;\n')
    return "".join(parts)


def _within(text: str, names: set[str]) -> str:
    """The text as the body of a function with `own` for what it exports; adds the names of that."""

    def exported(clause: str) -> str:
        names.update(_RENAMED.sub(r"\2", clause).split(","))
        named = _RENAMED.sub(r"\2:\1", clause)
        return f"Object.assign(own,{{{named}}});"

    def imported(clause: str, package: str) -> str:
        named = _RENAMED.sub(r"\1:\2", clause)
        return f'const{{{named}}}=packages["{package}"];'

    text = _IMPORTED.sub(lambda found: imported(found[1], found[2]), text)
    text = _PASSED_ON.sub(lambda found: f"{{{imported(found[1], found[2])}{exported(found[1])}}}", text)
    text = _EXPORTED.sub(lambda found: exported(found[1]), text)
    if _DEFAULT in text:
        names.add("default")
    return text.replace(_DEFAULT, "own.default=")


def whole(entry: str, scripts: Mapping[str, str]) -> str:
    """One module that is the script `entry` with all that it imports of the others, directly or not; packages are still
    imported. scripts: text of each by its name. Raises ValueError where one imports or exports in a way that is not
    known here, or two import each other."""
    order = _order(entry, scripts, ())
    packages = sorted({found[3] for name in order for found in _OWN_IMPORT.finditer(scripts[name])} - _named(scripts))
    parts = [f"import * as $package{number} from '{package}';\n" for number, package in enumerate(packages)]
    of = {package: f"$package{number}" for number, package in enumerate(packages)}
    of |= {f"./{name}": f'$scripts["{name}"]' for name in order}
    parts.append("const $scripts = {};\n")
    for name in order:
        exported = (found[1] or found[2] for found in _OWN_EXPORT.finditer(scripts[name]))
        names = [each.rpartition(": ")[2] for clause in exported for each in clause.split(", ")]
        body = _OWN_EXPORT.sub("", _OWN_IMPORT.sub(lambda found: _taken(found, of), scripts[name]))
        if left := _OWN_LEFT.search(body):
            raise ValueError(f"{name} cannot be put into one module with others: {left[0]}")
        given = f"return {{ {', '.join(names)} }};"
        parts.append(f'$scripts["{name}"] = await (async () => {{\n{body}{given}\n}})();\n')
    return "".join(parts)


def _named(scripts: Mapping[str, str]) -> set[str]:
    return {f"./{name}" for name in scripts}


def _taken(found: re.Match[str], of: Mapping[str, str]) -> str:
    """An import as a constant of what was imported already."""
    if found[2]:
        return f"const {found[2]} = {of[found[3]]}.default;"
    renamed = _RENAMED.sub(r"\1: \2", found[1])
    return f"const {{ {renamed} }} = {of[found[3]]};"


def _order(entry: str, scripts: Mapping[str, str], above: tuple[str, ...]) -> list[str]:
    """The script's name, after those that it imports."""
    if entry in above:
        raise ValueError(f"{entry} imports itself, by {', '.join(above)}")
    order: list[str] = []
    for found in _OWN_IMPORT.finditer(scripts[entry]):
        if found[3].startswith("./"):
            order += [name for name in _order(found[3][2:], scripts, (*above, entry)) if name not in order]
    return [*order, entry]
