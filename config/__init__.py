"""The project: settings, addresses, the Celery application. Sees all rooms; no room sees it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
