"""Who gets the pages of this room: everyone who signed in."""

from tests.routes import PEOPLE, Route

SIGNED_IN = {person: 200 for person in PEOPLE if person != "anonymous"}
ROUTES = [
    Route("ui:components", SIGNED_IN),
    Route("ui:confirmation", SIGNED_IN),
    Route("ui:scheme", dict.fromkeys(PEOPLE, 302), method="post", is_open=True),
]
