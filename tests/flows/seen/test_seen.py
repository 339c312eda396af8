"""A run as it is seen from outside: lines, figures, spans, costs; and no word of a patient."""

import json
import threading
import time
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from flows.house import opened
from flows.seen import traces
from tests.flows.command import Command, write_chart, write_scans
from tests.flows.seen.receiver import receiver
from tests.servers import free_ports

pytestmark = pytest.mark.slow

WORDS = ("NGUYỄN", "HOÀ", "Amoxicillin", "J18.9", "chart.tif", "scan-0", "Hop-12")
STAGES = "run scan page ingest read split extract link file pdf".split()


def test_a_run_is_seen_and_no_patient_is(sohoa: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "scans", 1)
    write_chart(scans / "chart.tif", [2, 3])
    (scans / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nNGUYEN")
    with receiver() as collector:
        asked = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "NO_PROXY": "127.0.0.1"}
        ended = sohoa("run", scans, "--batch", "Hop-12", SOHOA_LOG_FORMAT="json", **asked)
    assert ended.returncode == 0, ended.stderr

    lines = [json.loads(line) for line in log_of(sohoa).splitlines()]
    (run,) = {line["run"] for line in lines}
    events = [line["event"] for line in lines]
    assert events[0] == "run begun" and events[-1] == "run ended"
    filed = [line for line in lines if line["event"] == "scan filed"]
    assert sorted(line["documents"] for line in filed) == [1, 2]
    assert all(len(line["scan"]) == 12 and line["seconds"] > 0 for line in filed)
    assert (lines[-1]["filed"], lines[-1]["pages"]) == (2, 3)

    text = (sohoa.home / "metrics" / "run.prom").read_text("utf-8")
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
    told = {(one.name, *one.labels.values()): one.value for one in samples}
    assert told["sohoa_run_pages_total",] == 3
    assert told["sohoa_run_scans_total", "filed"] == 2
    assert told["sohoa_stage_seconds_count", "read"] == 3
    assert told["sohoa_stage_seconds_sum", "read"] > 0.1
    assert {"ingest", "split", "extract", "link", "file", "pdf"} <= {one[-1] for one in told}
    assert told["sohoa_runs",] == 0
    assert time.time() - told["sohoa_run_ended_timestamp_seconds",] < 300
    assert (sohoa.home / "alive").exists()

    with opened(sohoa.environ) as house:
        used = house.catalogue.costs.of("Hop-12")
    assert used.pages == 3
    assert used.core_seconds == pytest.approx(told["sohoa_run_core_seconds_total",], abs=0.05)
    assert used.core_seconds > 1

    spans = {span.span_id: span for span in collector.spans}
    names = {name: [one for one in spans.values() if one.name == name] for name in STAGES}
    assert [len(names[name]) for name in ("run", "scan", "page")] == [1, 2, 3]
    above = {"scan": "run", "page": "scan", "ingest": "page", "read": "page", "split": "scan"}
    above |= dict.fromkeys(("extract", "link", "file", "pdf"), "scan")
    for name, parent in above.items():
        assert names[name], name
        assert {spans[one.parent_span_id].name for one in names[name]} == {parent}, name
    (one,) = names["run"]
    assert {pair.key: pair.value.string_value for pair in one.attributes} == {"sohoa.run": run}
    assert {pair.key for span in names["page"] for pair in span.attributes} == {
        "sohoa.scan",
        "sohoa.page",
    }

    said = log_of(sohoa) + text + collector.raw.decode("utf-8", "replace")
    assert not [word for word in WORDS if word in said]

    again = sohoa("rerun", "--from", "extract", "--batch", "Hop-12", "--yes")
    assert again.returncode == 0, again.stderr
    shown = sohoa.json("batch", "show", "Hop-12")["cost"]
    assert shown["used"]["core_seconds"] > used.core_seconds
    assert shown["used"]["pages"] == 6
    assert shown["pages"] == 4  # the file that was refused is one


def log_of(sohoa: Command) -> str:
    return (sohoa.home / "logs" / "sohoa.log").read_text("utf-8")


def test_figures_are_served_where_a_port_is_set(sohoa: Command, tmp_path: Path) -> None:
    (port,) = free_ports(1)
    folder = tmp_path / "scanner"
    folder.mkdir()
    process = sohoa.start("watch", folder, SOHOA_METRICS_PORT=str(port))
    try:
        end = time.monotonic() + 60
        while True:
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)
                break
            except httpx.TransportError:
                assert time.monotonic() < end and process.poll() is None
                time.sleep(0.2)
        assert "sohoa_run_pages_total 0.0" in answer.text
        while not (sohoa.home / "alive").exists():
            assert time.monotonic() < end
            time.sleep(0.1)
        last = (sohoa.home / "alive").stat().st_mtime_ns
        while (sohoa.home / "alive").stat().st_mtime_ns == last:
            assert time.monotonic() < end + 30
            time.sleep(0.2)
    finally:
        process.kill()
        process.communicate()


def test_a_collector_that_is_away_costs_a_run_nothing_but_its_spans(
    sohoa: Command, tmp_path: Path
) -> None:
    (port,) = free_ports(1)
    away = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}"}
    ended = sohoa("run", write_scans(tmp_path / "scans", 1), **away)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr and str(port) not in ended.stderr


def test_words_of_an_error_are_in_no_span(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address)
        traces._provider.cache_clear()
        try:
            with pytest.raises(ValueError), traces.span("scan", scan="ab12"):
                outer = traces.here()
                thread = threading.Thread(target=in_a_thread, args=(outer,))
                thread.start()
                thread.join()
                raise ValueError("NGUYỄN THỊ HOÀ")
            provider = traces._provider()
            assert provider
            provider.shutdown()
        finally:
            traces._provider.cache_clear()
    (page, scan) = sorted(collector.spans, key=lambda span: span.name)
    assert page.parent_span_id == scan.span_id
    assert (scan.status.message, list(scan.events)) == ("ValueError", [])
    assert "NGUYỄN".encode() not in collector.raw


def in_a_thread(within: traces.Context) -> None:
    with traces.span("page", within, page=1):
        pass


def test_without_an_endpoint_there_is_no_trace() -> None:
    assert traces._provider() is None
    with traces.span("run", run="r"):
        assert traces.here() is None
