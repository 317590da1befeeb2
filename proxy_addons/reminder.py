"""The add-on that answers every request on an intercepted connection, so that none reaches an origin."""

from mitmproxy import http

from proxy_addons.answers import HEAD_OF_ANSWER, answer_request, path_of, try_again
from proxy_addons.connections import REMINDER, Connections, Live, Way
from proxy_addons.fail_open import Edge
from proxy_addons.page_request import read_page_request
from proxy_addons.reminder_site import ReminderSite
from proxy_addons.situations import Situations
from proxy_addons.visits import Visit
from school_policy.decision import Answer, Decision, PageRequest, Relation, decide_request
from school_policy.hostname import Hostname
from school_policy.vocabulary import REMINDER_HOST


class Reminder:
    """Answers requests: the reminder's own host by its pages, a listed site by the decision table."""

    def __init__(self, situations: Situations, connections: Connections, edge: Edge) -> None:
        self._situations = situations
        self._connections = connections
        self._edge = edge
        self._sites = {situation.group: ReminderSite(situation) for situation in situations}

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Stream what is not ours to read: plain http never comes by the PAC, and passes undecided."""
        flow.request.stream = self._edge.call(_is_plain(flow), self._passes, flow)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Stream the answer to plain http."""
        if flow.response is not None:
            flow.response.stream = self._edge.call(_is_plain(flow), self._passes, flow)

    def request(self, flow: http.HTTPFlow) -> None:
        """Answer a request on an intercepted connection; whatever fails, the page asked again passes."""
        if flow.response is not None:
            return
        otherwise = None if _is_plain(flow) else try_again(flow.request, Hostname(flow.request.host))
        flow.response = self._edge.call(otherwise, self._answer_intercepted, flow)
        if flow.response is not None:
            flow.request.content = None  # whatever was being sent is dropped unread
            if flow.request.method == "HEAD":
                flow.response.raw_content = b""  # RFC 9110 section 9.3.2: the headers of a GET, and no content

    def _passes(self, flow: http.HTTPFlow) -> bool:
        return self._intercepted(flow) is None

    def _answer_intercepted(self, flow: http.HTTPFlow) -> http.Response | None:
        live = self._intercepted(flow)
        return None if live is None else self._answer(flow, live)

    def _intercepted(self, flow: http.HTTPFlow) -> Live | None:
        live = self._connections.get(flow.client_conn.id)
        return live if live is not None and live.way is Way.INTERCEPTED else None

    def _answer(self, flow: http.HTTPFlow, live: Live) -> http.Response:
        if live.platform == REMINDER:
            return self._sites[live.group].answer(flow.request, live.client)
        situation = self._situations.of_group(live.group)
        now, in_force = situation.now(), situation.in_force
        circumstances = situation.circumstances(live.client, live.platform, now)
        platform = in_force.platforms.get(live.platform)
        if platform is None or self._edge.resting:  # no longer listed, or a fault: let it through
            return try_again(flow.request, live.host)
        request = read_page_request(flow.request, platform, in_force.index)
        decision = decide_request(request, free=circumstances.free)
        if decision.allowance:
            situation.grants.allow((live.client, live.platform), now)
        if decision.counted is not None:
            situation.note(decision.counted, live.platform, now, live.client)
        return self._carry_out(decision, request, flow, live)

    def _carry_out(
        self, decision: Decision, request: PageRequest, flow: http.HTTPFlow, live: Live
    ) -> http.Response:
        situation = self._situations.of_group(live.group)
        if decision.answer is not Answer.REMIND:
            language = situation.in_force.languages.best(flow.request.headers.get("accept-language", ""))
            return answer_request(decision.answer, flow.request, live, language)
        visit = Visit(
            client=live.client,
            platform=live.platform,
            url=f"https://{live.host}{path_of(flow.request)}",
            started=situation.now(),
            from_unlisted_site=request.referer is Relation.UNLISTED,
            form_lost=flow.request.method == "POST",
        )
        token = situation.visits.remember(visit)
        location = f"https://{REMINDER_HOST}/{live.platform}/{token}"
        return http.Response.make(302, b"", {"Location": location, **HEAD_OF_ANSWER})


def _is_plain(flow: http.HTTPFlow) -> bool:
    """Tell whether it is plain http: of TLS, only intercepted connections have flows at all."""
    return not flow.client_conn.tls_established
