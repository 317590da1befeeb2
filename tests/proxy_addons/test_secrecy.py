import io
import logging
import os
import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from proxy_addons.secrecy import KeyLogError, OnlyOurs, refuse_key_log

HOST = "canary.facebook.com"


def logged(name: str, level: int, *, filtered: bool = True) -> str:
    """Return what a record with a host in text, arguments and traceback leaves in the log."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    if filtered:
        handler.addFilter(OnlyOurs())
    logger = logging.Logger(name)  # noqa: LOG001 (with no other handler)
    logger.addHandler(handler)
    logger.log(level, f"at {HOST} and %s", HOST, exc_info=ValueError(HOST), stack_info=True)  # noqa: G004
    return stream.getvalue()


@pytest.mark.parametrize("name", ["mitmproxy.proxy.server", "asyncio", "hpack", "root"])
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING])
def test_below_an_error_nothing_of_others_is_told(name: str, level: int) -> None:
    assert logged(name, level) == ""


@pytest.mark.parametrize("name", ["mitmproxy.addonmanager", "asyncio"])
@pytest.mark.parametrize("level", [logging.ERROR, logging.CRITICAL])
def test_of_others_errors_only_the_place_is_told(name: str, level: int) -> None:
    told = logged(name, level)
    assert told.startswith(f"{logging.getLevelName(level).lower()} in {name}, line ")
    assert told.count("\n") == 1
    assert HOST not in told


def test_our_own_records_stay_whole() -> None:
    assert f"at {HOST}" in logged("owntime.proxy", logging.INFO)


def test_the_same_look_finds_the_host_without_the_filter() -> None:
    assert HOST in logged("mitmproxy.proxy.server", logging.INFO, filtered=False)


@pytest.mark.trust("T21")
@pytest.mark.parametrize("name", ["SSLKEYLOGFILE", "MITMPROXY_SSLKEYLOGFILE"])
def test_a_key_log_is_refused(name: str) -> None:
    with pytest.raises(KeyLogError, match=f"^{name} is set"):
        refuse_key_log({"PATH": "/bin", name: "/tmp/keys"})  # noqa: S108 (no file is opened)
    refuse_key_log({"PATH": "/bin", name: ""})


CORES = pytest.mark.skipif(
    resource.getrlimit(resource.RLIMIT_CORE)[1] == 0, reason="this system leaves no core files anyway"
)


def aborted(folder: Path, first: str) -> tuple[int, str, list[Path]]:
    """Let a process abort in the folder; return its exit code, what it said and the core files."""
    code = f"""
        import os, resource
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
        {first}
        print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)
        os.abort()
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=20)
    return done.returncode, done.stdout.strip(), sorted(folder.glob("*core*"))


FORBID = "from proxy_addons.secrecy import forbid_dumps; forbid_dumps()"


@pytest.mark.trust("T23")
@pytest.mark.skipif(sys.platform != "linux", reason="core files as Linux leaves them")
def test_a_process_that_aborts_leaves_no_core(tmp_path: Path) -> None:
    code, limits, cores = aborted(tmp_path, FORBID)
    assert (code, limits, cores) == (-signal.SIGABRT, "(0, 0)", [])


@CORES
@pytest.mark.skipif(
    not Path("/proc/sys/kernel/core_pattern").exists()
    or not Path("/proc/sys/kernel/core_pattern").read_text().startswith("core"),
    reason="core files do not go into the folder here",
)
def test_without_the_guard_the_same_process_leaves_one(tmp_path: Path) -> None:
    code, limits, cores = aborted(tmp_path, "pass")
    assert code == -signal.SIGABRT
    assert limits != "(0, 0)"
    assert len(cores) == 1


@pytest.mark.trust("T23")
@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_no_other_process_may_read_its_memory() -> None:
    def dumpable(first: str) -> str:
        code = f"{first}; import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
        command = [sys.executable, "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout.strip()

    assert (dumpable(FORBID), dumpable("pass")) == ("0", "1")
    assert os.name == "posix"
