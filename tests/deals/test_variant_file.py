"""Variants as files: what leaves comes in the same, what is wrong is said at its place, and nothing is half kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as pace
from hypothesis import strategies as st

from accounts.models import Municipality, Organisation, User
from accounts.roles import Role
from deals.forms.variant_files import packed
from deals.kinds import CommitmentKind, DealKind, Obligation, Provenance
from deals.models import Programme, Variant, VariantVersion, content_hash
from deals.texts import variables
from deals.variant_files.file import COLUMNS, FORMAT, file_of
from deals.variant_files.reading import MOST_BYTES, Unreadable, read
from partners.models import SupportKind
from tests import factories
from trail.models import Entry

UNHURRIED = pace(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines of tests are busy
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
LINES = st.text(SIGNS, min_size=1, max_size=40).map(str.strip).filter(bool)
TEXTS = LINES.map(variables.escaped) | LINES.map(lambda words: variables.escaped(words) + " {employer}")
HEADINGS = LINES.filter(lambda words: not set("{}") & set(words))
ROWS = st.fixed_dictionaries(
    {"kind": st.sampled_from(CommitmentKind.values), "obligation": st.sampled_from(Obligation.values)},
    optional={
        "quantity": st.integers(1, 10_000),
        "hours_per_week": st.integers(1, 40),
        "months": st.integers(1, 120),
    },
)
VERSIONS = st.fixed_dictionaries(
    {
        "summary": LINES,
        "provenance": st.sampled_from(Provenance.values),
        "provenance_note": st.just("") | LINES,
        "allowed_kinds": st.lists(st.sampled_from(CommitmentKind.values), min_size=1, unique=True),
        "allows_other_kinds": st.booleans(),
        "allows_delegation": st.booleans(),
        "default_months": st.integers(1, 120),
        "default_lines": st.lists(ROWS, max_size=4),
        "default_support": st.lists(
            st.fixed_dictionaries({"kind": st.sampled_from(SupportKind.values)}, optional={"text": LINES}),
            max_size=4,
        ),
        "clauses": st.lists(st.fixed_dictionaries({"title": HEADINGS, "text": TEXTS}), max_size=4),
    }
)


@UNHURRIED
@given(VERSIONS)
def test_what_leaves_comes_in_the_same(values: dict[str, Any]) -> None:
    programme = Programme(
        municipality=Municipality(organisation=Organisation(name="Gemeente Duinstede", is_fictional=True))
    )
    variant = Variant(programme=programme, name="Plekdeal", code="plek", deal_kind=DealKind.VARIANT_DEAL)
    version = VariantVersion(
        variant=variant, number=3, published_at=datetime(2026, 3, 1, tzinfo=UTC), **values
    )

    reading = read(file_of(version))

    assert reading.problems == []
    assert reading.values == values | {"origins": []}
    assert (reading.name, reading.code, reading.deal_kind) == ("Plekdeal", "plek", "variant_deal")
    assert reading.is_unchanged
    assert file_of(version) == file_of(version)


@UNHURRIED
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_whatever_stands_in_a_file_is_refused_in_words(content: Any) -> None:
    raw = json.dumps(
        {"format": FORMAT, "variant": {"clauses": content, "default_lines": [content]}, "origin": content}
    )

    reading = read(raw.encode())

    assert all(problem.place and problem.text for problem in reading.problems)
    assert reading.problems


@pytest.fixture
def version(programme: Programme) -> VariantVersion:
    """A published version with everything in it."""
    return factories.variant_version(
        programme,
        default_lines=[
            {"kind": "learn_work_place", "quantity": 4, "hours_per_week": 24, "obligation": "effort"}
        ],
        default_support=[{"kind": "job_coach", "text": "4 hours a week", "partner": "Duinwerk"}],
        clauses=[{"title": "Term", "text": "{employer} takes part until {ends_on}."}],
    )


@pytest.fixture
def importer(db: None) -> User:
    """The administrator of another municipality."""
    home = factories.municipality("Strandhoek")
    return factories.user(
        "admin@strandhoek.example", role=Role.ADMINISTRATOR, of=home.organisation, language="en"
    )


@pytest.fixture
def target(importer: User) -> Programme:
    """The programme into which variants are brought."""
    return factories.programme(importer.active_memberships[0].organisation.municipality, "Strandwerk")


def content_of(version: VariantVersion, **changes: Any) -> dict[str, Any]:
    """The content of the file, with values of the variant replaced."""
    content = json.loads(file_of(version))
    content["variant"] |= changes
    return content


def sealed(content: dict[str, Any]) -> bytes:
    """A file whose hash fits."""
    bare = {name: value for name, value in content.items() if name != "sha256"}
    return json.dumps(bare | {"sha256": content_hash(bare)}).encode()


def upload(client: Any, programme: Programme, raw: bytes) -> Any:
    """Choose a file and look at it."""
    address = reverse("deals:variant_import", args=[programme.public_id])
    return client.post(address, {"file": SimpleUploadedFile("x.json", raw)})


def agree(client: Any, programme: Programme, raw: bytes, **answers: str) -> Any:
    """Press import on the page that showed the file."""
    address = reverse("deals:variant_import", args=[programme.public_id])
    return client.post(address, {"content": packed(raw)} | answers)


def test_file_is_downloaded_and_reproducible(version: VariantVersion, officer: User, signed_in: Any) -> None:
    answer = signed_in(officer).get(reverse("deals:variant_file", args=[version.variant.public_id, 1]))

    content = json.loads(answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="{version.variant.code}-1.handslag.json"'
    assert answer["Content-Type"] == "application/json"
    assert content.pop("sha256") == content_hash(content)
    assert content["origin"]["municipality"] == "Gemeente Duinstede"
    assert "partner" not in content["variant"]["default_support"][0]
    assert "Duinwerk" not in answer.content.decode()


def test_version_being_written_has_no_file(
    version: VariantVersion, administrator: User, signed_in: Any
) -> None:
    version.variant.write(
        {"summary": "New.", "allowed_kinds": ["internship"], "provenance": "own"}, by=administrator
    )

    address = reverse("deals:variant_file", args=[version.variant.public_id, 2])

    assert signed_in(administrator).get(address).status_code == 404


def test_variant_comes_in_as_a_version_being_written(
    version: VariantVersion, importer: User, target: Programme, signed_in: Any
) -> None:
    raw, client = file_of(version), signed_in(importer)

    looked = upload(client, target, raw).content.decode()
    assert not target.variants.exists()
    answer = agree(client, target, raw, name="Plekdeal")

    variant = target.variants.get()
    taken = variant.draft()
    assert taken is not None
    assert "Unchanged since it was made" in looked
    assert answer["Location"] == reverse("deals:variant", args=[variant.public_id])
    assert variant.current() is None
    assert (variant.name, variant.code, taken.provenance) == ("Plekdeal", version.variant.code, "taken_over")
    assert {
        name: getattr(taken, name) for name in ("summary", "allowed_kinds", "default_lines", "clauses")
    } == {name: getattr(version, name) for name in ("summary", "allowed_kinds", "default_lines", "clauses")}
    assert [(each["municipality"], each["version"], each["sha256"]) for each in taken.origins] == [
        ("Gemeente Duinstede", 1, json.loads(raw)["sha256"])
    ]
    [entry] = Entry.objects.of(variant)
    assert (entry.act, entry.actor) == ("take_in", importer)
    page = client.get(reverse("deals:variant", args=[variant.public_id])).content.decode()
    assert "Gemeente Duinstede" in page


def test_chain_of_origins_grows_at_every_municipality(
    version: VariantVersion,
    importer: User,
    target: Programme,
    programme: Programme,
    administrator: User,
    signed_in: Any,
) -> None:
    agree(signed_in(importer), target, file_of(version), name="Plekdeal")
    there = target.variants.get()
    there.publish(by=importer, at=datetime(2026, 3, 1, tzinfo=UTC))
    there.write({"summary": "Better.", "allowed_kinds": ["internship"], "provenance": "own"}, by=importer)
    there.publish(by=importer, at=datetime(2026, 4, 1, tzinfo=UTC))
    second = there.current()
    assert second is not None

    agree(signed_in(administrator), programme, file_of(second), name="Terug van Strandhoek")

    back = Variant.objects.get(name="Terug van Strandhoek").draft()
    assert back is not None
    assert [(each["municipality"], each["version"]) for each in back.origins] == [
        ("Gemeente Duinstede", 1),
        ("Gemeente Strandhoek", 2),
    ]


def test_assumption_elsewhere_stays_an_assumption(
    programme: Programme, importer: User, target: Programme, signed_in: Any
) -> None:
    version = factories.variant_version(programme, provenance="assumption", provenance_note="Not confirmed.")

    agree(signed_in(importer), target, file_of(version), name="Plekdeal")

    taken = target.variants.get().draft()
    assert taken is not None
    assert (taken.provenance, taken.provenance_note) == ("assumption", "Not confirmed.")


def test_same_file_again_says_so_and_makes_a_new_version(
    version: VariantVersion, importer: User, target: Programme, signed_in: Any
) -> None:
    raw, client = file_of(version), signed_in(importer)
    agree(client, target, raw, name="Plekdeal")
    variant = target.variants.get()
    variant.publish(by=importer, at=factories.LONG_AGO)

    looked = upload(client, target, raw).content.decode()
    agree(client, target, raw)

    assert "This very file became version 1 of Plekdeal." in looked
    assert [each.number for each in Variant.objects.get(pk=variant.pk).versions.order_by("number")] == [1, 2]
    assert target.variants.count() == 1


def test_next_version_elsewhere_becomes_the_next_version_here(
    version: VariantVersion, importer: User, target: Programme, administrator: User, signed_in: Any
) -> None:
    client = signed_in(importer)
    agree(client, target, file_of(version), name="Plekdeal")
    target.variants.get().publish(by=importer, at=factories.LONG_AGO)
    version.variant.write(
        {"summary": "Second.", "allowed_kinds": ["internship"], "provenance": "own"}, by=administrator
    )
    version.variant.publish(by=administrator, at=factories.LONG_AGO)
    newer = version.variant.current()
    assert newer is not None

    looked = upload(client, target, file_of(newer)).content.decode()
    agree(client, target, file_of(newer))

    assert "Imported before" not in looked
    assert "It becomes a new version of Plekdeal." in looked
    assert [each.summary for each in target.variants.get().versions.order_by("number")] == [
        "A variant.",
        "Second.",
    ]


def test_what_is_being_written_is_only_replaced_when_somebody_says_so(
    version: VariantVersion, importer: User, target: Programme, signed_in: Any
) -> None:
    raw, client = file_of(version), signed_in(importer)
    agree(client, target, raw, name="Plekdeal")
    variant = target.variants.get()
    variant.write({"summary": "Half done."}, by=importer)

    refused = agree(client, target, raw)
    kept = variant.draft()
    agree(client, target, raw, replace="on")

    assert refused.status_code == 422
    assert "Replace the version that is being written" in refused.content.decode()
    assert kept is not None
    assert kept.summary == "Half done."
    replaced = variant.draft()
    assert replaced is not None
    assert (replaced.number, replaced.summary) == (1, "A variant.")


def test_own_export_comes_back_as_a_version_of_the_same_variant(
    version: VariantVersion, administrator: User, programme: Programme, signed_in: Any
) -> None:
    agree(signed_in(administrator), programme, file_of(version))

    assert programme.variants.get().versions.count() == 2


def test_changed_file_is_taken_only_as_changed(
    version: VariantVersion, importer: User, target: Programme, signed_in: Any
) -> None:
    raw, client = (
        json.dumps(content_of(version, summary="Somebody wrote this.")).encode(),
        signed_in(importer),
    )

    looked = upload(client, target, raw).content.decode()
    refused = agree(client, target, raw, name="Plekdeal")
    assert not target.variants.exists()
    agree(client, target, raw, name="Plekdeal", as_changed="on")

    assert "Changed since it was made" in looked
    assert refused.status_code == 422
    taken = target.variants.get().draft()
    assert taken is not None
    assert taken.origins[-1]["changed"] is True
    page = client.get(reverse("deals:variant", args=[taken.variant.public_id])).content.decode()
    assert "changed after it left there" in page


@pytest.mark.parametrize("taken_name", ["Plekdeal", "plekdeal", "PLEKDEAL!"])
def test_name_that_is_taken_is_refused_and_another_can_be_given(
    taken_name: str, version: VariantVersion, importer: User, target: Programme, signed_in: Any
) -> None:
    Variant.begin(target, name=taken_name, code="plekdeal", deal_kind="variant_deal")
    client = signed_in(importer)

    refused = agree(client, target, file_of(version), name="Plekdeal")
    agree(client, target, file_of(version), name="Plekdeal uit Duinstede")

    assert "already has a variant with this name" in refused.content.decode()
    assert target.variants.filter(name="Plekdeal uit Duinstede").exists()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "This file is empty."),
        (b"not json", "This is not a JSON file"),
        (b"\xff\xfe\x00", "This is not a JSON file"),
        (b"[" * 100_000, "This is not a JSON file"),
        (b'{"format": "handslag-variant/1", "format": "x"}', "This is not a JSON file"),
        (b'{"format": NaN}', "This is not a JSON file"),
        (b'{"x": "\\ud800"}', "This is not a JSON file"),
        (b'{"format": 1e999}', "This is not a JSON file"),
        (b"9" * 5000, "This is not a JSON file"),
        (b"[]", "This is not a file with a variant."),
        (b'"handslag-variant/1"', "This is not a file with a variant."),
        (b'{"format": "handslag-variant/1"}', "This is not a file with a variant."),
        (b'{"format": "handslag-variant/2"}', "This file has the format handslag-variant/2."),
        (b'{"format": "handslag-deal/1", "variant": {}}', "This is not a file with a variant."),
        (b" " * (MOST_BYTES + 1), "It may be"),
    ],
)
def test_what_is_no_variant_file_is_refused_at_the_field(
    raw: bytes, said: str, importer: User, target: Programme, signed_in: Any
) -> None:
    page = upload(signed_in(importer), target, raw)

    assert page.status_code == 422
    assert said in page.content.decode()
    with pytest.raises(Unreadable):
        read(raw)


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"name": ""}, "Variant, name", "Fill this in."),
        ({"name": "x" * 121}, "Variant, name", "This has 121 signs; at most 120 fit."),
        ({"name": "a\u0000b"}, "Variant, name", "There are signs in it that cannot be printed."),
        ({"code": 'a"; x'}, "Variant, code", "Only letters, digits, dashes and underscores fit here."),
        ({"deal_kind": "marriage"}, "Variant, kind of deal", "“marriage” is not known here."),
        ({"provenance": None}, "Variant, provenance", "“None” is not known here."),
        (
            {"allowed_kinds": ["internship", "slavery"]},
            "Variant, commitments that fit",
            "“slavery” is not known",
        ),
        ({"allowed_kinds": []}, "Variant, commitments that fit", "Here a list is needed."),
        ({"allows_other_kinds": "yes"}, "Variant, may deviate", "Here true or false is needed."),
        ({"default_months": 0}, "Variant, usual term in months", "a whole number from 1 to 120"),
        ({"default_months": True}, "Variant, usual term in months", "a whole number from 1 to 120"),
        (
            {"default_lines": [{"kind": "x", "obligation": "effort"}]},
            "Commitment 1, kind",
            "“x” is not known here.",
        ),
        (
            {"default_lines": [{"kind": "internship", "obligation": "effort", "quantity": 10_001}]},
            "Commitment 1, How many",
            "a whole number from 1 to 10000",
        ),
        (
            {"default_support": [{"kind": "job_coach", "partner": "X"}]},
            "Support 1, partner",
            "does not have this",
        ),
        ({"default_support": [7]}, "Support 1", "a set of names and values"),
        ({"clauses": [{"title": "A", "text": "{werkgver}"}]}, "Clause 1, Text", "Did you mean {employer}?"),
        ({"clauses": [{"title": "{title}", "text": "x"}]}, "Clause 1, Heading", "not in its heading"),
        ({"clauses": [{"title": "A", "text": "x" * 4001}]}, "Clause 1, Text", "at most 4000 fit"),
        ({"clauses": [{"title": "A", "text": "x"}] * 201}, "Variant, Clause", "There are 201 of them"),
        ({"price": 4}, "Variant, price", "The format does not have this."),
    ],
)
def test_each_problem_is_said_at_its_place_and_nothing_is_kept(
    changes: dict[str, Any],
    place: str,
    said: str,
    version: VariantVersion,
    importer: User,
    target: Programme,
    signed_in: Any,
) -> None:
    raw = sealed(content_of(version, **changes))

    [problem] = [each for each in read(raw).problems if said in each.text][:1]
    page = upload(signed_in(importer), target, raw)
    agree(signed_in(importer), target, raw, name="Plekdeal")

    assert problem.place == place or problem.place == f"Variant, {place}"
    assert page.status_code == 422
    assert "This file cannot be imported" in page.content.decode()
    assert not target.variants.exists()


def test_file_made_to_hurt_is_answered_with_a_hundred_problems(
    version: VariantVersion, importer: User, target: Programme, signed_in: Any
) -> None:
    raw = sealed(
        content_of(version, allowed_kinds=[0] * 400_000, **{f"x{number}": 0 for number in range(9_000)})
    )

    page = upload(signed_in(importer), target, raw)

    assert len(read(raw).problems) == 100
    assert "These are the first hundred problems" in page.content.decode()
    assert len(page.content) < 60_000


def test_code_that_is_taken_gives_way_to_one_of_the_name(
    version: VariantVersion, importer: User, target: Programme, signed_in: Any
) -> None:
    client = signed_in(importer)
    for name in ("Eerste", "Tweede"):
        Variant.begin(
            target,
            name=name,
            code={"Eerste": version.variant.code, "Tweede": "plekdeal"}[name],
            deal_kind="covenant",
        )

    agree(client, target, file_of(version), name="Derde")
    agree(
        client,
        target,
        sealed(
            content_of(version, name="示例")
            | {"origin": {**content_of(version)["origin"], "variant": "other"}}
        ),
        name="示例",
    )

    codes = dict(target.variants.values_list("name", "code"))
    assert len(set(codes.values())) == len(codes) == 4
    assert codes["Derde"] == "derde"
    assert codes["Eerste"] == version.variant.code
    assert all(codes.values())


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ({"published_at": "yesterday"}, "This is not a moment with its time zone."),
        ({"version": -1}, "a whole number"),
        ({"municipality": ""}, "Fill this in."),
        ({"variant": "x" * 11}, "at most 10 fit"),
        ({"owner": "me"}, "The format does not have this."),
    ],
)
def test_wrong_origin_is_refused(origin: dict[str, Any], said: str, version: VariantVersion) -> None:
    content = content_of(version)
    content["origin"] |= origin

    [problem] = read(sealed(content)).problems

    assert problem.place.startswith("Origin")
    assert said in problem.text


def test_forged_page_keeps_nothing(
    version: VariantVersion, importer: User, target: Programme, signed_in: Any
) -> None:
    client, address = signed_in(importer), reverse("deals:variant_import", args=[target.public_id])

    for content in ("", "!!!", packed(b"{}"), "é", packed(file_of(version))[:-9]):
        assert client.post(address, {"content": content, "name": "X"}).status_code == 302

    assert not target.variants.exists()


def test_all_or_nothing_when_the_version_is_refused(
    version: VariantVersion, target: Programme, officer: User
) -> None:
    reading = read(file_of(version))

    with pytest.raises(PermissionDenied):
        Variant.take_in(
            target,
            None,
            by=officer,
            reason="",
            name="X",
            code="x",
            deal_kind="variant_deal",
            **reading.columns(),
        )

    assert not target.variants.exists()


def test_document_of_the_format_names_every_field() -> None:
    text = (settings.BASE_DIR / "docs" / "variant-file.md").read_text(encoding="utf-8")

    names = [
        "format",
        "variant",
        "origin",
        "earlier",
        "sha256",
        *COLUMNS,
        "clauses",
        "default_lines",
        "default_support",
    ]
    assert [name for name in names if f"`{name}`" not in text] == []
    assert all(
        f"`{name}`" in text for name in [*variables.VARIABLES, *CommitmentKind.values, *SupportKind.values]
    )
