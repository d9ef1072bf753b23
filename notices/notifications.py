"""The letter with which an organisation asks somebody to act for it: its record lies below this room."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import MemberInvitation
from accounts.models.invitation import LETTER
from notices.letters import Content, Letter, register
from notices.models import Notice
from ui.formats import day


def invitation_of(notice: Notice) -> MemberInvitation:
    """Return what the letter is about."""
    return MemberInvitation.objects.select_related("organisation", "invited_by").get(
        public_id=notice.subject_id
    )


def content(notice: Notice) -> Content:
    """Make the link as the letter is written: its token is kept nowhere else."""
    invitation = invitation_of(notice)
    token = invitation.fresh_token()
    values = {
        "organisation": invitation.organisation.name,
        "role": invitation.get_role_display(),
        "inviter": str(invitation.invited_by),
        "until": day(invitation.expires_at),
        "link": settings.BASE_URL + reverse("accounts:invitation", args=[token]),
    }
    return Content(values, secrets=(token,), reply_to=invitation.invited_by.email)


def reason(notice: Notice) -> str:
    """Say who asked for this letter."""
    invitation = invitation_of(notice)
    return _("%(inviter)s invited somebody to act for %(organisation)s.") % {
        "inviter": invitation.invited_by,
        "organisation": invitation.organisation,
    }


def obstacle(notice: Notice) -> str | None:
    """Send no link that works no more."""
    return invitation_of(notice).closed_because(timezone.now())


register(
    Letter(
        kind=LETTER,
        label=gettext_lazy("invitation of a member"),
        template="member_invitation",
        content=content,
        reason=reason,
        obstacle=obstacle,
    )
)
