"""Addresses of this room."""

from django.urls import path

from accounts.views import invitation, members, profile, territory

app_name = "accounts"
MEMBER = "accounts/members/<slug:organisation>/<slug:person>/<slug:role>/"
urlpatterns = [
    path("accounts/members/", members.member_list, name="members"),
    path("accounts/members/<slug:organisation>/", members.organisation_members, name="organisation_members"),
    path("accounts/members/<slug:organisation>/invite/", members.member_invite, name="invite"),
    path(f"{MEMBER}end/", members.member_end, name="member_end"),
    path(f"{MEMBER}entrust/", members.member_entrust, name="member_entrust"),
    path("accounts/invitations/<slug:invitation>/again/", members.invitation_again, name="invitation_again"),
    path(
        "accounts/invitations/<slug:invitation>/withdraw/",
        members.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("accounts/invitation/<str:token>/", invitation.invitation_accept, name="invitation"),
    path("accounts/profile/", profile.profile, name="profile"),
    path("accounts/second-factor/", profile.second_factor, name="second_factor"),
    path("regions/", territory.region_list, name="regions"),
    path("regions/<slug:code>/", territory.region_detail, name="region"),
    path("municipalities/", territory.municipality_list, name="municipalities"),
]
