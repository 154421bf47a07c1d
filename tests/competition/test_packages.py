"""Vendored packages as one module: every name is exported once, and a form that is not known is refused."""

from __future__ import annotations

import json
import re

import pytest

from competition import pages
from competition.packages import together
from competition.static import PACKAGES, STATIC


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
