"""The vendored packages of pages as one module, put together when the server starts: a browser asks once for them all;
each file, as it came, in a function of its own."""

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
