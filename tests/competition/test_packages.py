"""Scripts as one module: every name is there once, each file as it is, and a form that is not known is refused."""

from __future__ import annotations

import json
import re

import pytest

from competition import pages
from competition.packages import together, whole
from competition.static import FOLLOWING, PACKAGES, STATIC


def test_each_package_is_a_function_that_reads_those_before_it() -> None:
    made = together(
        {
            "core": "const t=1;export{t as one,u as $two};//# sourceMappingURL=core.map\n",
            "more/over": 'import{one as t,$two}from"core";export{one}from"core";const v=t;export{v as three};',
            "alone": "export default function(s){return s}",
        }
    )
    assert 'const{one:t,$two}=packages["core"];' in made
    assert "Object.assign(own,{one:t,$two:u});" in made and "Object.assign(own,{three:v});" in made
    assert re.findall(r"^export .*$", made, re.MULTILINE) == [
        'export const { one, $two } = packages["core"];',
        'export const { three } = packages["more/over"];',
        'export default packages["alone"].default;',
    ]
    assert "sourceMappingURL" not in made


@pytest.mark.parametrize(
    "text",
    ['import*as t from"core";', 'export*from"core";', 'import"core";', "export const t=1;", "export function t(){}"],
)
def test_a_form_that_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="odd"):
        together({"core": "export{t as one};", "odd": text})


def test_all_that_scripts_import_from_packages_is_in_the_one_module() -> None:
    made = together({name: (STATIC / file).read_text("utf-8") for name, file in PACKAGES.items()})
    exported = {
        name for names in re.findall(r"^export const { (.*) } =", made, re.MULTILINE) for name in names.split(", ")
    }
    imports = json.loads(pages.import_map())["imports"]
    assert len({imports[name] for name in PACKAGES}) == 1
    for script in STATIC.glob("*.js"):
        for names, package in re.findall(
            r"^import \{ ([^}]*) \} from '([^'.][^']*)';", script.read_text("utf-8"), re.MULTILINE
        ):
            assert package in PACKAGES and set(names.split(", ")) <= exported, script.name


def test_a_script_is_put_after_what_it_imports_each_once_and_packages_stay_imported() -> None:
    made = whole(
        "page.js",
        {
            "page.js": "import { a as b, c } from './part.js';\nimport { a } from './deep.js';\nb(c, a);\n",
            "part.js": "import { a } from './deep.js';\nimport { h } from 'preact';\nexport const { a: d, c } = h;\n"
            "export async function e() {}\n",
            "deep.js": "import htm from 'htm';\nexport class a {}\n",
            "other.js": "export const z = 1;\n",
        },
    )
    assert re.findall(r'^\$scripts\["(.+)"\]', made, re.MULTILINE) == ["deep.js", "part.js", "page.js"]
    assert made.startswith("import * as $package0 from 'htm';\nimport * as $package1 from 'preact';\n")
    assert 'const { a: b, c } = $scripts["part.js"];' in made
    assert "const htm = $package0.default;" in made and "const { h } = $package1;" in made
    assert "return { d, c, e };" in made and "return { a };" in made and "z = 1" not in made


@pytest.mark.parametrize(
    "text", ["import * as all from './page.js';", "import './part.js';", "export default 1;", "export { a };"]
)
def test_a_script_in_a_form_that_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape("page.js")):
        whole("page.js", {"page.js": f"{text}\n", "part.js": ""})


def test_scripts_that_import_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="imports itself"):
        whole("a.js", {"a.js": "import { b } from './b.js';\n", "b.js": "import { a } from './a.js';\n"})


def test_every_page_that_follows_a_board_gets_its_script_in_one_piece() -> None:
    scripts = {path.name: path.read_text("utf-8") for path in STATIC.glob("*.js")}
    for entry in FOLLOWING:
        lines = set(whole(entry, scripts).splitlines())
        own = [line.removeprefix("export ") for line in scripts[entry].splitlines() if not line.startswith("import ")]
        assert set(own) <= lines, entry
