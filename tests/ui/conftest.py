"""The browser's fixtures, where pages are looked at."""

from tests.browser import chromium, page_at

__all__ = ["chromium", "page_at"]
