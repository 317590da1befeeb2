"""Pictures of a moment of the day: what some tabs show, side by side, for the page that tells staff about it."""

import base64
import html
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

TAB_SIZE = {"width": 640, "height": 400}
_CSS = """
body { font: 20px/1.5 system-ui, sans-serif; margin: 0; padding: 1.2rem 1.6rem; background: #f6f6f2; color: #222 }
h1 { font-size: 1.5rem; margin: 0 0 .8rem }
textarea { width: 90%; height: 5rem }
button, textarea { font: inherit }
h1::after { content: " (a stand-in)"; font-weight: normal; font-size: 1rem }
#path, p:has(#front), p:has(#socket-opened) { display: none }
"""
_STRIP = """<!doctype html><meta charset="utf-8"><title>A moment</title><style>
body { font: 16px/1.4 system-ui, sans-serif; margin: 0; padding: 16px; background: #fff; color: #222 }
h1 { font-size: 20px; margin: 0 0 12px } div { display: flex; gap: 16px } figure { margin: 0; width: 304px }
img { width: 302px; height: 189px; border: 1px solid #999; display: block } figcaption { margin-top: 6px }
</style>"""
_STRIP_SIZE = {"width": 1312, "height": 296}


def take_picture(path: Path, heading: str, tabs: Mapping[str, Page], paper: Page) -> None:
    """Write one picture: a heading, and each tab above its caption. `paper` is a page that nobody needs."""
    figures = "".join(
        f'<figure><img src="data:image/png;base64,{_shot(page)}"><figcaption>{html.escape(caption)}</figcaption>'
        "</figure>"
        for caption, page in tabs.items()
    )
    paper.set_viewport_size({"width": _STRIP_SIZE["width"], "height": _STRIP_SIZE["height"]})
    paper.set_content(f"{_STRIP}<h1>{html.escape(heading)}</h1><div>{figures}</div>")
    paper.screenshot(path=path)


def dress(page: Page) -> None:
    """Give a stand-in's bare page large letters, so that it can be read in a small picture."""
    page.add_style_tag(content=_CSS)


def _shot(page: Page) -> str:
    page.bring_to_front()  # a tab in the background draws nothing
    return base64.b64encode(page.screenshot()).decode()
