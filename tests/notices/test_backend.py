"""Without a mail server each letter is a file that a mail program opens."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the letters land."""
    settings.EMAIL_BACKEND = "notices.backends.EmlBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "letters"
    return tmp_path / "letters"


def write(subject: str = "Hé / ../../etc: één", message_id: str = "<a@example>") -> None:
    message = EmailMultiAlternatives(
        subject, "Goedemorgen, één.", "a@example.nl", ["b@example.nl"], headers={"Message-ID": message_id}
    )
    message.attach_alternative("<p>Goedemorgen</p>", "text/html")
    message.send()


def test_a_letter_becomes_one_readable_file_with_a_safe_name(folder: Path) -> None:
    write()

    (file,) = folder.iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert file.name.split("-", 3)[3].startswith("he-etc-een-")
    assert (message["Subject"], message["To"]) == ("Hé / ../../etc: één", "b@example.nl")
    assert message.get_body(("plain",)).get_content().strip() == "Goedemorgen, één."
    assert message.get_body(("html",)).get_content().strip() == "<p>Goedemorgen</p>"


def test_a_repeat_takes_the_place_of_the_first(folder: Path) -> None:
    write()
    write()
    write(message_id="<b@example>")

    assert len(list(folder.iterdir())) == 2


def test_a_line_break_in_the_subject_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="newlines"):
        write("one\nBcc: everyone@example.nl")

    assert list(folder.iterdir()) == []
