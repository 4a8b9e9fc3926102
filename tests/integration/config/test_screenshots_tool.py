"""The tool that takes pictures of all pages."""

from pathlib import Path

import pytest

from tests.support.screenshots import __main__ as pictures
from tests.support.screenshots.page_groups import PARTS, part


def test_a_part_that_is_not_there_is_refused_with_the_list(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["pictures", "--all", f"{tmp_path}/taken", "--only", "nonsense"]
    )
    with pytest.raises(SystemExit) as ended:
        pictures.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "no part is called 'nonsense'" in said
    assert all(name in said for name in PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_every_part_that_is_named_is_there(name: str) -> None:
    assert callable(part(name))
