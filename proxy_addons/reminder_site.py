"""The reminder's own host: its page, what the page loads, and the form that carries on.

GET  /PLATFORM/TOKEN   the page (TOKEN may be missing, unknown or expired)
POST /continue         platform, token and choice; 303, or JSON for the page's own script
GET  /reminder.css     and /reminder.js
"""

import dataclasses
import datetime as dt
from urllib.parse import parse_qsl

import msgspec
from mitmproxy import http

from proxy_addons.language import Language
from proxy_addons.reminder_page import (
    HEADERS,
    ChannelLine,
    ContactLine,
    ReminderView,
    not_accepted_page,
    render,
    static_files,
)
from proxy_addons.situation import Situation
from proxy_addons.time_words import clock_time, own_time_next
from proxy_addons.visits import Visit
from school_policy.channels import open_channels
from school_policy.grant import give_grant
from school_policy.platform import Platform
from school_policy.policy import Contacts
from school_policy.vocabulary import REMINDER_HOST, Choice, ClientId, PlatformId

_OWN_ORIGIN = f"https://{REMINDER_HOST}"
_LONGEST_FORM = 2_048  # three short fields


class ReminderSite:
    """Answers requests to the reminder's own host."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation

    def answer(self, request: http.Request, client: ClientId) -> http.Response:
        """Answer one request of one client."""
        path = request.path.partition("?")[0]
        if request.method == "POST" and path == "/continue":
            return self._carry_on(request, client)
        if request.method not in ("GET", "HEAD"):
            return self._not_accepted(405, request)
        static = static_files(self._situation.in_force.policy.school.colour).get(path)
        if static is not None:
            return http.Response.make(200, static.body, {**HEADERS, "Content-Type": static.content_type})
        platform_id, _, token = path.removeprefix("/").partition("/")
        platform = self._situation.in_force.platforms.get(PlatformId(platform_id))
        if platform is None:
            return self._not_accepted(404, request)
        return self._page(platform, token, client, request)

    def _page(self, platform: Platform, token: str, client: ClientId, request: http.Request) -> http.Response:
        now = self._situation.now()
        visit = self._situation.visits.find(token, client, platform.id, now)
        if self._situation.circumstances(client, platform.id, now).free:
            self._situation.visits.settle(client, platform.id, now)  # it leads on
            return _redirect(303, visit.url if visit else platform.front_page)
        if visit is not None and request.method == "GET" and not visit.seen:
            self._note_first_view(visit, now)
        language = self._language(request)
        view = msgspec.structs.replace(self._view(platform, visit, now, language), token=token if visit else "")
        return http.Response.make(200, render(view, language), dict(HEADERS))

    def _note_first_view(self, visit: Visit, now: dt.datetime) -> None:
        visit.seen = True
        visit.settled |= not self._situation.counts  # else a page that says "Nothing is counted" might be
        self._situation.views.note(visit.client, self._situation.local(now))

    def _carry_on(self, request: http.Request, client: ClientId) -> http.Response:
        if not _is_own(request):
            return self._not_accepted(403, request)
        form = _read_form(request)
        platform = self._situation.in_force.platforms.get(PlatformId(form.get("platform", "")))
        choice = next((choice for choice in Choice if choice == form.get("choice")), None)
        now = self._situation.now()
        if platform is None or choice is None or not self._may_choose(choice, platform, now):
            return self._not_accepted(400, request)
        visit = self._situation.visits.find(form.get("token", ""), client, platform.id, now)
        self._situation.visits.settle(client, platform.id, now)
        circumstances = self._situation.circumstances(client, platform.id, now)
        # The view that reached the daily cap was a reminder too, and may be answered.
        if not dataclasses.replace(circumstances, capped=False).free:
            self._grant(choice, client, platform.id, now)
            self._situation.note_choice(choice, platform.id, visit.started if visit else now, client)
        location = visit.url if visit else platform.front_page
        if "application/json" in request.headers.get("accept", ""):
            body = msgspec.json.encode({"location": location})
            return http.Response.make(200, body, {**HEADERS, "Content-Type": "application/json"})
        return _redirect(303, location)

    def _may_choose(self, choice: Choice, platform: Platform, now: dt.datetime) -> bool:
        return choice is not Choice.CHANNEL or bool(self._channels(platform, now))

    def _grant(self, choice: Choice, client: ClientId, platform: PlatformId, now: dt.datetime) -> None:
        in_force = self._situation.in_force
        own_time = dt.timedelta(minutes=in_force.policy.reminder.own_time_minutes)
        grant = give_grant(choice, now, in_force.calendar, own_time)
        self._situation.grants.give((client, platform), grant)

    def _channels(self, platform: Platform, now: dt.datetime) -> tuple[ChannelLine, ...]:
        channels = self._situation.in_force.policy.channels
        today = self._situation.local(now).date()
        return tuple(
            ChannelLine(name=channel.name, roles=(channel.master_role, *channel.approved_roles))
            for channel in open_channels(channels, platform.id, today)
        )

    def _view(self, platform: Platform, visit: Visit | None, now: dt.datetime, language: Language) -> ReminderView:
        policy = self._situation.in_force.policy
        server = policy.counting.server.rstrip("/")
        return ReminderView(
            school=policy.school.name,
            time=clock_time(self._situation.local(now)),
            platform=platform.id,
            platform_name=platform.name,
            token="",
            start_page=policy.school.start_page,
            back_in_history=visit is not None and visit.from_unlisted_site,
            form_lost=visit is not None and visit.form_lost,
            channels=self._channels(platform, now),
            own_time_minutes=policy.reminder.own_time_minutes,
            own_time_next=own_time_next(self._situation.in_force, now, language),
            contacts=contact_lines(policy.contacts, language),
            what_we_count_url=f"{server}/what-we-count" if self._situation.counts else "",
            # It names no host: whoever wants to know types it there.
            why_url=f"{server}/why" if server else "",
        )

    def _not_accepted(self, status: int, request: http.Request) -> http.Response:
        start_page = self._situation.in_force.policy.school.start_page
        page = not_accepted_page(start_page, self._language(request))
        return http.Response.make(status, page, dict(HEADERS))

    def _language(self, request: http.Request) -> Language:
        return self._situation.in_force.languages.best(request.headers.get("accept-language", ""))


def _is_own(request: http.Request) -> bool:
    """Tell whether a form was sent by the reminder's own page: the browser says so, no site can forge it."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    return request.headers.get("origin") == _OWN_ORIGIN and site == "same-origin"


def _read_form(request: http.Request) -> dict[str, str]:
    body = request.raw_content or b""
    urlencoded = "application/x-www-form-urlencoded" in request.headers.get("content-type", "")
    if not urlencoded or len(body) > _LONGEST_FORM:
        return {}
    return dict(parse_qsl(body.decode("ascii", "replace")))


def _redirect(status: int, location: str) -> http.Response:
    return http.Response.make(status, b"", {**HEADERS, "Location": location})


def contact_lines(contacts: Contacts, language: Language) -> tuple[ContactLine, ...]:
    """Say in a language whom to tell about what."""
    say = language.words.gettext
    told = (
        (say("A worry about a child, or about something seen online"), contacts.safeguarding),
        (
            say("Something said online about the school or its staff. Keep a picture, and do not reply yourself."),
            contacts.headteacher,
        ),
        (
            say("A complaint that names staff or pupils, or a worry about what one of them does online"),
            contacts.headteacher,
        ),
        (say("A page that should not be listed"), contacts.it),
    )
    return tuple(ContactLine(about=about, who=contact.who, how=contact.how) for about, contact in told)
