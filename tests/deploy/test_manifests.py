"""The files for Docker Compose and Kubernetes: valid, of the settings there are, and modest."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.routing import APIRoute

from flows.cli import COMMANDS, GROUPS
from flows.settings import load
from review.pages.probes import router as probes_of_the_desk

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: one for name, one in COMPOSE["services"].items() if one["image"] == "sohoa"}


def checked(program: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name(program)), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def everything() -> list[dict[str, Any]]:
    return [
        thing
        for path in MANIFESTS
        for thing in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]


def pods() -> list[dict[str, Any]]:
    found = [thing.get("spec", {}) for thing in everything()]
    return [spec["template"]["spec"] for spec in found if "template" in spec]


def test_the_compose_file_is_one(tmp_path: Path) -> None:
    schema = ("--builtin-schema", "vendor.compose-spec")
    ended = checked("check-jsonschema", *schema, DEPLOY / "compose.yaml")
    assert ended.returncode == 0, ended.stdout
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("services: {desk: {imaje: sohoa}}", encoding="utf-8")
    assert checked("check-jsonschema", *schema, wrong).returncode == 1


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_each_manifest_is_one(path: Path) -> None:
    ended = checked("kubernetes-validate", "--strict", path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "passed" in ended.stdout + ended.stderr


def test_a_wrong_manifest_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    text = (DEPLOY / "kubernetes" / "5-desk.yaml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("replicas:", "replikas:"), encoding="utf-8")
    assert checked("kubernetes-validate", "--strict", wrong).returncode != 0


def test_settings_are_ones_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    (config,) = [thing for thing in everything() if thing["kind"] == "ConfigMap"]
    for environ in (config["data"], COMPOSE["x-sohoa"]["environment"]):
        given = {name: value for name, value in environ.items() if name.startswith("SOHOA_")}
        settings, _ = load(given)
        assert settings.run.dask and settings.catalogue.url and settings.store.kind == "s3"
        assert "PREFECT_API_URL" in environ


def test_commands_are_ones_that_there_are() -> None:
    known = {*COMMANDS, *GROUPS}
    said = [str(one["command"]) for one in OURS.values()]
    said += [str(container["command"]) for pod in pods() for container in pod["containers"]]
    called = set(re.findall(r"\bsohoa[ ',\"]+([a-z]+)", " | ".join(said)))
    assert {"migrate", "store", "deploy", "review"} <= called <= known


def test_nothing_runs_with_more_rights_than_it_needs() -> None:
    for pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"]
        for container in pod["containers"]:
            said = container["securityContext"]
            assert said["readOnlyRootFilesystem"] and said["capabilities"] == {"drop": ["ALL"]}
            assert not said["allowPrivilegeEscalation"]
            assert container["resources"]["limits"]["memory"]
    for one in OURS.values():
        assert one["read_only"] and one["cap_drop"] == ["ALL"]
        assert all(port.startswith("127.0.0.1:") for port in one.get("ports", ()))
    assert COMPOSE["networks"]["inside"]["internal"]
    assert OURS["scheduler"]["networks"] == ["inside"]


def test_what_runs_for_long_is_probed_where_it_answers() -> None:
    asked = {}
    for thing in everything():
        if thing["kind"] != "Deployment":
            continue
        (container,) = thing["spec"]["template"]["spec"]["containers"]
        name, command = container["name"], container["command"]
        probes = [container[key]["httpGet"] for key in container if key.endswith("Probe")]
        assert "livenessProbe" in container, name
        asked[name] = {(one["path"], one["port"]) for one in probes}
        if command[0] == "dask":
            assert command[command.index("--dashboard-address") + 1] == ":8787"
    dask = {("/health", 8787)}
    assert asked == {
        "prefect": {("/api/health", 4200)},
        "worker": {("/health", 8080)},
        "scheduler": dask,
        "reader": dask,
        "desk": {("/readyz", 8000), ("/healthz", 8000)},
    }
    routes = {route.path for route in probes_of_the_desk.routes if isinstance(route, APIRoute)}
    assert {path for path, _ in asked["desk"]} | {"/metrics"} == routes
    for name, one in OURS.items():
        assert name == "setup" or "healthcheck" in one, name


def test_figures_are_read_where_they_are_served() -> None:
    found = {}
    for thing in everything():
        if thing["kind"] == "Deployment":
            pod = thing["spec"]["template"]
            notes = pod["metadata"].get("annotations", {})
            if notes.get("prometheus.io/scrape") == "true":
                environ = {
                    one["name"]: one["value"] for one in pod["spec"]["containers"][0].get("env", ())
                }
                found[thing["metadata"]["name"]] = notes["prometheus.io/port"], environ
    assert found["desk"][0] == "8000"
    port, environ = found["reader"]
    settings = load(environ)[0].metrics
    assert (settings.host, settings.port) == ("0.0.0.0", int(port))
    (policy,) = [
        one["spec"]
        for one in everything()
        if one["kind"] == "NetworkPolicy" and one["metadata"]["name"] == "figures"
    ]
    assert policy["ingress"][0]["ports"] == [{"port": int(port)}]


def test_no_secret_is_in_any_file() -> None:
    example = (DEPLOY / "sohoa.env.example").read_text(encoding="utf-8").splitlines()
    secrets = [line for line in example if line and not line.startswith("#")]
    assert secrets and all(line.endswith("=") for line in secrets)
    names = {line.rstrip("=") for line in secrets}
    text = "".join(
        path.read_text(encoding="utf-8") for path in (*MANIFESTS, DEPLOY / "compose.yaml")
    )
    assert not [name for name in names if name in text]
    assert "kind: Secret" not in text


def test_the_image_has_the_system_packages() -> None:
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    listed = (ROOT / "packages.txt").read_text(encoding="utf-8").splitlines()
    names = [line.split()[0].split("|")[0] for line in listed if line and line[0] != "#"]
    assert names
    assert [name for name in names if name not in image] == []
