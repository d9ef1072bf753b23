"""The Celery application. A task carries primitives only: the row in the database is the work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("handslag")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
