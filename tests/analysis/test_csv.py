"""CSV: what a Swedish Excel opens by double click, and a description that machines read."""

from __future__ import annotations

import csv
import io
import json
import stat
import zipfile
from pathlib import Path

import pytest

from survey.questionnaire.model import Version
from tests.analysis.conftest import Bundled, Exported
from tests.analysis.samples import drawn, response


@pytest.fixture
def bundle(bundled: Bundled, visitors_version: Version) -> Path:
    answered = drawn(visitors_version, 50, seed=4)
    dangerous = [
        response(visitors_version, {"improve": text})
        for text in ("=1+1", "@x", "-1", "+1", "\t=1", "bra; fint")
    ]
    return bundled([(visitors_version, [*answered, *dangerous])])


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def read(folder: Path, name: str) -> list[dict[str, str]]:
    return table((folder / name).read_bytes().decode())


def test_a_folder_of_tables_with_a_description(bundle: Path, exported: Exported, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert exported(bundle, out, "--format", "csv").exit_code == 0
    package = json.loads((out / "datapackage.json").read_text())
    described = {resource["path"]: resource for resource in package["resources"]}
    assert set(described) | {"datapackage.json"} == {path.name for path in out.iterdir()}
    for path, resource in described.items():
        heads = (out / path).read_bytes().decode("utf-8-sig").splitlines()[0]
        (names,) = csv.reader([heads], delimiter=";")
        assert [field["name"] for field in resource["schema"]["fields"]] == names
        assert resource["dialect"]["delimiter"] == ";"
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_shares_have_a_decimal_comma_where_the_language_has_one(
    bundle: Path, exported: Exported, tmp_path: Path
) -> None:
    shares = {}
    for language, head in (("sv", "% av alla"), ("en", "% of all"), ("ru", "% от всех")):
        exported(bundle, tmp_path / language, "--format", "csv", "--language", language)
        shares[language] = [row[head] for row in read(tmp_path / language, "frequencies.csv")]
    english = [share.replace("1.0", "1,0") for share in shares["en"]]
    assert any("," in share for share in shares["sv"])
    assert shares["ru"] == shares["sv"] == [share.replace("0.", "0,") for share in english]


def test_numbers_of_the_description_are_read_as_numbers(
    bundle: Path, exported: Exported, tmp_path: Path
) -> None:
    out = tmp_path / "tables"
    exported(bundle, out, "--format", "csv")
    for resource in json.loads((out / "datapackage.json").read_text())["resources"]:
        numbers = [f for f in resource["schema"]["fields"] if f["type"] == "number"]
        for row in read(out, resource["path"]):
            for field in numbers:
                text = row[field["name"]]
                assert (
                    text in resource["schema"]["missingValues"]
                    or float(text.replace(field["decimalChar"], ".")) >= -99
                )


def test_no_text_begins_like_a_formula(bundle: Path, exported: Exported, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    exported(bundle, out, "--format", "csv", "--free-text")
    texts = [row["Text"] for row in read(out, "free_text.csv")]
    assert {"'=1+1", "'@x", "'-1", "'+1", "'\t=1", "bra; fint"} <= set(texts)
    for path in out.glob("*.csv"):
        for row in table(path.read_bytes().decode()):
            for value in row.values():
                assert not value.startswith(("=", "@", "+", "\t")), (path.name, value)
                assert not value.startswith("-") or value.lstrip("-").isdigit(), (path.name, value)


def test_a_zip_file_holds_the_same_and_is_always_the_same(
    bundle: Path, exported: Exported, tmp_path: Path
) -> None:
    exported(bundle, tmp_path / "tables", "--format", "csv")
    for name in ("one.zip", "two.zip"):
        assert exported(bundle, tmp_path / name, "--format", "csv").exit_code == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        for path in (tmp_path / "tables").iterdir():
            assert archive.read(path.name) == path.read_bytes()


def test_a_folder_in_the_way_is_left_alone(bundle: Path, exported: Exported, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    out.mkdir()
    result = exported(bundle, out, "--format", "csv")
    assert result.exit_code != 0
    assert "exists already" in result.stderr
    assert list(out.iterdir()) == []


def test_bases_and_footnotes_are_in_a_table_of_their_own(
    bundle: Path, exported: Exported, tmp_path: Path
) -> None:
    out = tmp_path / "tables"
    exported(bundle, out, "--format", "csv")
    notes = [row["Text"] for row in read(out, "notes.csv") if row["Blad"] == "frequencies"]
    assert any(note.startswith("Bas: alla svarande, n = 56") for note in notes)
    assert "Flera svar kunde väljas; andelarna summerar till mer än 100 %." in notes
