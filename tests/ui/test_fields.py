"""Forms: a date in three fields, words for mistakes, rows that grow without JavaScript."""

import datetime as dt

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines
from django.utils import translation

from ui.forms import DayField, FileInput, Form, changed_rows
from ui.samples import SampleForm, SupportRows


class SignedForm(Form):
    """A required day and one that may stay empty."""

    signed_on = DayField(label="Signed on")
    ends_on = DayField(label="Ends on", required=False)


class WordsForm(Form):
    """Words, and a password."""

    words = forms.CharField(widget=forms.Textarea)
    password = forms.CharField(widget=forms.PasswordInput, required=False)


def typed(day: str, month: str, year: str) -> dict[str, str]:
    return {"signed_on_day": day, "signed_on_month": month, "signed_on_year": year}


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("12 places \u202eeno rof\u202c", "12 places eno rof"),
        ("one\u2066two\u2069\x0bthree\x9f", "onetwothree"),
        ("a\tb\nc", "a\tb\nc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_nobody_sees_is_not_kept(pasted: str, kept: str) -> None:
    form = WordsForm({"words": pasted, "password": pasted})

    assert form.is_valid()
    assert form.cleaned_data["words"] == kept
    assert form.cleaned_data["password"] == pasted


def test_day_is_made_of_three_parts() -> None:
    form = SignedForm(typed(" 26", "11", "2021 "))

    assert form.is_valid()
    assert form.cleaned_data == {"signed_on": dt.date(2021, 11, 26), "ends_on": None}


@pytest.mark.parametrize(
    ("day", "month", "year", "message"),
    [
        ("", "", "", "Fill in a date."),
        ("26", "", "2021", "Fill in the day, the month and the year."),
        ("31", "2", "2021", "This date does not exist. Check the day and the month."),
        ("29", "2", "2021", "This date does not exist. Check the day and the month."),
        ("26", "nov", "2021", "Use digits for the day, the month and the year, for example 26 11 2021."),
        ("²", "11", "2021", "Use digits for the day, the month and the year, for example 26 11 2021."),
        ("-1", "11", "2021", "Use digits for the day, the month and the year, for example 26 11 2021."),
        ("26", "11", "21", "Fill in the year with four digits, for example 2021."),
    ],
)
def test_day_says_what_is_wrong_once_for_the_group(day: str, month: str, year: str, message: str) -> None:
    form = SignedForm(typed(day, month, year))

    assert form.errors == {"signed_on": [message]}
    assert str(form).count(message) == 1


def test_day_keeps_what_was_typed() -> None:
    page = str(SignedForm(typed("31", "2", "2021")))

    assert [f'value="{part}"' in page for part in ("31", "2", "2021")] == [True] * 3


def test_day_shows_the_day_that_was_there_and_knows_when_it_changed() -> None:
    form = SignedForm(typed("26", "11", "2021"), initial={"signed_on": dt.date(2021, 11, 26)})
    other = SignedForm(typed("27", "11", "2021"), initial={"signed_on": dt.date(2021, 11, 26)})

    assert (form.has_changed(), other.changed_data) == (False, ["signed_on"])


def test_field_joins_label_hint_and_error_for_a_screen_reader() -> None:
    form = SampleForm({"name": ""})

    page = render("{% field form.name %}", form=form)

    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-required="true"' in page
    assert " required" not in page.replace("aria-required", "")


def test_only_optional_fields_say_so() -> None:
    form = SignedForm()

    assert [("not required" in render("{% field field %}", field=field)) for field in form] == [False, True]


def test_file_field_tells_its_limits_beforehand() -> None:
    widget = FileInput(kinds="PDF", max_bytes=20 * 1024 * 1024, accept=".pdf")

    page = str(type("F", (Form,), {"scan": forms.FileField(widget=widget)})())

    assert "PDF, at most 20 MB" in page
    assert 'accept=".pdf"' in page


def test_summary_leads_to_the_first_control_of_each_field() -> None:
    form = SampleForm({"signed_on_day": "31", "signed_on_month": "2", "signed_on_year": "2021"})

    page = render("{% form_errors form %}", form=form)

    assert [
        f'href="#{target}"' in page for target in ("id_name", "id_kind_0", "id_signed_on_0", "id_agreed")
    ] == [True] * 4
    assert "There are 6 errors. Check your answers." in page


def test_summary_is_absent_when_nothing_is_wrong() -> None:
    assert render("{% form_errors form none %}", form=SampleForm(), none=None) == ""


def test_title_begins_with_error_when_any_form_was_refused() -> None:
    assert render("{% error_prefix %}", anything=SampleForm({})) == "Error: "
    assert render("{% error_prefix %}", anything=SampleForm()) == ""
    assert (
        render(
            "{% error_prefix %}",
            rows=SupportRows({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-what": "x"}),
        )
        == "Error: "
    )


def rows(**pressed: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"support-TOTAL_FORMS": "3", "support-INITIAL_FORMS": "1", "other": "kept"})
    for row, what in enumerate(("jobcoach", "language", "debts")):
        data[f"support-{row}-what"] = what
    data.update({name.replace("_", "-"): value for name, value in pressed.items()})
    return data


def test_rows_grow_by_a_button() -> None:
    changed = changed_rows(rows(support_add="1"), "support")

    assert changed is not None
    assert [form["what"].value() for form in SupportRows(changed, prefix="support")] == [
        "jobcoach",
        "language",
        "debts",
        None,
    ]


def test_new_row_goes_and_the_rest_closes_up() -> None:
    changed = changed_rows(rows(support_remove="1"), "support")

    assert changed is not None
    assert [form["what"].value() for form in SupportRows(changed, prefix="support")] == ["jobcoach", "debts"]
    assert changed["other"] == "kept"


def test_saved_row_is_marked_and_no_longer_shown() -> None:
    changed = changed_rows(rows(support_remove="0"), "support")

    page = render('{% form_rows rows legend="Support" %}', rows=SupportRows(changed, prefix="support"))

    assert changed is not None
    assert changed["support-0-DELETE"] == "on"
    assert page.count("<fieldset") == 2


@pytest.mark.parametrize(
    "pressed", [{}, {"support_remove": "9"}, {"support_remove": "x"}, {"other_add": "1"}]
)
def test_other_buttons_leave_rows_alone(pressed: dict[str, str]) -> None:
    assert changed_rows(rows(**pressed), "support") is None


def test_forged_count_of_rows_counts_as_none() -> None:
    forged = rows(support_add="1")
    forged["support-TOTAL_FORMS"] = "many"

    changed = changed_rows(forged, "support")

    assert changed is not None
    assert changed["support-TOTAL_FORMS"] == "1"


def test_form_speaks_dutch() -> None:
    with translation.override("nl"):
        assert SignedForm(typed("31", "2", "2021")).errors["signed_on"] == [
            "Deze datum bestaat niet. Controleer de dag en de maand."
        ]
