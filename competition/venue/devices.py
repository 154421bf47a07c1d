"""Which kind of device opens a page, as far as its browser says; only what is shown first depends on it."""

from __future__ import annotations

from typing import Final

DEVICES: Final = ("apple", "android", "harmony", "windows", "macos", "chromeos")
"""Kinds of device that the page of trust has steps for, in its order."""

_SAYS: Final = (
    ("harmony", ("harmonyos", "openharmony", "arkweb")),
    ("apple", ("ipad", "iphone", "ipod")),
    ("android", ("android",)),
    ("chromeos", ("cros ",)),
    ("windows", ("windows nt",)),
    ("macos", ("macintosh",)),
)
"""Kind → what its browsers say of themselves. HarmonyOS 4 also says Android; an iPad may say Macintosh, which the
page's script finds out."""

_INSIDE: Final = ("micromessenger", "qq/", "alipayclient", "dingtalk", "lark/", "feishu", "weibo")
"""Applications that open pages in a browser of their own, which installs nothing."""


def device(agent: str) -> str:
    """The kind of device, "" where its browser does not tell."""
    said = agent.lower()
    return next((kind for kind, marks in _SAYS if any(mark in said for mark in marks)), "")


def inside(agent: str) -> bool:
    """True for a page opened inside a chat or payment application."""
    said = agent.lower()
    return any(mark in said for mark in _INSIDE)
