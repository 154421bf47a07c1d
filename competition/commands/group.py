"""The group of commands: it knows their names, and imports one only to run it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class Commands(click.Group):
    """known: module in this room and what it does, by name; help is printed from it alone."""

    def __init__(self, known: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        self._known = known

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._known)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self._known:
            return None
        import_module("competition.access.commands").permit(name)
        command: click.Command = import_module(f"competition.commands.{self._known[name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in self._known.items()])
