"""A school's real server that publishes one version after the other from a thread of its own: one process to kill.

`python -m tests.flow.publishing_process DATA` prints its port; each line that it reads lets it publish or wait. It
prints the number of each version that is on the disk.
"""

import asyncio
import contextlib
import sys
import threading
from pathlib import Path

import msgspec

from advisory_server.school import InForce
from advisory_server.server import Server
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Store
from advisory_server.store.publications import Draft, last_number, latest
from owntime.lists.new_version import publish_if_changed, signer_of
from proxy_addons.clock import Clock
from school_policy.policy import Contact, Contacts, Policy
from school_policy.policy_document import encode
from tests.advisory_server.accounts.world import some_school

_LONG = "0100 " * 20_000
"""As much as a school's lists come to: no version is written in one piece."""


def policy_number(number: int) -> Policy:
    """Return a policy that is another for each number."""
    policy = some_school().policy
    contact = Contact(who="Head", how=_LONG)
    return msgspec.structs.replace(
        policy,
        school=msgspec.structs.replace(policy.school, colour=f"#{number:06x}"),
        contacts=Contacts(safeguarding=contact, headteacher=contact, it=contact),
    )


def main(data: Path) -> None:
    """Serve until killed."""
    options = ServerOptions(data=data, port=0)
    with Store(options.database) as store:
        asyncio.run(_serve(options, store))


async def _serve(options: ServerOptions, store: Store) -> None:
    async with Server(options, store, InForce(some_school()), Clock().now) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        threading.Thread(target=_publish, args=(options,), daemon=True).start()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


def _publish(options: ServerOptions) -> None:
    sys.stdin.readline()
    with Store(options.database) as store:
        signer = signer_of(store, options.data)
        number = store.run_here(last_number)
        while True:
            number += 1
            policy = policy_number(number)
            draft = Draft(school=policy.school.name, document=encode(policy), author="it.admin", note="")
            publish_if_changed(store, signer, draft, Clock().now(), after=store.run_here(latest), dry=False)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
