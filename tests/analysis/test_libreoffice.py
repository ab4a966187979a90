"""LibreOffice opens the workbook and finds in it what was written."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from survey.questionnaire.model import Version
from tests.analysis.conftest import Bundled, Exported
from tests.analysis.samples import drawn


def cells(path: Path) -> dict[str, list[list[Any]]]:
    opened = CalamineWorkbook.from_path(path)
    return {name: opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names}


def test_a_spreadsheet_program_reads_every_cell_as_it_was_written(
    bundled: Bundled,
    exported: Exported,
    tmp_path: Path,
    visitors_version: Version,
    relatives_version: Version,
) -> None:
    answered = [(v, drawn(v, 40, seed=1)) for v in (visitors_version, relatives_version)]
    out = tmp_path / "tables.xlsx"
    assert exported(bundled(answered), out, "--free-text", "--language", "ru").exit_code == 0
    subprocess.run(
        [
            *("soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"),
            *("--convert-to", "ods", "--outdir", str(tmp_path / "again"), str(out)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert cells(tmp_path / "again" / "tables.ods") == cells(out)
