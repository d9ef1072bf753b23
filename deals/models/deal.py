"""A deal and its life."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Region, User
from accounts.names import plain
from accounts.public_id import new_public_id
from deals import ending_mail, policies
from deals.kinds import DealKind
from deals.lifecycle import MOVES, PLEDGED, AmendmentState, EndKind, State
from deals.models import rules
from deals.models.programme import Programme
from deals.models.selection import DealQuerySet, in_force_first
from deals.models.variant import Variant
from employers.models import PolicySector
from notices.models import PROGRESS, ReminderRule
from trail.models import Entry

if TYPE_CHECKING:
    from deals.models.party import Party
    from deals.models.version import DealVersion


class ChangedMeanwhile(Exception):
    """Somebody else changed the record after it was read; nothing was saved."""


class Deal(models.Model):
    """An agreement between a municipality, employers and partners: announced, being written, signed or over."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("kind of deal"), max_length=24, choices=DealKind.choices)
    title = models.CharField(_("title"), max_length=160)
    reference = models.CharField(_("reference of the municipality"), max_length=40, blank=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="deals", verbose_name=_("programme")
    )
    variant = models.ForeignKey(Variant, models.PROTECT, null=True, blank=True, related_name="deals")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="deals", verbose_name=_("municipality")
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="deals")
    sector = models.ForeignKey(
        PolicySector, models.PROTECT, null=True, blank=True, related_name="deals", verbose_name=_("sector")
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    is_customised = models.BooleanField(_("made to measure"), default=False)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    announced_for = models.CharField(_("to be signed"), max_length=80, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)
    suspended_on = models.DateField(null=True, blank=True, editable=False)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    end_kind = models.CharField(_("how it ended"), max_length=10, choices=EndKind.choices, blank=True)
    account_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deals_in_care",
        verbose_name=_("account manager"),
    )
    next_progress_on = models.DateField(_("next progress talk"), null=True, blank=True)
    progress_every_months = models.PositiveSmallIntegerField(
        _("progress talk every so many months"), default=3
    )
    next_reminder_on = models.DateField(null=True, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    is_fictional = models.BooleanField(_("fictional"), default=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deals_created")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DealQuerySet.as_manager()

    class Meta:
        verbose_name = _("deal")
        constraints = rules.CONSTRAINTS
        indexes = [
            models.Index(fields=["municipality", "-updated_at", "-id"], name="deal_newest_of_municipality"),
            models.Index(fields=["programme"], include=["state", "sector", "id"], name="deal_by_programme"),
            models.Index(
                fields=["next_reminder_on"],
                condition=Q(next_reminder_on__isnull=False),
                name="deal_to_remind",
            ),
            models.Index(fields=["ends_on"], condition=Q(state="signed"), name="deal_to_renew"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="deal_search"),
        ]
        triggers = [rules.signed_only_when_concluded()]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("deals:detail", args=[self.public_id])

    @transaction.atomic
    def make(
        self,
        move: str,
        *,
        by: User | None,
        on: date | None = None,
        reason: str = "",
        how: EndKind = EndKind.TERMINATED,
        at: datetime | None = None,
    ) -> None:
        """Make `move` if `by` may (`None`: the system), as of the day `on`, and record it at the moment `at`.

        Unset, both are now. `how` belongs to the move `end`: only a termination must be explained.
        This is the only code that writes `state`. Raises PermissionDenied with the reason why not.
        """
        self.hold()
        now = at or timezone.now()
        day = on or timezone.localdate(now)
        ends = how if move == "end" else None
        if why := policies.denial(by, move, self) or policies.unexplained(move, self, ends, reason, day):
            raise PermissionDenied(why)
        version = self.newest_version()
        if move == "sign":
            day = on or version.last_signed_on() or day
        before, self.state = self.state, MOVES[move].target
        self._date_the_state(day)
        self.end_kind = ends or ""
        if move == "offer":
            version.offer(at=now)
        self.revision += 1
        self.save()
        if move == "sign":
            self.adopt(version, at=now)
        if move in {"take_back", "cancel"}:
            version.void_invitations(reason.strip(), at=now)
        if before in PLEDGED:
            self._stop_or_go_on(move, day, reason.strip(), at=now)
        Entry.objects.record(
            self, move, by=by, changes={"state": [before, self.state]}, reason=reason.strip(), at=now
        )

    def hold(self) -> None:
        """Read the deal again and keep others from changing it, or signing it, until the transaction ends."""
        self.refresh_from_db(from_queryset=Deal.objects.select_for_update(of=("self",)))

    def settle(self, *, by: User | None, at: datetime) -> bool:
        """Conclude the text that waits once all have signed it, else call whose turn it is; return whether it ended.

        May be asked any number of times; the caller holds the deal.
        """
        version = self.version_to_sign()
        if version is None or not version.is_complete():
            if version:
                version.call_next(at=at)
            return False
        if self.state == State.OFFERED:
            self.make("sign", by=by, at=at)
        else:
            version.amendment.make("agree", by=None, at=at)
        return True

    def adopt(self, version: DealVersion, *, at: datetime) -> None:
        """Let a text that all have signed be binding, and owe its sealed document: the row is the work."""
        version.conclude(at=at)
        self.starts_on, self.ends_on = version.starts_on, version.ends_on
        self.save(update_fields=["starts_on", "ends_on", "updated_at"])
        self.documents.create(kind="deal", version=version, due_at=at)

    def _date_the_state(self, day: date) -> None:
        """Set the day that belongs to the state just reached, and forget those that no longer hold."""
        if self.state == State.SIGNED and self.signed_on is None:
            self.signed_on = day
            self.plan_reminder()
        if self.state != State.ENDED:
            self.suspended_on = day if self.state == State.SUSPENDED else None
        self.ended_on = day if self.state == State.ENDED else None
        if self.state in {State.ENDED, State.CANCELLED}:
            self.next_reminder_on = None

    def _stop_or_go_on(self, move: str, day: date, reason: str, *, at: datetime) -> None:
        """Keep from when until when it stood still, and tell the parties what became of it."""
        self.suspensions.filter(until=None).update(until=Greatest(F("since"), Value(day)))
        if move == "suspend":
            self.suspensions.create(since=day, reason=reason)
        ending_mail.tell_parties(self, move, reason=reason, on=day, at=at)

    def plan_reminder(self) -> None:
        """Let the first reminder come as many days before the next progress talk as the rule says; not saved here."""
        rule = ReminderRule.objects.of(PROGRESS)
        wanted = rule.is_active and self.state in {State.SIGNED, State.SUSPENDED}
        talk = self.next_progress_on if wanted else None
        self.next_reminder_on = talk and talk - timedelta(days=rule.days_before)

    def move_reminder(self, to: date | None) -> None:
        """Save the day of the next reminder, and nothing else; None: no more of them for this talk."""
        self.next_reminder_on = to
        Deal.objects.filter(pk=self.pk).update(next_reminder_on=to)

    def moves_for(self, user: User) -> list[str]:
        """Return the moves that the user may make now, in the order of the table."""
        return [move for move in MOVES if policies.denial(user, move, self) is None]

    def newest_version(self) -> DealVersion:
        """Return the version with the highest number, frozen or not."""
        return self.versions.order_by("-number")[0]

    def version_to_sign(self) -> DealVersion | None:
        """Return the version that waits for signatures: of the deal itself, or of a change of it; None when none does."""
        if self.state == State.OFFERED:
            return self.newest_version()
        amendment = self.amendments.filter(state=AmendmentState.OFFERED).select_related("version").first()
        return amendment.version if amendment and self.state in PLEDGED else None

    def text_in_force(self, on: date) -> DealVersion:
        """Return the version in force on this day, as figures have it: agreed by then and in effect by then.

        Before that, the first that was agreed; of a deal on which nobody agreed, the newest.
        """
        versions = self.versions.all()
        first = versions.filter(conclusion__isnull=False).order_by("number")
        found: DealVersion = in_force_first(versions, on).first() or first.first() or self.newest_version()
        return found

    def text_agreed_last(self) -> DealVersion:
        """Return the newest version that all agreed on, also when it counts only later; before any, the newest."""
        agreed = self.versions.filter(conclusion__isnull=False)
        return agreed.order_by("-number").first() or self.newest_version()

    def text_at_hand(self) -> DealVersion:
        """Return the version that waits for signatures, else the one agreed last; never one that was withdrawn."""
        return self.version_to_sign() or self.text_agreed_last()

    def parties_still_to_sign(self) -> list[Party]:
        """Return the parties of which signatures are missing under the version that waits."""
        version = self.version_to_sign()
        return [duty.party for duty in version.duties_open()] if version else []

    @transaction.atomic
    def change(self, *, by: User, revision: int, **values: Any) -> None:
        """Change facts beside the text (contact person, next date, ...), and record what changed.

        Raises PermissionDenied, or ChangedMeanwhile when somebody else changed the deal since `revision`.
        """
        self.refresh_from_db(from_queryset=Deal.objects.select_for_update())
        if why := policies.editing_denial(by, self):
            raise PermissionDenied(why)
        if self.revision != revision:
            raise ChangedMeanwhile
        changes = {
            name: [getattr(self, name), value]
            for name, value in values.items()
            if getattr(self, name) != value
        }
        if not changes:
            return
        for name, value in values.items():
            setattr(self, name, value)
        if "next_progress_on" in changes:
            self.plan_reminder()
        self.revision += 1
        self.save()
        self.refresh_search_text()
        readable = {
            name: [None if each is None else str(each) for each in pair] for name, pair in changes.items()
        }
        Entry.objects.record(self, "change", by=by, changes=readable)

    def refresh_search_text(self) -> None:
        """Keep the words by which the deal is found in step with its title, reference and parties, past ones too."""
        names = self.parties.of_deals().values_list("organisation__search_text", flat=True)
        self.search_text = " ".join([plain(self.title), plain(self.reference), self.public_id, *names])
        Deal.objects.filter(pk=self.pk).update(search_text=self.search_text)

    def is_past_its_term(self, on: date) -> bool:
        """Whether the term is over on this day: such a deal no longer counts as active, without anyone's act."""
        return self.ends_on is not None and self.ends_on < on

    def last_moved_at(self) -> datetime:
        """Return when something last happened to it, by the trail."""
        last = Entry.objects.of(self).last()
        return last.at if last else self.created_at
