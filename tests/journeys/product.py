"""Importing this reads the whole product: every module, and every template as compiled code."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import competition
import judges

MIGRATIONS = "competition.store.migrations"
"""These run when they are imported."""

BESIDE = ("run", "uvicorn", "alembic.command", "sqlalchemy.dialects.sqlite")
"""What is imported only where it is needed."""


def _read() -> None:
    from competition import pages, words

    for room in (competition, judges):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not module.name.startswith(MIGRATIONS):
                import_module(module.name)
    for name in BESIDE:
        import_module(name)
    for name in pages._templates().list_templates(extensions=["html"]):
        pages._templates().get_template(name)
    for lang in words.LANGUAGES:
        words.say("Events", lang)


_read()
