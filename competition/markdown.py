"""Pages of help that are written in Markdown, as HTML."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from competition.words import TEMPLATES

_RENDERER = MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def markdown(path: str) -> Markup:
    """The body of a Markdown file of the templates: all but its first line, the page's heading. Examples that are wider
    than a page can be scrolled by keys."""
    _, _, body = (TEMPLATES / path).read_text("utf-8").partition("\n")
    return Markup(_RENDERER.render(body).replace("<pre>", '<pre tabindex="0">'))
