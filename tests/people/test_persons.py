"""Files of persons: opened, found, changed, merged and undone, erased; by those who may, and seen by nobody else."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hamroh.people import walls
from hamroh.people.models import Merge, Person, PersonPart, PossibleDuplicate, SearchToken
from hamroh.people.persons import actions, queries
from hamroh.people.persons.jobs import PERIOD, mark_anew, take_out
from hamroh.people.persons.models import Part
from hamroh.people.walls.models import Concealment, Involvement
from hamroh.people.walls.rows import grant, seen_as
from hamroh.record import keys, queries as recorded
from hamroh.record.errors import Erased
from hamroh.record.retention import everything_kept
from hamroh.record.sealing import unseal

NOON = dt.datetime(2026, 11, 28, 12, 0, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)


def identity(name: str, born: str = "", **more: Any) -> dict[str, Any]:
    return {
        "full_name": name,
        "other_spellings": [],
        "born": born,
        "sex": "",
        "citizenship": "TJ",
        "languages": ["tg"],
        **more,
    }


def contact(*numbers: str, **safe: Any) -> dict[str, Any]:
    return {"phones": [{"said": n, "e164": n, "whose": "own"} for n in numbers], "place": "", "safe": safe}


def papers(number: str, country: str = "TJK") -> dict[str, Any]:
    return {"papers": [{"kind": "passport", "number": number, "country": country}]}


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Any) -> None:
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.MASTER_KEY_FILE = tmp_path / "master_key"


@pytest.fixture
def worker(world: Any) -> Any:
    return world.staff("case_worker")


def opens(by: Any, name: str, born: str = "", *, at: dt.datetime = NOON, **parts: Any) -> Person:
    return actions.open_file(
        {Part.IDENTITY: identity(name, born), **{Part(k): v for k, v in parts.items()}}, by=by, at=at
    )


def names_of(found: queries.Found) -> list[str]:
    return [hit.full_name for hit in found.hits]


@pytest.mark.parametrize(
    "asked",
    ["Ҷаҳонгир Қурбонов", "Курбонов Джахонгир", "kurbonov dzhakhongir", "Qurbonzoda Jahongir", "Ќурбонов Љањонгир"],
)
def test_a_file_is_found_in_any_alphabet(worker: Any, asked: str) -> None:
    opens(worker, "Қурбонов Ҷаҳонгир Саидович", "1990-05-01")
    opens(worker, "Раҳимов Далер", "1990-05-01")
    assert names_of(queries.find(asked, seen_by=worker, at=LATER)) == ["Қурбонов Ҷаҳонгир Саидович"]


def test_only_those_are_opened_who_may_be_the_one_asked_for(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = opens(worker, "Қурбонов Ҷаҳонгир Саидович", "1990-05-01")
    others = {opens(worker, f"Раҳимов {name}", "1990-05-01").pk for name in ("Далер", "Фаррух", "Умед")}
    opened: set[Any] = set()
    ciphers = keys.KeyStore.ciphers

    def seen(self: keys.KeyStore, subjects: Any) -> Any:
        subjects = list(subjects)
        opened.update(subjects)
        return ciphers(self, subjects)

    monkeypatch.setattr(keys.KeyStore, "ciphers", seen)
    assert names_of(queries.find("Kurbonov Jahongir", seen_by=worker, at=LATER)) == ["Қурбонов Ҷаҳонгир Саидович"]
    assert found.pk in opened and not opened & others


def test_other_spellings_are_found_and_a_birth_narrows(worker: Any) -> None:
    opens(worker, "Холов Фаррух", "1990-05-01")
    opens(worker, "Холов Фаррух", "1971-02-03")
    actions.open_file({Part.IDENTITY: identity("Иванов Пётр", other_spellings=["Холиқов Пир"])}, by=worker, at=NOON)
    assert names_of(queries.find("Холиков Пир", seen_by=worker, at=LATER)) == ["Иванов Пётр"]
    assert queries.find("Farrukh Kholov", born="1971", seen_by=worker, at=LATER).hits[0].born == "1971-02-03"
    assert queries.find("Фаррух", born="1990", seen_by=worker, at=LATER).hits[0].born == "1990-05-01"


@pytest.mark.parametrize("asked", ["+79001112233", "8 900 111-22-33", "900 111 22 33", "1112233"])
def test_a_file_is_found_by_phone(worker: Any, asked: str) -> None:
    opens(worker, "Холов Фаррух", contact=contact("+79001112233"))
    found = queries.find(asked, seen_by=worker, at=LATER)
    assert [(hit.full_name, hit.by) for hit in found.hits] == [("Холов Фаррух", "phone")]


@pytest.mark.parametrize("asked", ["402345678", "40 2345678", "40-234-56-78"])
def test_a_file_is_found_by_the_number_of_a_paper(worker: Any, asked: str) -> None:
    opens(worker, "Холов Фаррух", papers=papers("402345678"))
    assert [hit.by for hit in queries.find(asked, seen_by=worker, at=LATER).hits] == ["paper"]


def test_a_number_is_no_way_to_a_part_that_may_not_be_read(world: Any, worker: Any) -> None:
    person = opens(worker, "Холов Фаррух", contact=contact("+79001112233"))
    interpreter = world.staff("interpreter")
    world.involve(person, staff=interpreter)
    assert names_of(queries.find("Холов Фаррух", seen_by=interpreter, at=LATER)) == ["Холов Фаррух"]
    assert not queries.find("+79001112233", seen_by=interpreter, at=LATER).hits


def test_forbidden_is_found_as_little_as_absent_after_the_same_queries(world: Any, worker: Any) -> None:
    opens(worker, "Холов Фаррух", "1990-05-01")
    stranger = world.staff("case_worker", office=world.house)
    counts = []
    for asked in ("Холов Фаррух", "Раҳимов Далер"):
        stranger.roles(LATER)
        with CaptureQueriesContext(
            connection,
        ) as ran:
            assert not queries.find(asked, seen_by=stranger, at=LATER).hits
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_a_search_says_in_the_record_whose_names_it_showed_but_not_what_was_asked(worker: Any) -> None:
    person = opens(worker, "Холов Фаррух")
    queries.search("Холов Фаррух", seen_by=worker, at=LATER)
    entry = next(e for e in recorded.entries(by=worker.pk) if e.kind == "persons.files_searched")
    assert str(person.pk) in entry.fields
    assert "Холов" not in entry.fields
    by_phone, by_name, nobody = queries.search_each(["+79001112233", "Холов", "Саидов"], seen_by=worker, at=LATER)
    assert [names_of(one) for one in (by_phone, by_name, nobody)] == [[], ["Холов Фаррух"], []]
    looks = [e for e in recorded.entries(by=worker.pk) if e.kind == "persons.files_searched"]
    assert len(looks) == 4, "each look stands in the record"
    assert sum(str(person.pk) in e.fields for e in looks) == 2


def test_those_behind_the_first_in_order_are_found_too(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Холов Фаррух Саидович", "Холов Фаррух", "Саидов Фаррух Холович", "Холов Фаррух Каримович"):
        opens(worker, name)
    every = names_of(queries.find("Холов Фаррух Саидович", seen_by=worker, at=LATER))
    monkeypatch.setattr(queries, "_FIRST", 1)
    assert len(every) >= 3
    assert names_of(queries.find("Холов Фаррух Саидович", seen_by=worker, at=LATER)) == every


def test_nothing_readable_stands_in_the_database(worker: Any) -> None:
    opens(
        worker, "Қурбонов Ҷаҳонгир", "1990-05-01", contact=contact("+79001112233"), story={"text": "Паспорт гирифтанд"}
    )
    tables = [t for t in connection.introspection.table_names() if t.startswith(("people_", "record_"))]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            text = " ".join(
                repr(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row
            )
            for secret in ("урбонов", "1990-05-01", "9001112233", "гирифтанд", "KRPN"):
                assert secret not in text, (table, secret)
                assert repr(secret.encode())[2:-1] not in text, (table, secret)


def test_two_people_editing_one_part_both_see_the_conflict(world: Any, worker: Any) -> None:
    person = opens(worker, "Холов Фаррух")
    supervisor = world.staff("supervisor")
    actions.change_part(person, Part.IDENTITY, identity("Холов Фаррух Саидович"), edition=1, by=worker, at=LATER)
    with pytest.raises(actions.Stale) as caught:
        actions.change_part(person, Part.IDENTITY, identity("Холов Ф."), edition=1, by=supervisor, at=LATER)
    assert caught.value.edition == 2
    file = queries.file(person.pk, seen_by=worker, at=LATER)
    assert file.full_name == "Холов Фаррух Саидович"


def test_a_part_written_first_by_two_is_written_once(worker: Any) -> None:
    person = opens(worker, "Холов Фаррух")
    actions.change_part(person, Part.STORY, {"text": "one"}, edition=0, by=worker, at=LATER)
    with pytest.raises(actions.Stale):
        actions.change_part(person, Part.STORY, {"text": "two"}, edition=0, by=worker, at=LATER)


def test_a_part_that_may_not_be_read_may_not_be_written(world: Any, worker: Any) -> None:
    person = opens(worker, "Холов Фаррух")
    operator = world.staff("operator")
    with pytest.raises(walls.Absent):
        actions.change_part(person, Part.HEALTH, {"text": "x"}, edition=0, by=operator, at=LATER)
    assert Part.HEALTH not in queries.file(person.pk, seen_by=operator, at=LATER).parts


def test_a_changed_name_is_found_and_the_old_one_no_longer(worker: Any) -> None:
    person = opens(worker, "Холов Фаррух")
    actions.change_part(person, Part.IDENTITY, identity("Раҳимов Далер"), edition=1, by=worker, at=LATER)
    assert not queries.find("Холов Фаррух", seen_by=worker, at=LATER).hits
    assert names_of(queries.find("Рахимов Далер", seen_by=worker, at=LATER)) == ["Раҳимов Далер"]


# -- duplicates, merges ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({"name": "Kurbonov Dzhakhongir", "born": "1990-05-01"}, {"same_name", "same_birth"}),
        ({"name": "Курбонов Джахонгир", "contact": contact("+79001112233")}, {"same_name", "same_phone"}),
        ({"name": "Ҷаҳонгири Қурбон", "papers": papers("402345678")}, {"same_paper"}),
    ],
)
def test_what_may_be_one_person_is_proposed_with_reasons(worker: Any, other: dict[str, Any], reasons: set[str]) -> None:
    opens(worker, "Қурбонов Ҷаҳонгир", "1990-05-01", contact=contact("+79001112233"), papers=papers("402345678"))
    opens(worker, **other)
    [proposal] = queries.pairs(seen_by=worker, at=LATER)
    assert reasons <= set(proposal.reasons.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Қурбонов Ҷаҳонгир", ""), ("Курбонов Джахонгир", "")),  # a name alone
        (("Қурбонов Ҷаҳонгир", "1990-05-01"), ("Курбонов Джахонгир", "1984-02-02")),  # born on other days
        (("Холов Ҳасан", "1990-05-01"), ("Холов Ҳусейн", "1990-05-01")),  # twins
        (("Фирӯз Каримов", "1990-05-01"), ("Фирӯза Каримова", "1990-05-01")),
    ],
)
def test_what_only_looks_alike_is_not_proposed(worker: Any, one: tuple[str, str], other: tuple[str, str]) -> None:
    opens(worker, *one)
    opens(worker, *other)
    assert not queries.pairs(seen_by=worker, at=LATER)


def test_brothers_with_one_phone_are_not_proposed(worker: Any) -> None:
    opens(worker, "Холов Далер", "1990-05-01", contact=contact("+79001112233"))
    opens(worker, "Холов Дилшод", "1992-07-01", contact=contact("+79001112233"))
    assert not queries.pairs(seen_by=worker, at=LATER)


def test_organisations_do_not_learn_of_each_others_people(world: Any, worker: Any) -> None:
    opens(worker, "Холов Фаррух", "1990-05-01")
    opens(world.staff("case_worker", office=world.house), "Холов Фаррух", "1990-05-01")
    assert not PossibleDuplicate.objects.exists()


def everything() -> dict[str, Any]:
    """All that merging may touch, as it stands."""
    return {
        "persons": sorted(Person.objects.values_list("pk", "merged_into", "erased_at")),
        "parts": sorted((p.person_id, p.part, bytes(p.sealed), p.edition) for p in PersonPart.objects.all()),
        "tokens": sorted(SearchToken.objects.values_list("person", "token")),
        "involvements": sorted(
            Involvement.objects.values_list("person", "staff", "parts", "reason")
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
        "concealments": sorted(Concealment.objects.values_list("pk", flat=True)),
    }


@pytest.fixture
def two(worker: Any) -> tuple[Person, Person]:
    one = opens(worker, "Қурбонов Ҷаҳонгир", "1990-05-01", contact=contact("+79001112233"), story={"text": "one"})
    other = opens(worker, "Курбонов Джахонгир", "1990-05-01", papers=papers("402345678"), story={"text": "two"})
    return one, other


def test_a_merge_keeps_everything_and_undoing_it_restores_exactly(world: Any, worker: Any, two: Any) -> None:
    one, other = two
    before = everything()
    done = actions.merge(one, other, by=worker, at=LATER)
    file = queries.file(one.pk, seen_by=worker, at=LATER)
    assert file.parts[Part.STORY].content == {"text": "one"}
    assert file.parts[Part.STORY].merged == ({"text": "two"},)
    assert [hit.person.pk for hit in queries.find("402345678", seen_by=worker, at=LATER).hits] == [one.pk]
    with pytest.raises(walls.Absent):
        queries.file(other.pk, seen_by=worker, at=LATER)
    actions.undo_merge(done, by=worker, at=LATER)
    assert everything() == before
    assert queries.file(other.pk, seen_by=worker, at=LATER).full_name == "Курбонов Джахонгир"
    with pytest.raises(actions.NotLast):
        actions.undo_merge(done, by=worker, at=LATER)


def test_who_worked_with_either_file_works_with_the_merged_one(world: Any, worker: Any, two: Any) -> None:
    lawyer = world.staff("lawyer")
    world.involve(two[1], staff=lawyer, parts="papers")
    done = actions.merge(*two, by=worker, at=LATER)
    assert Part.PAPERS in queries.file(two[0].pk, seen_by=lawyer, at=LATER + dt.timedelta(1)).parts
    actions.undo_merge(done, by=worker, at=LATER)
    assert Part.PAPERS not in queries.file(two[0].pk, seen_by=lawyer, at=LATER + dt.timedelta(1)).parts


def test_from_whom_either_file_was_concealed_the_merged_one_is(world: Any, worker: Any, two: Any) -> None:
    accused = world.staff("supervisor", office=world.khujand)
    Concealment.objects.create(person=two[1], staff=accused)
    assert queries.file(two[0].pk, seen_by=accused, at=LATER)
    done = actions.merge(*two, by=worker, at=LATER)
    with pytest.raises(walls.Absent):
        queries.file(two[0].pk, seen_by=accused, at=LATER)
    actions.undo_merge(done, by=worker, at=LATER)
    assert queries.file(two[0].pk, seen_by=accused, at=LATER)


def test_files_that_another_organisation_works_with_are_not_merged(world: Any, worker: Any, two: Any) -> None:
    world.involve(two[1], organisation=world.shelter)
    with pytest.raises(actions.Shared):
        actions.merge(*two, by=worker, at=LATER)


def test_a_merge_is_not_undone_while_another_organisation_was_let_in_since(world: Any, worker: Any, two: Any) -> None:
    # It would go on seeing the file that stays, whoever of the two it was let in for.
    done = actions.merge(*two, by=worker, at=LATER)
    let_in = world.involve(two[0], organisation=world.shelter, since=LATER)
    with pytest.raises(actions.Shared):
        actions.undo_merge(done, by=worker, at=LATER)
    let_in.until = LATER
    let_in.save()
    actions.undo_merge(done, by=worker, at=LATER)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_merges_are_undone_from_the_last(worker: Any, two: Any) -> None:
    third = opens(worker, "Qurbonov Jahongir", "1990-05-01")
    first = actions.merge(*two, by=worker, at=LATER)
    second = actions.merge(third, two[0], by=worker, at=LATER)
    assert len(queries.file(third.pk, seen_by=worker, at=LATER).parts[Part.STORY].merged) == 2
    with pytest.raises(actions.NotLast):
        actions.undo_merge(first, by=worker, at=LATER)
    actions.undo_merge(second, by=worker, at=LATER)
    actions.undo_merge(first, by=worker, at=LATER)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_an_operator_does_not_decide_who_is_who(world: Any, two: Any) -> None:
    with pytest.raises(walls.Absent):
        actions.merge(*two, by=world.staff("operator"), at=LATER)


def test_what_was_kept_apart_is_not_proposed_again(worker: Any, two: Any) -> None:
    [proposal] = queries.pairs(seen_by=worker, at=LATER)
    actions.keep_apart(proposal, by=worker, at=LATER)
    actions.change_part(two[0], Part.STORY, {"text": "more"}, edition=1, by=worker, at=LATER)
    assert not queries.pairs(seen_by=worker, at=LATER)


def test_a_file_is_merged_into_one_only(worker: Any, two: Any) -> None:
    actions.merge(*two, by=worker, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(kept=two[0], gone=two[1], by=worker, at=LATER)


# -- erasing -----------------------------------------------------------------------------------------------------------


def test_an_erased_person_is_nowhere(
    world: Any, worker: Any, two: Any, django_capture_on_commit_callbacks: Any
) -> None:
    actions.merge(*two, by=worker, at=LATER)
    kept = {p.part: bytes(p.sealed) for p in PersonPart.objects.filter(person=two[0])}
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(two[0], reason="asked", by=world.staff("supervisor"), at=LATER)
    assert not SearchToken.objects.exists()
    assert not PersonPart.objects.exists()
    assert not keys.store().exists(two[0].pk)
    assert not keys.store().exists(two[1].pk)
    # A row that a backup brings back opens no more.
    with pytest.raises(Erased):
        unseal(two[0].pk, "person_part:story", kept["story"])
    assert not queries.find("Қурбонов Ҷаҳонгир", seen_by=worker, at=LATER).hits
    with pytest.raises(walls.Absent):
        queries.file(two[0].pk, seen_by=worker, at=LATER)


def test_a_case_worker_erases_nobody(worker: Any, two: Any) -> None:
    with pytest.raises(walls.Absent):
        actions.erase(two[0], reason="asked", by=worker, at=LATER)
    assert keys.store().exists(two[0].pk)


def test_who_saw_a_file_is_told(world: Any, worker: Any) -> None:
    person = opens(worker, "Холов Фаррух")
    operator = world.staff("operator")
    queries.file(person.pk, seen_by=operator, at=LATER)
    seen = queries.who_saw(person.pk, seen_by=worker, at=LATER, language="ru")
    assert [(one.by, one.reading) for one in seen] == [(operator.full_name, True), (worker.full_name, False)]
    assert seen[0].words.startswith("Досье прочитано")


def test_an_unknown_file_and_a_forbidden_one_are_absent_alike(world: Any, worker: Any) -> None:
    person = opens(worker, "Холов Фаррух")
    stranger = world.staff("case_worker", office=world.house)
    stranger.roles(LATER)
    said, counts = [], []
    for id in (person.pk, uuid.uuid4()):
        with CaptureQueriesContext(connection) as ran, pytest.raises(walls.Absent) as caught:
            queries.file(id, seen_by=stranger, at=LATER)
        said.append(str(caught.value))
        counts.append(len(ran))
    assert said[0] == said[1]
    assert counts[0] == counts[1]


def test_the_whole_way_is_gone_under_the_second_lock(world: Any, worker: Any, settings: Any) -> None:
    """As a request goes it: stepped down to a role that owns nothing, seeing only what PostgreSQL lets them see."""
    if connection.vendor == "postgresql":
        settings.WEB_ROLE = "hamroh_web_tried"
        with connection.cursor() as cursor:
            cursor.execute(f"create role {settings.WEB_ROLE}")
        grant(settings.WEB_ROLE)
    hidden = opens(world.staff("supervisor"), "Курбонов Джахонгир", "1990-05-01")
    Concealment.objects.create(person=hidden, office=world.dushanbe)
    with transaction.atomic(), seen_as(worker):
        one = opens(worker, "Қурбонов Ҷаҳонгир", "1990-05-01")
        other = opens(worker, "Kurbonov Jahongir", "1990-05-01", story={"text": "two"})
        found = queries.find("Курбонов Джахонгир", seen_by=worker, at=LATER)
        assert {hit.person.pk for hit in found.hits} == {one.pk, other.pk}
        [proposal] = queries.pairs(seen_by=worker, at=LATER)
        assert {proposal.one_id, proposal.other_id} == {one.pk, other.pk}
        done = actions.merge(one, other, by=worker, at=LATER)
        assert queries.file(one.pk, seen_by=worker, at=LATER).parts[Part.STORY].merged == ({"text": "two"},)
        actions.undo_merge(done, by=worker, at=LATER)
        assert queries.file(other.pk, seen_by=worker, at=LATER).full_name == "Kurbonov Jahongir"
    assert PossibleDuplicate.objects.count() == 3


def test_a_file_that_nobody_worked_with_for_years_is_erased_by_itself(
    worker: Any, django_capture_on_commit_callbacks: Any
) -> None:
    long_ago = NOON - PERIOD - dt.timedelta(days=2)
    old = opens(worker, "Холов Фаррух", at=long_ago)
    came_back = opens(worker, "Раҳимов Далер", at=long_ago)
    actions.change_part(came_back, Part.STORY, {"text": "again"}, edition=0, by=worker, at=LATER)
    with django_capture_on_commit_callbacks(execute=True):
        assert take_out(NOON - PERIOD) == 1
    assert not keys.store().exists(old.pk)
    assert keys.store().exists(came_back.pk)
    assert "people.persons" in {kept.data for kept in everything_kept()}
    assert take_out(NOON - PERIOD) == 0


def test_files_marked_by_older_rules_are_marked_anew_by_themselves(worker: Any) -> None:
    person = opens(worker, "Холов Фаррух")
    tokens = set(SearchToken.objects.values_list("token", flat=True))
    SearchToken.objects.all().delete()
    SearchToken.objects.create(person=person, token=1)
    Person.objects.update(token_rules=0)
    assert mark_anew(LATER) == "1 files marked anew"
    assert set(SearchToken.objects.values_list("token", flat=True)) == tokens
    assert mark_anew(LATER) == "all files are found by today's rules"
