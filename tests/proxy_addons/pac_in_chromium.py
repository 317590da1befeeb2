"""Evaluates PACs as the scripts that they are: in a real Chromium, each in the global scope, all in one start."""

import html
import json
import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

_PAGE = """<!doctype html><meta charset="utf-8"><pre id="answers">none</pre><script>
function isPlainHostName(host) { return host.indexOf(".") < 0; }
function dnsDomainIs(host, domain) { return host.endsWith(domain); }
document.getElementById("answers").textContent = JSON.stringify(%s.map(function (pac) {
  (0, eval)(pac[0]);
  return pac[1].map(function (asked) {
    try { return FindProxyForURL(asked[0], asked[1]); } catch (error) { return "error: " + error; }
  });
}));
</script>
"""


def evaluate(folder: Path, pacs: Iterable[tuple[str, list[tuple[str, str]]]]) -> list[list[str]]:
    """Return the answers of each PAC to its own (url, host) pairs."""
    page = folder / "pac.html"
    page.write_text(_PAGE % json.dumps(list(pacs)).replace("<", "\\u003c"), "utf-8")
    command = ["chromium", "--headless=new", "--disable-gpu", f"--user-data-dir={folder / 'chromium'}"]
    command += ["--no-first-run", "--disable-background-networking", "--disable-breakpad"]
    command += ["--no-sandbox"] if os.geteuid() == 0 else []
    home = {"HOME": str(folder), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, check=True, timeout=60, env=home
    )
    found = re.search(r'<pre id="answers">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found is not None
    answers: list[list[str]] = json.loads(html.unescape(found[1]))
    return answers
