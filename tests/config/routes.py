"""Who gets the pages of no room: everyone."""

from tests.routes import PEOPLE, Route

EVERYBODY = dict.fromkeys(PEOPLE, 200)
ROUTES = [
    Route(name, EVERYBODY, is_open=True)
    for name in ("accessibility", "help", "privacy", "security_txt", "health_live", "health_ready")
]
