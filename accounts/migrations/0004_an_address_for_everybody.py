"""Everybody has an address, and nobody has another's.

Nobody is lost. Who had no address gets user-ID@no-address.invalid, which no mail goes to: they sign in by their name
as before, their preferences say that no mail reaches them, and "Without an address" in the list of people finds them.
Of several who have one address but for capital letters or spaces, it stays with the one who is active, then with who
signed in last, then with the oldest account; the others get such an address, too. Each is printed by id and name.
"""

import sys

from django.db import migrations, models

NOWHERE = "@no-address.invalid"


def tidy(address):
    name, at, host = address.strip().rpartition("@")
    return f"{name}{at}{host.lower()}"


def give_addresses(apps, schema_editor):
    users = apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias)
    rows = users.order_by("-is_active", models.F("last_login").desc(nulls_last=True), "pk")
    taken = set()
    for pk, name, address in list(rows.values_list("pk", "username", "email")):
        wanted = tidy(address)
        if not wanted or wanted.lower() in taken:
            why = "had the address of somebody else" if wanted else "had no address"
            wanted = f"user-{pk}{NOWHERE}"
            sys.stdout.write(f"\n  {name} (id {pk}) {why}, and has {wanted} now")
        taken.add(wanted.lower())
        if wanted != address:
            users.filter(pk=pk).update(email=wanted)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_mails"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="user", name="one_user_per_email"),
        migrations.RunPython(give_addresses, migrations.RunPython.noop),
    ]
