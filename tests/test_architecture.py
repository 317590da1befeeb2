"""The arrows between the packages, and what each may use: over every module of ours, and each rule by itself."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

MAY_IMPORT = {
    "school_policy": {"school_policy"},
    "domain_lists": {"domain_lists", "school_policy"},
    "proxy_addons": {"proxy_addons", "school_policy", "domain_lists"},
    "advisory_server": {"advisory_server", "school_policy", "domain_lists"},
    "owntime": {"owntime", "school_policy", "domain_lists", "proxy_addons", "advisory_server"},
}
"""The packages, and which of ours each may import."""

PURE = {
    *("collections", "colorsys", "dataclasses", "datetime", "difflib", "enum", "functools", "hashlib"),
    *("ipaddress", "itertools", "math", "re", "string", "tomllib", "types", "typing", "urllib.parse", "zoneinfo"),
    *("idna", "msgspec", "tree_sitter", "tree_sitter_toml"),
}
"""All that the policy's meaning may be made of: no IO, no clock, no logging, no randomness."""

IMPURE_BUILTINS = {"open", "print", "input", "breakpoint", "exec", "eval", "__import__"}
READS_THE_CLOCK = {"now", "utcnow", "today"}
SQL = ("sqlite3", "sqlite_utils")
SQL_PLACES = ("advisory_server/store/", "proxy_addons/spool/")
DISCONNECT = "proxy_addons/disconnect.py"


@dataclass(frozen=True)
class Module:
    """One of our modules: its path from the root, such as proxy_addons/run.py, and its text."""

    path: str
    text: str

    @property
    def package(self) -> str:
        return self.path.partition("/")[0]

    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(ast.parse(self.text))


def imports(module: Module) -> Iterator[str]:
    """Yield every name that the module imports anywhere in it: `from a import b` as a and as a.b."""
    folder = module.path.rpartition("/")[0].split("/")
    for node in module.nodes():
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            near = folder[: len(folder) - node.level + 1] if node.level else []
            base = ".".join([*near, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _dotted(node.func).endswith("import_module"):
            yield from (str(part.value) for part in node.args[:1] if isinstance(part, ast.Constant))


def arrows(module: Module) -> Iterator[str]:
    for name in imports(module):
        package = name.partition(".")[0]
        if package in MAY_IMPORT and package not in MAY_IMPORT[module.package]:
            yield f"imports {name}"


def mitmproxy_in_one_package(module: Module) -> Iterator[str]:
    if module.package != "proxy_addons":
        yield from (f"imports {name}" for name in imports(module) if _is_of(name, "mitmproxy"))


def web_server_in_one_package(module: Module) -> Iterator[str]:
    sides = ("aiohttp.web", "aiohttp_jinja2")
    if module.package != "advisory_server":
        yield from (f"imports {name}" for name in imports(module) if any(_is_of(name, side) for side in sides))


def sql_in_its_places(module: Module) -> Iterator[str]:
    if not module.path.startswith(SQL_PLACES):
        yield from (f"imports {name}" for name in imports(module) if any(_is_of(name, sql) for sql in SQL))


def policy_is_pure(module: Module) -> Iterator[str]:
    if module.package != "school_policy":
        return
    for name in imports(module):
        if not any(_is_of(name, pure) for pure in {*PURE, "school_policy"}):
            yield f"imports {name}"
    for node in module.nodes():
        if isinstance(node, ast.Name) and node.id in IMPURE_BUILTINS:
            yield f"uses {node.id}"
        if isinstance(node, ast.Attribute) and node.attr in READS_THE_CLOCK:
            yield f"reads the clock: {_dotted(node)}"


def private_api_in_one_module(module: Module) -> Iterator[str]:
    """mitmproxy's `connections[…]`, `transports` and `handler.cancel`, which it may change at any time."""
    if module.path == DISCONNECT:
        return
    for node in module.nodes():
        if isinstance(node, ast.Attribute):
            name = _dotted(node)
            its_own = name == "self.connections"
            if (node.attr in ("transports", "connections") and not its_own) or name.endswith("handler.cancel"):
                yield f"uses {name}"


Rule = Callable[[Module], Iterator[str]]
RULES: list[Rule] = [
    arrows,
    mitmproxy_in_one_package,
    web_server_in_one_package,
    sql_in_its_places,
    policy_is_pure,
    private_api_in_one_module,
]


def _is_of(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


ROOT = Path(__file__).parents[1]
MODULES = [
    Module(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    for package in MAY_IMPORT
    for path in sorted((ROOT / package).rglob("*.py"))
]


def test_the_rules_are_held_against_every_package_there_is() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages - {"tests", "bench"} <= set(MAY_IMPORT), "a new package needs its row in the table"
    assert {"school_policy", "domain_lists", "proxy_addons", "owntime"} <= {module.package for module in MODULES}
    assert DISCONNECT in {module.path for module in MODULES}


@pytest.mark.parametrize("rule", RULES, ids=[rule.__name__ for rule in RULES])
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    assert [f"{module.path}: {complaint}" for module in MODULES for complaint in rule(module)] == []


BAD = [
    (arrows, "school_policy/hostname.py", "from domain_lists.index import HostIndex"),
    (arrows, "domain_lists/index.py", "import proxy_addons.run"),
    (arrows, "proxy_addons/run.py", "def late():\n    from advisory_server.app import app"),
    (arrows, "proxy_addons/run.py", "import importlib\nimportlib.import_module('owntime.cli')"),
    (arrows, "advisory_server/app.py", "from proxy_addons.tally import Tally"),
    (mitmproxy_in_one_package, "owntime/cli.py", "from mitmproxy import http"),
    (mitmproxy_in_one_package, "advisory_server/app.py", "import mitmproxy.http as http"),
    (web_server_in_one_package, "owntime/demo/show.py", "from aiohttp import web"),
    (web_server_in_one_package, "proxy_addons/pac_server.py", "import aiohttp.web"),
    (sql_in_its_places, "proxy_addons/grants.py", "import sqlite3"),
    (sql_in_its_places, "advisory_server/release.py", "from sqlite_utils import Database"),
    (policy_is_pure, "school_policy/hostname.py", "text = open('x').read()"),
    (policy_is_pure, "school_policy/own_time.py", "import datetime as dt\ndt.datetime.now(dt.UTC)"),
    (private_api_in_one_module, "proxy_addons/run.py", "proxyserver.connections[client.id]"),
    (private_api_in_one_module, "proxy_addons/run.py", "for client in handler.transports: pass"),
    (private_api_in_one_module, "proxy_addons/run.py", "transport.handler.cancel('')"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BAD, ids=[f"{path}: {text}" for _, path, text in BAD])
def test_a_module_that_breaks_a_rule_is_found(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Module(path, text)))


GOOD = [
    (arrows, "proxy_addons/run.py", "from domain_lists.index import HostIndex\nimport school_policy"),
    (arrows, "owntime/cli.py", "from advisory_server.app import app\nimport proxy_addons.run"),
    (web_server_in_one_package, "proxy_addons/transport.py", "import aiohttp\nfrom aiohttp import ClientSession"),
    (sql_in_its_places, "advisory_server/store/releases.py", "import sqlite_utils"),
    (policy_is_pure, "school_policy/own_time.py", "import datetime as dt\nfrom urllib.parse import urlsplit"),
    (private_api_in_one_module, DISCONNECT, "proxyserver.connections[client.id].transports"),
    (private_api_in_one_module, "proxy_addons/run.py", "self._connections[client.id]"),
]


@pytest.mark.parametrize(("rule", "path", "text"), GOOD, ids=[f"{path}: {text}" for _, path, text in GOOD])
def test_a_module_that_keeps_a_rule_is_left_alone(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Module(path, text))) == []


IMPURE = (
    *("os", "sys", "io", "time", "random", "secrets", "logging", "socket", "ssl", "pathlib", "subprocess"),
    *("urllib.request", "http.server", "tempfile", "shutil", "threading", "asyncio", "signal", "sqlite3"),
    *("ctypes", "importlib.resources", "uuid", "select", "platform", "requests", "aiohttp"),
)


@pytest.mark.parametrize("name", IMPURE)
def test_the_policy_imports_nothing_that_acts(name: str) -> None:
    for text in (f"import {name}", f"from {name} import anything", f"def late():\n    import {name} as it"):
        assert f"imports {name}" in list(policy_is_pure(Module("school_policy/hostname.py", text)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("import a.b, c as d", ["a.b", "c"], id="import"),
        pytest.param("from a import b as c", ["a", "a.b"], id="from"),
        pytest.param("from ..r import b", ["p.r", "p.r.b"], id="from above"),
    ],
)
def test_imports_are_found_in_every_form(text: str, names: list[str]) -> None:
    assert list(imports(Module("p/q/module.py", text))) == names


def brought_by(statement: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter holds after a statement."""
    code = f"{statement}\nimport json, sys\nsys.stdout.write(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


HEAVY = {
    *("tldextract", "holidays", "icalendar", "sqlite_utils", "tree_sitter", "rich", "aiohttp", "idna_data"),
    "babel",  # catalogues are compiled before they get here
}


def test_the_proxy_process_stays_light() -> None:
    proxy = brought_by("import proxy_addons.run")

    assert "mitmproxy" in proxy
    assert proxy & HEAVY == set()
    # mitmproxy brings click by itself; ours may not add it.
    assert "click" not in proxy - brought_by("import mitmproxy.addons")


@pytest.mark.parametrize("name", ["proxy_addons.supervisor", "proxy_addons.pac_server", "owntime.cli"])
def test_what_outlives_the_proxy_process_holds_no_mitmproxy(name: str) -> None:
    brought = brought_by(f"import {name}")

    assert name.partition(".")[0] in brought
    assert "mitmproxy" not in brought


def test_what_a_module_brings_is_seen() -> None:
    assert {"rich", "tree_sitter"} <= brought_by("import rich, school_policy.toml_source")
