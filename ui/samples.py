"""What the page of components shows: ordinary cases, long Dutch words, noughts and mistakes."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ui.forms import Choices, DayField, Explained, FileInput, Form, ManyChoices
from ui.trend import Trend, Words

LONG = "Arbeidsmarktregiosamenwerkingsovereenkomst voor arbeidsongeschiktheidsverzekeringen"
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


class SampleForm(Form):
    """One field of each kind."""

    name = forms.CharField(label=LONG, help_text="Zoals in het Handelsregister.", max_length=80)
    email = forms.EmailField(label="E-mailadres", required=False)
    places = forms.IntegerField(label="Aantal plekken", min_value=1, max_value=999)
    kind = forms.ChoiceField(
        label="Soort",
        widget=Choices,
        choices=[
            ("work", Explained("Arbeidsovereenkomst", "Met loon, ten minste drie maanden.")),
            ("learn", Explained("Leerwerkplek", "Werken en leren tegelijk, met een diploma of certificaat.")),
        ],
    )
    partners = forms.MultipleChoiceField(
        label="Partners", widget=ManyChoices, required=False, choices=[("a", "Werkplaats Helm"), ("b", LONG)]
    )
    days = forms.MultipleChoiceField(
        label="Dagen", widget=forms.CheckboxSelectMultiple, required=False, choices=[("1", "ma"), ("2", "di")]
    )
    sector = forms.ChoiceField(label="Sector", choices=[("", "Kies een sector"), ("z", LONG)])
    signed_on = DayField(label="Datum van ondertekening")
    note = forms.CharField(label="Toelichting", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    scan = forms.FileField(
        label="Scan",
        required=False,
        widget=FileInput(kinds="PDF, JPG, PNG", max_bytes=20 * 1024 * 1024, accept=".pdf,.jpg,.png"),
    )
    agreed = forms.BooleanField(label="De handtekeningen zijn gecontroleerd")


class SupportForm(Form):
    """One row of a set."""

    partner = forms.ChoiceField(label="Partner", choices=[("a", "Werkplaats Helm"), ("b", LONG)])
    what = forms.CharField(label="Wat")
    amount = forms.CharField(label="Hoeveel", required=False)


SupportRows = forms.formset_factory(SupportForm, extra=0, max_num=5, can_delete=True)
WRONG = {"name": "", "places": "0", "signed_on_day": "31", "signed_on_month": "2", "signed_on_year": "2021"}


def context() -> dict[str, Any]:
    """Return everything that the page shows; nothing here comes from the database."""
    rows = [
        {"partner": "a", "what": "Jobcoach", "amount": "4 uur per week"},
        {"partner": "b", "what": "Taalles"},
    ]
    return {
        "form": SampleForm(WRONG),
        "rows": SupportRows(initial=rows, prefix="support"),
        "leaf": dt.date(2021, 9, 14),
        "long": LONG,
        "steps": [("Werkgever", "#work"), ("Afspraken", None), ("Controleren", None)],
        "chips": [("Loopt", "?"), ("Leerwerkplek", "?")],
        "moments": moments(),
        "funnel": funnel(),
        "trend": trend(),
        "finished": trend_of_a_finished_year(),
        "sectors": [
            ("Horeca en toerisme", 71, 110, 82),
            ("Zorg", 0, 120, 90),
            (LONG, 0, 0, 0),
            ("Bouw", 9, 9, 7),
        ],
        "moment": dt.datetime(2021, 9, 14, 12, 32, tzinfo=dt.UTC),
    }


def moments() -> list[dict[str, Any]]:
    """Return one moment of each kind."""
    return [
        {
            "on": dt.date(2020, 11, 26),
            "date": "26 november 2020",
            "title": _("Deal signed"),
            "text": "Tijdens de inspiratietafel.",
        },
        {
            "on": dt.date(2021, 9, 14),
            "date": "14 september 2021",
            "title": LONG,
            "text": "",
            "kind": "next",
            "url": "#work",
        },
        {
            "on": dt.date(2022, 11, 26),
            "date": "26 november 2022",
            "title": "Einde van de deal",
            "text": "",
            "kind": "future",
        },
    ]


def funnel() -> list[dict[str, Any]]:
    """Return a funnel with a step that nobody reached."""
    return [
        {"value": 1500, "number": "1.500", "label": "gesprekken", "note": "27% kreeg een vervolgafspraak"},
        {"value": 400, "number": "400", "label": "vervolgafspraken", "note": "0% werd geplaatst"},
        {"value": 0, "number": "0", "label": "geplaatst", "note": ""},
    ]


def trend() -> Trend:
    """Return a year under way, behind plan."""
    words = Words(
        title="Geplaatste mensen per maand, met verwachting",
        description="Van 3 in januari naar 262 eind september. Verwachting: 397, tussen 372 en 424.",
        done="262 geplaatst",
        target="doel 500",
        gap="113 achter",
        forecast="397 verwacht",
        margin="372 tot 424",
        as_of="peildatum",
    )
    done = (3, 9, 26, 55, 92, 128, 160, 204, 262)
    low, high = (298, 335, 372), (314, 367, 424)
    return Trend(words, MONTHS, done, forecast=(306, 351, 397), low=low, high=high, target=500)


def trend_of_a_finished_year() -> Trend:
    """Return a small target that was passed, without a forecast."""
    words = Words("Plekken per kwartaal", "Van 0 naar 7; het doel was 6.", done="7 ingevuld", target="doel 6")
    return Trend(words, ("K1", "K2", "K3", "K4"), (0, 2, 5, 7), target=6)
