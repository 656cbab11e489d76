"""Row-level security for parties: what a case says of them is seen with the person's file, a party and its verdicts with a
file whose case names it. PostgreSQL only."""

from django.db import migrations

from hamroh.people.walls import rows

MAY_SEE = """
create or replace function hamroh_may_see_party(asked uuid) returns boolean
language sql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
    select exists (
        select 1 from protection_caseparty named where named.party_id = asked and hamroh_may_see(named.person_id)
    )
$$
"""
OF_PERSONS = ("caseparty", "partylink", "rightofreply", "partymark", "meeting")
OF_PARTIES = {"party": "id", "verdict": "party_id"}


def put(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(MAY_SEE)
    for table in OF_PERSONS:
        for statement in rows.lock(f"protection_{table}", file="person_id"):
            schema_editor.execute(statement)
    for table, party in OF_PARTIES.items():
        for statement in rows.lock(f"protection_{table}", file=party, sees="hamroh_may_see_party"):
            schema_editor.execute(statement)


def take_off(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in (*OF_PERSONS, *OF_PARTIES):
        for statement in rows.unlock(f"protection_{table}"):
            schema_editor.execute(statement)
    schema_editor.execute("drop function if exists hamroh_may_see_party(uuid)")


class Migration(migrations.Migration):
    dependencies = [("protection", "0015_parties"), ("people", "0003_second_lock")]
    operations = [migrations.RunPython(put, take_off)]
