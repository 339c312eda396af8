"""`sohoa review` and `sohoa user`, as processes of their own."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.flows.command import SOHOA, Command
from tests.servers import free_ports

PASSWORD = "Phở bò tái 2026"


@contextmanager
def desk(sohoa: Command, *options: object) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Serve on a free port; gives the address, once it answers."""
    (port,) = free_ports(1)
    process = sohoa.start("review", "--port", port, *options)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(f"{address}/healthz", trust_env=False).raise_for_status()
            break
        except httpx.TransportError:
            time.sleep(0.1)
    try:
        yield address, process
    finally:
        process.kill()
        process.communicate()


def test_the_first_start_prints_a_link_and_ctrl_c_ends_it(bare: Command) -> None:
    with desk(bare) as (address, process):
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1]
        assert process.returncode == 0
        link = said.split(f"{address}/welcome/")[1].split()[0]
    with desk(bare) as (address, process):
        assert httpx.get(f"{address}/welcome/{link}", trust_env=False).status_code == 410
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))):
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=30)[1]
        assert process.returncode == 0
    assert bare("user", "add", "chief", "--role", "administrator").returncode == 0
    with desk(bare) as (_, process):
        process.send_signal(signal.SIGINT)
        assert "welcome" not in process.communicate(timeout=30)[1]
    assert bare("verify").returncode == 0


def test_a_port_that_is_taken_is_told(bare: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = bare("review", "--port", port)
    assert ended.returncode == 2
    assert f"Port {port}" in ended.stderr


@pytest.mark.parametrize(
    "options",
    [
        {"--host": "0.0.0.0"},
        {"SOHOA_REVIEW_CERTIFICATE": "no such file", "SOHOA_REVIEW_KEY": "no such file"},
        {"SOHOA_REVIEW_CERTIFICATE": "alone"},
        {"SOHOA_REVIEW_OIDC_ISSUER": "https://id.example"},
    ],
)
def test_what_is_not_safe_is_refused(bare: Command, options: dict[str, str]) -> None:
    words = [word for pair in options.items() for word in pair if pair[0].startswith("--")]
    environ = {name: value for name, value in options.items() if name.startswith("SOHOA")}
    ended = bare("review", *words, **environ)
    assert ended.returncode == 2
    assert ended.stderr.startswith("sohoa: ")
    assert "unexpected" not in ended.stderr


def test_behind_a_proxy_it_listens_where_it_is_told(bare: Command) -> None:
    with desk(bare, "--host", "0.0.0.0", "--behind-proxy") as (address, _):
        answer = httpx.get(f"{address}/login", trust_env=False)
        assert "Secure" in answer.headers["set-cookie"]
        asked = {"Host": "evil.example"}
        assert httpx.get(f"{address}/login", headers=asked, trust_env=False).status_code == 400


def test_accounts_without_a_browser(bare: Command) -> None:
    added = bare("user", "add", "lan", "--role", "steward", "--role", "reader")
    assert added.stdout.startswith("http://127.0.0.1:8000/welcome/")
    ended = subprocess.run(
        [SOHOA, "user", "reset", "lan", "--password-stdin"],
        env=bare.environ,
        input=f"{PASSWORD}\n",
        text=True,
        capture_output=True,
    )
    assert (ended.returncode, PASSWORD in ended.stdout) == (0, False)
    with desk(bare) as (address, _), httpx.Client(base_url=address, trust_env=False) as client:
        page = client.get("/login").text
        token = page.split('name="form-token" content="')[1].split('"')[0]
        asked = {"name": "lan", "password": PASSWORD, "form_token": token}
        assert client.post("/login", data=asked).status_code == 303
        assert client.get("/account").status_code == 200
        bare("user", "add", "chief", "--role", "administrator")
        assert bare("user", "disable", "lan").returncode == 0
        assert bare("user", "disable", "chief").returncode == 2
        assert client.get("/account").status_code == 303
    (chief, lan) = bare.json("user", "list")
    assert (chief["name"], lan["name"]) == ("chief", "lan")
    assert lan["roles"] == ["steward", "reader"]
    assert lan["disabled"]
    assert "lan" in bare("user", "list").stdout
    assert bare("user", "reset", "nobody").returncode == 2
    assert bare("user", "add", "x", "--role", "king").returncode == 2
