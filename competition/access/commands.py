"""What a command does, as actions of the table. Commands act as the owner at the console; one that stands here with an
action that the console may not do, or not at all, does not start."""

from __future__ import annotations

from typing import Final

from competition.access.access import CONSOLE, Scope, authorize

COMMAND_ACTIONS: Final[dict[str, tuple[str, ...]]] = {
    "init": ("manage-accounts",),
    "account": ("invite",),
    "serve": ("read-service",),
    "venue": ("manage-accounts",),
    "import": ("import-event", "run-event"),
    "export": ("export",),
    "score": ("read-pages",),
    "scheme": ("read-service",),
    "policy": ("read-service",),
    "award": ("read-office",),
    "play": ("invite",),
    "rehearse": ("rehearse",),
    "follow": ("read-service",),
    "verify": ("read-service",),
    "replay": ("read-office",),
    "backup": ("manage-accounts",),
    "restore": ("manage-accounts",),
    "step": ("read-service",),
    "freeze": ("run-event",),
    "keys": ("issue",),
    "demo": ("import-event", "run-event"),
}
"""Command → what it does, itself; what it sends to a server's door is judged there."""


class UnguardedCommandError(Exception):
    """A command stands in no table, or does what the console may not."""


def permit(command: str) -> None:
    """Raise UnguardedCommandError unless the console may do all that the command does."""
    declared = COMMAND_ACTIONS.get(command, ())
    if not declared or not all(authorize(CONSOLE, action, Scope()) for action in declared):
        raise UnguardedCommandError(f"{command} declares {declared or 'no action'}")
