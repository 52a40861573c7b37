"""Take a picture of a page of minutes, as a desk or a phone or a printer would show it.

    python scripts/screenshot.py minutes.html picture.png --width 1280 --height 860 [--dark] [--at 42.5] [--full]
    python scripts/screenshot.py minutes.html minutes.pdf

Needs ``playwright`` and a Chromium on the PATH (or --browser).
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--autoplay-policy=no-user-gesture-required", "--mute-audio",
)  # fmt: skip


def main() -> None:
    """Parse the command line and take the picture."""
    parser = argparse.ArgumentParser(description="Take a picture of a page of minutes.")
    parser.add_argument("page", type=Path)
    parser.add_argument("picture", type=Path, help="a .png, or a .pdf for what a printer gets")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=860)
    parser.add_argument("--scale", type=float, default=1.0, help="device pixels per pixel")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--full", action="store_true", help="the whole page, not one screen")
    parser.add_argument("--at", type=float, help="seconds: show the page as it plays there")
    parser.add_argument("--scroll", type=int, default=0, help="pixels")
    parser.add_argument("--browser", default=next(filter(None, map(shutil.which, BROWSERS)), None))
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.browser, args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": asked.width, "height": asked.height},
            device_scale_factor=asked.scale,
            color_scheme="dark" if asked.dark else "light",
        )
        page.goto(asked.page.resolve().as_uri())
        take(page, asked)
        browser.close()


def take(page: Page, asked: argparse.Namespace) -> None:
    """Bring the page to the wished state and write the picture."""
    if asked.at is not None:
        page.locator("#seek").fill(f"{asked.at}")
        page.locator("#seek").blur()
        page.wait_for_timeout(900)
    if asked.scroll:
        page.evaluate("top => scrollTo({ top, behavior: 'instant' })", asked.scroll)
        page.wait_for_timeout(300)
    if asked.picture.suffix == ".pdf":
        page.pdf(path=asked.picture, prefer_css_page_size=True, format="A4", print_background=False)
    else:
        page.screenshot(path=asked.picture, full_page=asked.full)


if __name__ == "__main__":
    main()
