"""Real bundles of sealed responses, an analyst with a key, and the command that exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from analysis.cli import main
from survey.questionnaire.model import Version
from survey.questionnaire.versions import freeze
from survey.storage import published, recipients, responses
from survey.storage.bundle import write_bundle
from survey.storage.instance import Instance
from survey.storage.keyfiles import write_private, write_public
from survey.storage.keys import PrivateKey, new_key
from survey.storage.sealing import Response, seal
from tests.analysis.samples import relatives, visitors

PASSPHRASE = "babab-babab-babab-babab-babab-babab"


@pytest.fixture(scope="session")
def visitors_version() -> Version:
    return freeze(visitors())


@pytest.fixture(scope="session")
def relatives_version() -> Version:
    return freeze(relatives())


class Analyst(NamedTuple):
    """An analyst's key, in memory and as files."""

    key: PrivateKey
    file: Path
    passphrase_file: Path


@pytest.fixture(scope="session")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    folder = tmp_path_factory.mktemp("analyst")
    key = new_key("Anna", trial=True)
    write_private(folder / "anna.key", key, PASSPHRASE)
    write_public(folder / "anna.key.pub", key.public)
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    return Analyst(key, folder / "anna.key", folder / "passphrase")


@pytest.fixture
def own_analyst(analyst: Analyst, tmp_path: Path) -> Analyst:
    """The same key in a folder of the test's own, for what is kept beside it."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "anna.key").write_bytes(analyst.file.read_bytes())
    return analyst._replace(file=folder / "anna.key")


Bundled = Callable[..., Path]


@pytest.fixture
def bundled(analyst: Analyst, tmp_path: Path) -> Bundled:
    """Makes a bundle of responses by version; ``sealed_by`` may change a sealed response (by its number)."""

    def make(
        answered: Sequence[tuple[Version, list[Response]]],
        *,
        name: str = "answers.bundle",
        sealed_by: Callable[[int, bytes], bytes] = lambda _, body: body,
        keys: Sequence[PrivateKey] = (),
    ) -> Path:
        instance = Instance.create(tmp_path / f"{name}-instance", trial=True)
        for key in keys or (analyst.key,):
            recipients.add(instance.engine, key.public)
        for version, some in answered:
            asked = version.questionnaire
            published.publish(instance.engine, version)
            key_set = recipients.key_set(instance.engine, asked.id)
            sealed = [sealed_by(n, seal(one, asked, key_set)) for n, one in enumerate(some)]
            responses.insert_many(instance.engine, asked.id, key_set, sealed)
            responses.mix(instance.engine, asked.id, key_set.id)
        write_bundle(instance.engine, tmp_path / name)
        instance.engine.dispose()
        return tmp_path / name

    return make


Exported = Callable[..., Result]


@pytest.fixture
def exported(analyst: Analyst) -> Exported:
    """Runs ``analysis export`` with the analyst's key."""

    def run(source: Path, out: Path, *arguments: str, key: Path | None = None) -> Result:
        line = [str(source), str(out), "--key", str(key or analyst.file)]
        return CliRunner().invoke(
            main, ["export", *line, "--passphrase-file", str(analyst.passphrase_file), *arguments]
        )

    return run
