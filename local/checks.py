"""What ./handslag check runs, and with which environment: no services, nothing changed."""

import sys

from local.processes import project_environment

PYTHON = [sys.executable, "-W", "ignore"]
MANAGE = [*PYTHON, "manage.py"]

CHECKS = {
    "ruff: lint": [*PYTHON, "-m", "ruff", "check", "."],
    "ruff: format": [*PYTHON, "-m", "ruff", "format", "--check", "."],
    "mypy: types": [*PYTHON, "-m", "mypy", "."],
    "import-linter: layers": [
        *PYTHON,
        "-c",
        "from importlinter.cli import lint_imports_command as lint; lint()",
    ],
    "migrations: none missing": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "translations: none missing": [*MANAGE, "messages", "--check"],
    "templates: lint": [*PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"],
    "settings: safe for production": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
}
FIXES = [
    [*PYTHON, "-m", "ruff", "check", "--fix", "."],
    [*PYTHON, "-m", "ruff", "format", "."],
    [*MANAGE, "messages"],
]
PRODUCTION = {
    "SECRET_KEY": "a-key-for-checks-only-that-is-long-enough-and-has-many-different-characters-0123456789",
    "BASE_URL": "https://handslag.example",
    "ALLOWED_HOSTS": "handslag.example",
    "DATABASE_URL": "postgresql:///none?host=/nonexistent",  # checks never ask the database
    "REDIS_URL": "redis://localhost:1/0",
    "SEAL_KEY_FILE": "/run/secrets/seal.p12",
    "DEBUG": "0",
    "DEMO": "0",
}


def environment_for_checks() -> dict[str, str]:
    """Return the environment of a production installation without services."""
    return project_environment() | PRODUCTION
