"""What describes an installation, against the settings: no engine is needed to see a missing variable."""

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from config.celery import app
from local.native import PDF_LIBRARIES

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "handslag"}


READERS = {"os.environ.get", "environment.flag", "environment.words"}


def variables_of_settings() -> set[str]:
    """Return every environment variable that settings read."""
    nodes = ast.walk(ast.parse((ROOT / "config/settings.py").read_text()))
    calls = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS]
    return {ast.literal_eval(call.args[0]) for call in calls}


def words_of(service: dict[str, object]) -> list[str]:
    return str(service.get("command", "")).split()


def test_every_variable_of_the_settings_is_set_for_every_service() -> None:
    assert {"SECRET_KEY", "BASE_URL", "MAIL_URL", "DEMO"} <= variables_of_settings()
    for name, service in OURS.items():
        assert set(service["environment"]) == variables_of_settings(), name


def test_every_variable_of_the_settings_is_explained_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()

    assert {name for name in variables_of_settings() if f"`{name}`" not in readme} == set()


def test_every_variable_that_must_be_filled_in_has_a_line_in_the_example() -> None:
    needed = set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.M))

    assert needed <= example


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists(name: str) -> None:
    command = words_of(OURS[name])
    if not command:
        return  # the image's own, below

    if command[0] == "python":
        assert command[1] == "manage.py"
        assert command[2] in get_commands()
    else:
        assert find_spec(command[0])
        assert command[1:3] == ["-A", "config"]


def test_the_image_starts_the_web_server_that_is_installed() -> None:
    started = (ROOT / "Dockerfile").read_text().rpartition("CMD ")[2]

    assert ast.literal_eval(started)[:2] == ["gunicorn", "config.wsgi"]
    assert find_spec("gunicorn")


def test_every_queue_has_a_worker() -> None:
    routes = settings.CELERY_TASK_ROUTES.values()
    queues = {app.conf.task_default_queue} | {route["queue"] for route in routes}
    words = [word for service in OURS.values() for word in words_of(service)]

    workers = [word for word in words if word.startswith("--queues=")]

    assert sorted(workers) == sorted(f"--queues={queue}" for queue in queues)


def test_everything_that_serves_has_a_health_check_and_a_volume_that_exists() -> None:
    unchecked = {name for name, service in SERVICES.items() if "healthcheck" not in service}
    volumes = {
        volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
    }

    assert unchecked == {"beat", "migrate"}  # one sends nothing but wake-ups, the other ends
    assert {volume for volume in volumes if not volume.startswith("./")} == set(COMPOSE["volumes"])


def test_the_three_ways_to_install_name_the_same_uv_and_libraries() -> None:
    script, image = (ROOT / "handslag").read_text(), (ROOT / "Dockerfile").read_text()

    assert re.search(r"UV_VERSION=(\S+)", script)[1] == re.search(r"uv==(\S+)", image)[1]
    assert all(library in script and library in image for library in PDF_LIBRARIES.values())
