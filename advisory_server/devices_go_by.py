"""The school as devices know it: by the published version; without one, by the same files as the server."""

from aiohttp import web

from advisory_server.keys import IN_FORCE
from advisory_server.publishing import PUBLISHING
from advisory_server.school import School
from school_policy.publication import read_document


class DevicesGoBy:
    """Reads a published version once, when somebody first asks for it."""

    def __init__(self, app: web.Application) -> None:
        self._app = app
        self._version = 0
        self._published: School | None = None

    @property
    def version(self) -> int:
        """The version in force; 0 where nothing was published."""
        its = self._app[PUBLISHING].in_force
        return its.statement.version if its else 0

    @property
    def school(self) -> School:
        """The school by that version."""
        its = self._app[PUBLISHING].in_force
        if its is None:
            return self._app[IN_FORCE].school
        if self._published is None or self._version != its.statement.version:
            self._published = School(policy=read_document(its.statement, its.document))
            self._version = its.statement.version
        return self._published


DEVICES_GO_BY = web.AppKey("devices_go_by", DevicesGoBy)


def set_up_devices_go_by(app: web.Application) -> None:
    """Give the application the school as devices know it."""
    app[DEVICES_GO_BY] = DevicesGoBy(app)
