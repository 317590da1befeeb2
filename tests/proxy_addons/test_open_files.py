import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")

ASK = """
import resource
from proxy_addons.open_files import allow_many_connections
allow_many_connections()
print(resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_a_process_may_hold_as_many_connections_as_the_system_lets_it() -> None:
    limited = f"ulimit -Sn 100; ulimit -Hn 900; exec {sys.executable} -c '{ASK}'"
    done = subprocess.run(["sh", "-c", limited], capture_output=True, text=True, check=True)
    assert done.stdout == "(900, 900)\n"
