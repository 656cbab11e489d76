"""Who helps, here: the place somebody asks about leaves no trace, and the page of a service is the same for everybody."""

from __future__ import annotations

from typing import Any

SERVICE = "/en/help/sample_legal_aid_sverdlovsk/on/2026-11-24/"


def test_a_place_is_asked_for_by_post_and_kept_nowhere(client: Any, directory: None) -> None:
    answer = client.post("/en/help/", {"place": "RU-SVE", "kind": "legal_aid"})
    html = answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Legal aid in the Urals" in html
    assert "Consular desk" not in html
    assert "RU-SVE" not in answer.wsgi_request.get_full_path()


def test_a_place_where_nobody_helps_says_so_and_shows_the_nearest(client: Any, directory: None) -> None:
    html = client.post("/en/help/", {"place": "RU-PER", "kind": "legal_aid"}).content.decode()
    assert "We know of nobody there for this." in html
    assert html.index("We know of nobody") < html.index("Hotline for workers (sample)") < html.index("Further away")
    assert "Sverdlovsk Oblast: about 291 km from your region, by road at least 3 h" in html


def test_the_nearest_office_of_the_migration_service_is_found_by_district(client: Any, directory: None) -> None:
    def offices(place: str) -> str:
        html = client.post("/en/help/", {"place": place, "kind": "office"}).content.decode()
        return str(html[html.index('id="found"') :])

    asht, ayni = offices("TJ-SU.asht"), offices("TJ-SU.ayni")
    assert "Migration Service office, Asht" in asht.partition("Further away")[0] and "We know of nobody" not in asht
    assert "The number answered on" in asht
    there, _, further = ayni.partition("Further away")
    assert "We know of nobody there for this." in there and "Migration Service office, Asht" in further


def test_a_place_that_we_do_not_know_is_as_if_none_was_chosen(client: Any, directory: None) -> None:
    html = client.post("/en/help/", {"place": "<b>", "kind": "x"}).content.decode()
    assert "Hotline for workers" in html


def test_the_page_of_a_service_may_be_kept_by_all_and_is_sent_again_only_when_it_changed(
    client: Any, directory: None
) -> None:
    from hamroh.people.models import Service

    first = client.get(SERVICE)
    assert first.headers["Cache-Control"].startswith("public")
    assert not first.cookies
    assert client.get(SERVICE, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    Service.objects.update(failures=3)
    again = client.get(SERVICE, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "This number does not work" in again.content.decode()
    assert "tel:" not in again.content.decode()


def test_the_hours_of_a_day_stand_in_local_time_and_that_of_dushanbe(client: Any, directory: None) -> None:
    html = client.get("/en/help/sample_legal_aid_moscow/on/2026-11-24/").content.decode()
    assert '<td class="n">8:00-20:00</td><td class="n">10:00-22:00</td>' in html


def test_the_address_of_a_safe_house_is_on_no_page(client: Any, directory: None) -> None:
    html = client.get("/en/help/sample_shelter/on/2026-11-24/").content.decode()
    assert "The address of a safe house is told to nobody." in html


def test_a_service_that_is_not_there_is_absent(client: Any, directory: None) -> None:
    assert client.get("/en/help/nobody/on/2026-11-24/").status_code == 404
    assert client.get("/en/help/nobody/contact.vcf").status_code == 404


def test_a_number_goes_to_the_phone_under_a_name_that_says_nothing(client: Any, directory: None) -> None:
    answer = client.get("/tg/help/sample_consulate_moscow/contact.vcf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="contact.vcf"'
    assert "FN:Қабули консулӣ барои шаҳрвандон (намуна)" in answer.content.decode().replace("\r\n ", "")
