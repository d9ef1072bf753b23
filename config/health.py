"""Whether this process lives and whether it can serve: for load balancers, containers and ./handslag run."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from config.celery import app

BROKER_SECONDS = 2


def database_answers() -> bool:
    """Return whether the database answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    """Return whether the broker can be reached."""
    try:
        with app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except (OperationalError, OSError):
        return False
    return True


@never_cache
@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer, that is all."""
    return JsonResponse({"alive": True})


@never_cache
@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say what answers. Without the broker people go on working, so only the database makes us unready."""
    database = database_answers()
    return JsonResponse(
        {"database": database, "broker": broker_answers() if database else None},
        status=200 if database else 503,
    )
