"""`owntime demo --check`: the main job, once, against itself and without a browser."""

import asyncio
import datetime as dt
import http
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import click

from owntime.demo.client import Client, choices_on
from owntime.demo.counted import ANY_THIS_WEEK, DID_NOT_CARRY_ON, WORK, Counted
from owntime.demo.server import DemoServer
from owntime.demo.show import LISTED_PAGE, write_both_authorities
from owntime.demo.stage import UNLISTED_HOSTS, Stage
from owntime.demo.stand_in_authority import NAME
from owntime.device import Device
from owntime.doors import Running
from proxy_addons.authority import SUBJECT
from proxy_addons.options import BAD_INPUT
from proxy_addons.sealing import RHYTHM
from proxy_addons.supervisor import Ending
from school_policy.vocabulary import REMINDER_HOST, Choice

Step = tuple[str, bool]
"""What should hold, and whether it does."""

_HEARD_SECONDS = 30.0
_CLOCK_SECONDS = 0.5  # for the word to reach the proxy
_NOTED_SECONDS = 2.0  # for the choice to stand in the spool
_EVENING = dt.time(19, 30)
_A_LITTLE = dt.timedelta(minutes=1)
_CONTINUE = f"https://{REMINDER_HOST}/continue"


async def check_main_job(device: Device, stage: Stage, server: DemoServer) -> int:
    """Run the device, do each step, print it; 0 if all hold, 1 if one does not, 2 if the device cannot start."""
    loop = asyncio.get_running_loop()
    running: asyncio.Future[Running] = loop.create_future()
    code = 1

    async def work() -> None:
        nonlocal code
        try:
            first = await running
            await asyncio.wait_for(device.heard.wait(), _HEARD_SECONDS)  # until then the device is not at school
            code = await asyncio.to_thread(_do_steps, device, stage, server, first, loop)
        finally:
            device.supervisor.stop()

    async with asyncio.TaskGroup() as tasks:
        working = tasks.create_task(work(), name="check")
        ending = await device.run(running.set_result)
        if ending is Ending.BAD_INPUT:
            working.cancel()
            code = BAD_INPUT
    return code


def _do_steps(
    device: Device, stage: Stage, server: DemoServer, running: Running, loop: asyncio.AbstractEventLoop
) -> int:
    certificates = (running.certificate.read_bytes(), stage.authority.certificate_pem)
    client = Client(running.proxy, write_both_authorities(stage.folder, *certificates))
    counted = Counted(server, loop)
    held = True

    def turn_to(moment: dt.datetime) -> None:
        server.clock.set(moment)
        loop.call_soon_threadsafe(device.supervisor.set_clock, moment)

    evening = dt.datetime.combine(device.at.date(), _EVENING, device.at.tzinfo)
    for told, holds in (
        *_in_lesson_time(client, stage),
        *_when_the_report_is_due(counted, lambda: turn_to(device.at + RHYTHM + _A_LITTLE)),
        *_in_the_evening(client, lambda: turn_to(evening)),
    ):
        click.echo(f"{'ok    ' if holds else 'FAILED'}  {told}")
        held = held and holds
    click.echo("The main job works." if held else "The main job does not work.")
    return 0 if held else 1


def _in_lesson_time(client: Client, stage: Stage) -> Iterator[Step]:
    unlisted = client.get(f"https://{UNLISTED_HOSTS[0]}/")
    yield "an unlisted host arrives with the origin's own certificate", _arrived(unlisted.status, unlisted.issuer)
    first = client.get(LISTED_PAGE)
    on_reminder = first.location.startswith(f"https://{REMINDER_HOST}/facebook/")
    yield (
        "Facebook leads to the reminder (302)",
        first.status == http.HTTPStatus.FOUND and on_reminder and first.issuer.startswith(SUBJECT),
    )
    page = client.get(first.location) if on_reminder else first
    yield "the reminder offers its choices", set(choices_on(page.text)) == set(Choice)
    token = first.location.rpartition("/")[2]
    form = urlencode({"platform": "facebook", "token": token, "choice": Choice.WORK})
    forged = client.post(_CONTINUE, form, "https://www.facebook.com")
    yield "a forged carry-on is refused", forged.status == http.HTTPStatus.FORBIDDEN
    yield "and changes nothing", client.get(LISTED_PAGE).status == http.HTTPStatus.FOUND
    yield "until now Facebook has not been contacted", not stage.school_filter.contacts["www.facebook.com"]
    true = client.post(_CONTINUE, form, f"https://{REMINDER_HOST}")
    yield (
        "a true carry-on leads to the page (303)",
        (true.status, true.location) == (http.HTTPStatus.SEE_OTHER, LISTED_PAGE),
    )
    carried_on = client.get(LISTED_PAGE)
    yield "which arrives with the origin's own certificate", _arrived(carried_on.status, carried_on.issuer)


def _when_the_report_is_due(counted: Counted, turn: Callable[[], None]) -> Iterator[Step]:
    before = counted.clients_in(ANY_THIS_WEEK)
    time.sleep(_NOTED_SECONDS)
    turn()
    yield "a quarter of an hour later one report has arrived", counted.comes_to(ANY_THIS_WEEK, before + 1)
    yield "and the server counts one device more that carried on for work", counted.clients_in(WORK) == 1
    yield "and none that did not", counted.clients_in(DID_NOT_CARRY_ON) == 0


def _in_the_evening(client: Client, turn_to_evening: Callable[[], None]) -> Iterator[Step]:
    turn_to_evening()
    time.sleep(_CLOCK_SECONDS)
    asked = [client.get(url) for url in ("https://www.instagram.com/", LISTED_PAGE, "https://www.reddit.com/")]
    yield "at 19:30 nothing is intercepted", all(_arrived(arrival.status, arrival.issuer) for arrival in asked)


def _arrived(status: int, issuer: str) -> bool:
    return status == http.HTTPStatus.OK and issuer == NAME
