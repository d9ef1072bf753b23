"""./handslag pictures: takes the pictures of the README from a throw-away installation with the demo in it."""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from local import native
from local.installation import ROOT, Installation, Refused, free_port, while_running
from local.native import Missing

OUT = ROOT / "docs" / "pictures"
PASSWORD = "handslag-demo"  # noqa: S105  (refused outside the demo)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
PICTURES = {
    "dashboard": ("employer@helmgras.example", "/dashboard/", ""),
    "report": ("alderman@duinstede.example", "/reports/", "main .hs-list a, main tbody a"),
}


def take(browser: Browser, address: str, name: str) -> None:
    """Sign in as the person of the picture, go to the page, through one link when it takes one, and keep what is seen."""
    email, path, link = PICTURES[name]
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="nl-NL")
    page.goto(f"{address}/accounts/login/?next={path}")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    if link:
        page.locator(link).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{name}.png")
    page.close()


def main() -> int:
    """Start an installation of its own, take every picture, and leave nothing else behind."""
    for variable in ("DATABASE_URL", "REDIS_URL", "BASE_URL", "DEMO"):
        os.environ.pop(variable, None)
    native.ensure_pdf()
    native.ensure_for_tests()
    OUT.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="handslag-pictures-"))
    installation = Installation(folder, port=free_port(None), throw_away=True)

    def shoot() -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=native.chromium(), args=QUIET)
            for name in PICTURES:
                take(browser, installation.url, name)
            browser.close()

    while_running(installation, shoot)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Missing, Refused) as refusal:
        sys.exit(str(refusal))
