"""How things stand now for one staff group: the policy in force, what was granted and what is to be noted.

Memory only, no lock, no IO.
"""

import datetime as dt
from dataclasses import replace

from proxy_addons.clock import Clock
from proxy_addons.grants import Grants
from proxy_addons.in_force import InForce
from proxy_addons.school_contact import SchoolContact
from proxy_addons.tally import Tally
from proxy_addons.visits import DailyViews, Visits
from school_policy.count_report import band_of
from school_policy.decision import Circumstances, outcome_of
from school_policy.own_time import stretch_at
from school_policy.stretch import Stretch
from school_policy.vocabulary import Choice, ClientId, GroupId, Outcome, PlatformId

_NONE: frozenset[PlatformId] = frozenset()


class Situation:
    """Answers one question for both add-ons: what holds for this client and platform now."""

    def __init__(
        self,
        in_force: InForce,
        clock: Clock,
        *,
        has_spool: bool = False,
        tally: Tally | None = None,
        contact: SchoolContact | None = None,
    ) -> None:
        """Take what is in force for the group; those of one machine share its tally and its contact."""
        self._in_force = in_force
        self._has_spool = has_spool
        self.contact = contact or SchoolContact()
        self.clock = clock
        self.grants = Grants()
        self.visits = Visits()
        self.views = DailyViews()
        self.tally = tally or Tally()
        self._stretch: Stretch | None = None

    @property
    def in_force(self) -> InForce:
        """The policy in force."""
        return self._in_force

    @in_force.setter
    def in_force(self, in_force: InForce) -> None:
        self._in_force = in_force
        self._stretch = None

    @property
    def group(self) -> GroupId:
        """Whose situation it is."""
        return self._in_force.group.id

    @property
    def counts(self) -> bool:
        """Whether anything is counted: there is a spool to note it in, and a server that it is for."""
        return self._has_spool and bool(self.in_force.policy.counting.server)

    def now(self) -> dt.datetime:
        """Return the current instant, aware, in UTC."""
        return self.clock.now()

    def local(self, now: dt.datetime) -> dt.datetime:
        """Return an instant in the school's zone."""
        return now.astimezone(self.in_force.zone)

    def stretch(self, now: dt.datetime) -> Stretch:
        """Return the stretch of own time or working time that holds `now`."""
        if self._stretch is None or not self._stretch.holds(now):
            self._stretch = stretch_at(self.in_force.calendar, now)
        return self._stretch

    def reminded(self, now: dt.datetime) -> frozenset[PlatformId]:
        """Return what the group is reminded about at this instant, by all that is no client's own."""
        return _NONE if self._for_everybody(now).free else self.in_force.reminded

    def circumstances(self, client: ClientId, platform: PlatformId, now: dt.datetime) -> Circumstances:
        """Return what holds for one client and one platform."""
        holder = (client, platform)
        cap = self.in_force.policy.reminder.daily_cap
        return replace(
            self._for_everybody(now),
            quiet=platform in self.in_force.quiet or platform not in self.in_force.platforms,
            granted=self.grants.is_granted(holder, now),
            graced=self.grants.is_graced(holder, now),
            capped=self.views.has_reached(cap, client, self.local(now)),
        )

    def _for_everybody(self, now: dt.datetime) -> Circumstances:
        """Return what holds whatever the client and the platform."""
        return Circumstances(
            working=self.stretch(now).working,
            notice_given=self.in_force.policy.notice.is_given(self.local(now).date()),
            paused=self._is_paused(now),
            elsewhere=self._is_elsewhere(),
        )

    def _is_paused(self, now: dt.datetime) -> bool:
        """Tell whether everything passes: somebody pressed the button, or the published policy ran out."""
        return self.contact.is_paused(now) or not self.in_force.policy.is_valid(now)

    def _is_elsewhere(self) -> bool:
        policy = self.in_force.policy
        asks = policy.reminder.only_on_site and bool(policy.counting.server)
        return asks and not self.contact.is_at_school()

    def note(self, outcome: Outcome, platform: PlatformId, at: dt.datetime, client: ClientId) -> None:
        """Note a client's outcome at a platform, by the local day of an instant, where anything is counted."""
        if self.counts:
            local = self.local(at)
            self.tally.note(outcome, local.date(), band=band_of(local), platform=platform, client=client)

    def note_choice(self, choice: Choice, platform: PlatformId, at: dt.datetime, client: ClientId) -> None:
        """Note what a reminder that began at an instant ended in, where anything is counted."""
        outcome = outcome_of(choice)
        if outcome is not None:
            self.note(outcome, platform, at, client)
        elif choice is Choice.WRONGLY_LISTED and self.counts:
            self.tally.note_wrongly_listed(platform, self.local(at).date())

    def forget_old(self, now: dt.datetime) -> None:
        """Drop whatever is over, and note the reminders that nobody carried on from."""
        self.grants.forget_ended(now)
        for visit in self.visits.forget_old(now):
            self.note(Outcome.DID_NOT_CARRY_ON, visit.platform, visit.started, visit.client)
