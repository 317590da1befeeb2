"""A proxy process that dies or hangs: pages go on arriving, by way of the school's filter, and it is started anew.

Afterwards a browser leaves out for some minutes a proxy that failed it; what is new (here: a context) does not.
"""

import signal
import time
from collections.abc import Iterator

import pytest

from owntime.demo.stand_in_authority import NAME
from tests.browser.harness.chromium import Chromium, issuer
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.reminder import FACEBOOK, expect_reminder
from tests.browser.harness.supervised import SupervisedDevice
from tests.browser.harness.world import World

pytestmark = pytest.mark.browser

UNLISTED = "https://school.example/"


@pytest.fixture(scope="module")
def device(standing_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupervisedDevice]:
    with SupervisedDevice(standing_world, tmp_path_factory.mktemp("device")) as it:
        yield it


@pytest.fixture(scope="module")
def chromium(
    playwright_process: PlaywrightProcess, standing_world: World, device: SupervisedDevice
) -> Iterator[Chromium]:
    certificates = [standing_world.authority.certificate_pem, device.certificate_pem]
    with Chromium(playwright_process, certificates, device.running.pac_url) as it:
        yield it


@pytest.mark.trust("I20")
@pytest.mark.parametrize(
    "url",
    [
        pytest.param(FACEBOOK, id="where it was before"),
        pytest.param("https://m.facebook.com/", id="where it was not"),
    ],
)
@pytest.mark.parametrize(
    ("fate", "within"), [pytest.param(signal.SIGKILL, 2, id="died"), pytest.param(signal.SIGSTOP, 6, id="hangs")]
)
def test_a_page_arrives_though_the_proxy(
    chromium: Chromium, device: SupervisedDevice, fate: signal.Signals, within: float, url: str
) -> None:
    with chromium.context() as context:
        page = context.new_page()
        page.goto(FACEBOOK)
        expect_reminder(page)
        pac, first = device.pac(), device.pid
        device.signal(fate)
        assert device.pac() == pac
        began = time.monotonic()
        assert issuer(page.goto(url)) == NAME
        assert time.monotonic() - began < within
    device.started_anew()
    assert device.pid != first
    assert device.pac() == pac
    with chromium.context() as context:
        page = context.new_page()
        page.goto(url)
        expect_reminder(page)


def test_other_pages_do_not_wait_for_a_proxy_that_hangs(chromium: Chromium, device: SupervisedDevice) -> None:
    device.signal(signal.SIGSTOP)
    began = time.monotonic()
    with chromium.context() as context:
        assert issuer(context.new_page().goto(UNLISTED)) == NAME
    assert time.monotonic() - began < 2
    device.signal(signal.SIGCONT)
