"""The main job with its objects on an S3 server and its rows in PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.flows.command import Command, write_scans
from tests.servers import S3Server

pytestmark = [pytest.mark.slow, pytest.mark.s3, pytest.mark.postgres]


@pytest.fixture
def elsewhere(sohoa: Command, s3_server: S3Server, postgres_url: str) -> Command:
    """The command with nothing but Prefect and the logs in its home."""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE elsewhere"))
    engine.dispose()
    url = make_url(postgres_url).set(database="elsewhere")
    sohoa.environ |= {
        "SOHOA_STORE_KIND": "s3",
        "SOHOA_STORE_ENDPOINT": s3_server.endpoint,
        "SOHOA_STORE_BUCKET": "elsewhere",
        "SOHOA_STORE_SECURE": "false",
        "SOHOA_STORE_ACCESS_KEY": s3_server.access_key,
        "SOHOA_STORE_SECRET_KEY": s3_server.secret_key,
        "SOHOA_CATALOGUE_URL": url.render_as_string(hide_password=False),
    }
    return sohoa


def test_a_run_on_servers(elsewhere: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "scans", 2)
    first = elsewhere("run", scans)
    assert first.returncode == 0, first.stderr
    balance = elsewhere.json("status", "scans")
    assert (balance["received"], balance["filed"], balance["balanced"]) == (2, 2, True)
    assert not (elsewhere.home / "store").exists()
    assert not (elsewhere.home / "catalogue.sqlite").exists()

    calls = elsewhere.count()
    assert elsewhere("run", scans).returncode == 0
    assert elsewhere.count() == calls

    assert elsewhere("export", tmp_path / "out").returncode == 0
    written = {path.name for path in (tmp_path / "out").glob("*/*")}
    assert written == {"record.json", "text.txt", "document.pdf", "fhir.json"}
    assert elsewhere("doctor").returncode == 0
