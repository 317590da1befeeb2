"""The real Firefox ESR with a throw-away profile, driven by WebDriver BiDi.

BiDi tells nothing of certificates, so the issuer is read where Firefox's own padlock reads it: from the window's
script (`moz:scope: chrome`), which `--remote-allow-system-access` opens.
"""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from owntime.demo.browser import trust
from tests.browser.harness.bidi import BidiConnection
from tests.browser.harness.program import Program

_COMMAND = (
    "firefox-esr",
    "--headless",
    "--no-remote",
    "--remote-debugging-port",
    "0",
    "--remote-allow-system-access",
)
_QUIET = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutConfig.showWarning": False,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "messaging-system.rsexperimentloader.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",  # Firefox's own value for "none"
    "toolkit.telemetry.server": "",
}


class FirefoxTab:
    """One tab in a container of its own: cookies, caches and connections are not shared with another test's."""

    def __init__(self, connection: BidiConnection) -> None:
        self._connection = connection
        self._container = connection.send("browser.createUserContext")["userContext"]
        self._id = connection.send("browsingContext.create", type="tab", userContext=self._container)["context"]
        connection.send("session.subscribe", events=["browsingContext.load"], contexts=[self._id])

    def goto(self, url: str) -> str:
        """Open the address, wait until it has loaded and return where that led; raises BidiError if it fails."""
        self._connection.forget_events()
        answer = self._connection.send("browsingContext.navigate", context=self._id, url=url, wait="complete")
        return str(answer["url"])

    def back(self) -> None:
        self._connection.send("browsingContext.traverseHistory", context=self._id, delta=-1)

    def reload(self) -> None:
        self._connection.send("browsingContext.reload", context=self._id, wait="complete")

    @property
    def url(self) -> str:
        tree = self._connection.send("browsingContext.getTree", root=self._id)
        return str(tree["contexts"][0]["url"])

    def evaluate(self, expression: str) -> Any:
        """Evaluate the expression (a promise is awaited) and return its value, by way of JSON."""
        return _evaluate(self._connection, self._id, expression)

    def text(self, selector: str = "body") -> str:
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText"))

    def click(self, selector: str) -> None:
        """Click with the mouse, as a person does; what the click leads to is for the test to wait for."""
        self._connection.forget_events()
        find = {"type": "css", "value": selector}
        found = self._connection.send("browsingContext.locateNodes", context=self._id, locator=find)["nodes"]
        node = {"type": "element", "element": {"sharedId": found[0]["sharedId"]}}
        steps: list[dict[str, Any]] = [{"type": "pointerMove", "x": 0, "y": 0, "origin": node}]
        steps += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "actions": steps}
        self._connection.send("input.performActions", context=self._id, actions=[mouse])

    def wait_for_url(self, start: str) -> None:
        """Wait until the tab has loaded an address that starts so, since the last click or `goto`."""
        self._connection.wait_for(
            "browsingContext.load", lambda it: it["context"] == self._id and it["url"].startswith(start)
        )

    def issuer(self) -> str:
        """Return the common name of the issuer of the certificate that the page came with."""
        self._connection.send("browsingContext.activate", context=self._id)
        tree = self._connection.send("browsingContext.getTree", **{"moz:scope": "chrome"})
        of_page = "gBrowser.selectedBrowser.securityUI.secInfo.serverCert.issuerCommonName"
        return str(_evaluate(self._connection, tree["contexts"][0]["context"], of_page))

    def close(self) -> None:
        self._connection.send("browser.removeUserContext", userContext=self._container)


class Firefox:
    """One Firefox with a throw-away profile; use it in a `with`, and give each test a tab of its own."""

    def __init__(self, certificates: Iterable[bytes], pac_url: str) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="owntime-firefox-", ignore_cleanup_errors=True)
        folder = Path(self._profile.name)
        trust(folder, certificates)
        steered = {"network.proxy.type": 2, "network.proxy.autoconfig_url": pac_url}
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in {**_QUIET, **steered}.items()]
        (folder / "user.js").write_text("".join(lines))

    def __enter__(self) -> Self:
        self._program = Program(
            [*_COMMAND, "--profile", self._profile.name],
        )
        self._connection = BidiConnection(self._program.driven_at() + "/session")
        self._connection.send("session.new", capabilities={})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._program.end()
        self._profile.cleanup()

    def new_tab(self) -> FirefoxTab:
        return FirefoxTab(self._connection)


def _evaluate(connection: BidiConnection, context: str, expression: str) -> Any:
    script = f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
    answer = connection.send("script.evaluate", expression=script, target={"context": context}, awaitPromise=True)
    return json.loads(answer["result"]["value"])
