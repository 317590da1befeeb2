"""What a school installs has the words in it, not only what a developer has."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "school_policy", "domain_lists", "proxy_addons")


def wheel_of(sources: Path, folder: Path) -> Path:
    """Build the wheel of what stands in a folder, without the network."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    subprocess.run([*pip, *build, str(sources)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    copy = tmp_path / "sources"
    copy.mkdir()
    tracked = subprocess.run(["git", "ls-files", *SOURCES], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in tracked.stdout.split():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((ROOT / name).read_bytes())
    return copy


SAYS = """
import sys
from proxy_addons.languages import SHIPPED
import proxy_addons
sys.stdout.write(f"{proxy_addons.__file__} {SHIPPED['cy'].words.gettext('Go back')}")
"""


@pytest.mark.parametrize("shipped", [True, False])
def test_an_installed_wheel_speaks_welsh(sources: Path, tmp_path: Path, shipped: bool) -> None:  # noqa: FBT001
    if not shipped:
        settings = sources / "pyproject.toml"
        text = settings.read_text("utf-8")
        settings.write_text(text.replace(', "locale/*.pot", "locale/*/LC_MESSAGES/*"', ""), "utf-8")
        assert settings.read_text("utf-8") != text
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel_of(sources, tmp_path)) as wheel:
        wheel.extractall(installed)
    done = subprocess.run(
        [sys.executable, "-c", SAYS], cwd=installed, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode == 0) is shipped
    if shipped:
        assert done.stdout == f"{installed / 'proxy_addons' / '__init__.py'} Ewch yn ôl"
        assert (installed / "proxy_addons" / "locale" / "owntime.pot").is_file()
