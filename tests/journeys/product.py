"""Importing this reads the whole product: every module, and every template as compiled code."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import competition
import judges
from competition import pages, words

MIGRATIONS = "competition.store.migrations"
"""These run when they are imported."""

BESIDE = ("run", "uvicorn", "alembic.command", "sqlalchemy.dialects.sqlite")
"""What is imported only where it is needed."""

for _room in (competition, judges):
    for _module in pkgutil.walk_packages(_room.__path__, f"{_room.__name__}."):
        if not _module.name.startswith(MIGRATIONS):
            import_module(_module.name)
for _name in BESIDE:
    import_module(_name)
for _name in pages._templates().list_templates(extensions=["html"]):
    pages._templates().get_template(_name)
for _lang in words.LANGUAGES:
    words.say("Events", _lang)
