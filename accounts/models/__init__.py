"""People, the organisations that they act for, and the map of municipalities and regions."""

from accounts.models.invitation import MemberInvitation
from accounts.models.membership import Membership
from accounts.models.organisation import Organisation
from accounts.models.territory import Municipality, Region, RegionMembership
from accounts.models.user import User

__all__ = [
    "MemberInvitation",
    "Membership",
    "Municipality",
    "Organisation",
    "Region",
    "RegionMembership",
    "User",
]
