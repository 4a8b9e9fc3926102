"""Taking forms from files and giving them away: all or nothing, by slug."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from issues.bugforms.as_code import code_of, read, store, write
from issues.models import BugForm
from tests.integration.issues.bugforms.conftest import Make
from tests.unit.issues.bugforms.test_yaml_format import GOOD

pytestmark = pytest.mark.database


def run(command: str, *arguments: str, **options: Any) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A good file of one form."""
    path = tmp_path / "forms.yaml"
    path.write_text(GOOD)
    return path


def test_forms_come_back_from_a_file_as_they_were(make: Make) -> None:
    first = make(
        "summary", {"field_id": "labels", "value": "app", "hidden": True}, intro="Hello\n\nyou"
    )
    first.groups.add(Group.objects.create(name="Testers"))
    make({"field_id": "x", "value": ["1", "2"], "required": True}, slug="b", is_active=False)
    before = [code_of(form) for form in BugForm.objects.order_by("slug")]
    written = write(before)
    BugForm.objects.all().delete()
    assert [change.what for change in store(read(written))] == ["new", "new"]
    assert [code_of(form) for form in BugForm.objects.order_by("slug")] == before
    assert [change.what for change in store(read(written))] == ["same", "same"]


@pytest.mark.django_db
def test_the_slug_is_the_key_and_other_forms_stay(make: Make, file: Path) -> None:
    other, known = make("summary", slug="other"), make("environment", name="Old name")
    assert run("import_bug_forms", str(file)) == "app-bug: changed\n"
    known.refresh_from_db()
    assert (known.name, known.project_key) == ("App bug", "NO")
    assert [row.field_id for row in known.fields.all()] == ["summary", "duedate", "customfield_1"]
    assert code_of(BugForm.objects.get(pk=other.pk)) == code_of(other)


@pytest.mark.django_db
def test_a_check_stores_nothing(file: Path) -> None:
    said = run("import_bug_forms", str(file), check=True)
    assert "app-bug: new" in said
    assert "this was a check" in said
    assert not BugForm.objects.exists()


@pytest.mark.django_db
def test_a_group_that_does_not_exist_is_named_and_nothing_is_stored(file: Path) -> None:
    wrong = GOOD[GOOD.index("  - slug") :].replace("app-bug", "second") + "    groups: [Testers]\n"
    file.write_text(GOOD + wrong)
    with pytest.raises(
        CommandError, match=r"Nothing was stored\.\nLine 21, second › groups: .*“Testers”"
    ):
        run("import_bug_forms", str(file))
    assert not BugForm.objects.exists()


@pytest.mark.django_db
def test_a_wrong_file_leaves_everything_as_it_was(make: Make, file: Path) -> None:
    known = code_of(make("summary"))
    file.write_text(GOOD.replace("hidden: yes", "hidden: perhaps"))
    with pytest.raises(CommandError, match="Line 20"):
        run("import_bug_forms", str(file))
    assert code_of(BugForm.objects.get()) == known


@pytest.mark.django_db
def test_files_that_can_not_be_had_are_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_bug_forms", str(tmp_path / "none.yaml"))
    with pytest.raises(CommandError, match="cannot be written"):
        run("export_bug_forms", output=tmp_path / "no" / "folder.yaml")


def test_export_writes_all_or_those_named(make: Make, tmp_path: Path) -> None:
    make("summary"), make("summary", slug="b")
    assert [form.slug for form in read(run("export_bug_forms").encode()).forms] == ["app-bug", "b"]
    run("export_bug_forms", "b", output=tmp_path / "b.yaml")
    assert [form.slug for form in read((tmp_path / "b.yaml").read_bytes()).forms] == ["b"]
    with pytest.raises(CommandError, match="There is no form c, d"):
        run("export_bug_forms", "d", "b", "c")
