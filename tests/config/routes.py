"""Who gets the pages of no room: everyone."""

from tests.routes import PEOPLE, Route

EVERYBODY = dict.fromkeys(PEOPLE, 200)
ROUTES = [
    Route(name, EVERYBODY, is_open=True)
    for name in ("accessibility", "help", "privacy", "health_live", "health_ready")
]
ROUTES.append(
    Route("security_txt", dict.fromkeys(PEOPLE, 404), is_open=True)
)  # until somebody to write to is set
