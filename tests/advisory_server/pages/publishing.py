"""Publishes the sample school, as `owntime lists publish` would."""

from functools import partial

from advisory_server.publishing import PUBLISHING
from advisory_server.signing import Signer
from advisory_server.store.publications import Draft, publish
from school_policy.policy_document import encode
from school_policy.publication import without_machines
from tests.advisory_server.pages.site import MONDAY, POLICY, Site


async def publish_policy(site: Site) -> None:
    """Publish the sample school as it is without a list of its own, and have the server take it up."""
    draft = Draft(school=POLICY.school.name, document=encode(without_machines(POLICY)), author="it", note="first")
    await site.store.run(partial(publish, draft=draft, now=MONDAY, seal=Signer(b"k" * 32).seal))
    assert site.client.app is not None
    await site.client.app[PUBLISHING].look()
