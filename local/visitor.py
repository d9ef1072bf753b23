"""A person at a browser without JavaScript: opens pages, fills in forms as they stand, follows links."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import tinyhtml5

Fields = list[tuple[str, str]]
CONTROLS = {"input", "select", "textarea", "button"}


class Unexpected(Exception):
    """A page is not what the visitor counted on; the text says how."""


@dataclass
class Form:
    """A form as it stands on the page: where it goes, what is filled in, what can be chosen."""

    action: str
    method: str
    fields: Fields = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # name → (value, words)


def words_of(element: Element) -> str:
    """Return what a reader sees of an element."""
    return " ".join(" ".join(element.itertext()).split())


def read_form(element: Element) -> Form:
    """Read a form with everything that is filled in."""
    form = Form(element.get("action", ""), element.get("method", "get").lower())
    for control in element.iter():
        if control.tag in CONTROLS and (name := control.get("name")):
            form.names.add(name)
            _take_in(form, control, name)
    for label in element.iter("label"):
        for control in [each for each in label.iter("input") if each.get("type") in {"radio", "checkbox"}]:
            options = form.options.setdefault(control.get("name", ""), [])
            options.append((control.get("value", "on"), words_of(label)))
    return form


def _take_in(form: Form, control: Element, name: str) -> None:
    """Take in what one control holds, as a browser would send it; buttons send nothing by themselves."""
    kind = control.get("type", "text")
    if control.tag == "select":
        options = [
            (option.get("value", words_of(option)), words_of(option), option)
            for option in control.iter("option")
        ]
        form.options[name] = [(value, words) for value, words, _option in options]
        chosen = [value for value, _words, option in options if "selected" in option.attrib]
        form.fields += [(name, value) for value in chosen or [value for value, *_rest in options][:1]]
    elif control.tag == "textarea":
        form.fields.append((name, "".join(control.itertext())))
    elif control.tag == "input" and kind in {"radio", "checkbox"}:
        if "checked" in control.attrib:
            form.fields.append((name, control.get("value", "on")))
    elif control.tag == "input" and kind not in {"submit", "file", "button"}:
        form.fields.append((name, control.get("value", "")))


class Visitor:
    """Somebody at a browser; remembers cookies and the page that is open."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self.address = self.html = ""
        self.content = b""

    def open(self, path: str) -> "Visitor":
        """Go to a page; anything but success is unexpected."""
        return self._fetch(self._request(path))

    def download(self, path: str) -> bytes:
        """Return a file."""
        return self.open(path).content

    def status(self, path: str) -> int:
        """Return how a page answers, without expecting success."""
        try:
            with self._opener.open(urllib.parse.urljoin(self.base, path), timeout=60) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def sees(self, *words: str) -> "Visitor":
        """Raise unless all these words stand on the page."""
        text = words_of(self.page())
        for each in words:
            if each not in text:
                raise Unexpected(f"{self.address} does not say {each!r}. It says: {text[:1500]}")
        return self

    def link(self, pattern: str) -> str:
        """Return the address of the first link of which address or words match."""
        for link in self.page().iter("a"):
            if re.search(pattern, link.get("href", "")) or re.search(pattern, words_of(link)):
                return urllib.parse.urljoin(self.address, link.get("href", ""))
        raise Unexpected(f"{self.address} has no link like {pattern!r}.")

    def heading(self) -> str:
        """Return the words of the first heading below the page's own."""
        return next((words_of(element) for element in self.page().iter("h2")), "")

    def form(self, name: str) -> Form:
        """Return the first form with a control of this name, those of the page itself before those of the frame."""
        body = self.page()
        elements = [form for main in body.iter("main") for form in main.iter("form")]
        forms = [read_form(element) for element in [*elements, *body.iter("form")]]
        for form in forms:
            if name in form.names:
                return form
        names = [sorted(form.names) for form in forms]
        raise Unexpected(f"{self.address} has no form with {name!r}, but {names}.")

    def choice(self, name: str, words: str) -> str:
        """Return the value of the choice with these words."""
        for value, label in self.form(name).options.get(name, []):
            if words in label:
                return value
        raise Unexpected(
            f"{self.address}: {name!r} has no choice {words!r}: {self.form(name).options.get(name)}"
        )

    def submit(
        self,
        having: str,
        values: dict[str, str | list[str]],
        *,
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> "Visitor":
        """Send the form that has the control `having`, with these answers in place of what stood there."""
        form = self.form(having)
        kept = [(name, value) for name, value in form.fields if name not in values]
        for name, value in values.items():
            kept += [(name, each) for each in (value if isinstance(value, list) else [value])]
        address = urllib.parse.urljoin(self.address, form.action)
        if form.method == "get":
            return self.open(f"{address.partition('?')[0]}?{urllib.parse.urlencode(kept)}")
        body, kind = _encoded(kept, files or {})
        headers = {"Content-Type": kind, "Referer": self.address}
        return self._fetch(self._request(address, data=body, headers=headers))

    def press(self, pattern: str) -> "Visitor":
        """Send the form of which the address matches, as it stands: a button by itself."""
        for element in self.page().iter("form"):
            if re.search(pattern, element.get("action", "")):
                form = read_form(element)
                address = urllib.parse.urljoin(self.address, form.action)
                body, kind = _encoded(form.fields, {})
                headers = {"Content-Type": kind, "Referer": self.address}
                return self._fetch(self._request(address, data=body, headers=headers))
        raise Unexpected(f"{self.address} has no form that goes to {pattern!r}.")

    def _request(self, path: str, **told: Any) -> urllib.request.Request:
        """Return a request for an address of this installation and of no other."""
        address = urllib.parse.urljoin(self.base, path)
        if not address.startswith(self.base):
            raise Unexpected(f"{self.address} leads away, to {address}.")
        return urllib.request.Request(address, **told)  # noqa: S310  (our own address)

    def _fetch(self, request: urllib.request.Request) -> "Visitor":
        try:
            with self._opener.open(request, timeout=60) as response:
                self.address, self.content = response.url, response.read()
                html = response.headers.get_content_type() == "text/html"
        except urllib.error.HTTPError as error:
            page = tinyhtml5.parse(error.read().decode(errors="replace"), namespace_html_elements=False)
            raise Unexpected(f"{request.full_url} answers {error.code}: {words_of(page)[:1500]}") from error
        self.html = self.content.decode() if html else ""
        return self

    def page(self) -> Element:
        """Return the body of the page that is open."""
        body: Element = tinyhtml5.parse(self.html, namespace_html_elements=False).find("body")
        return body


def _encoded(fields: Fields, files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """Return the body and its kind."""
    if not files:
        return urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, (file, content) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
