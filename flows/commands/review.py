"""`sohoa review`."""

import os
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from flows.messages import tr
from flows.screen import say

if TYPE_CHECKING:
    from review.oidc import Provider
    from review.serving import Place

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]
Proxy = Annotated[
    bool, typer.Option("--behind-proxy", help="A proxy before it speaks TLS with browsers.")
]


def review(host: Host = "127.0.0.1", port: Port = 8000, behind_proxy: Proxy = False) -> int:
    """Serve the stewards' desk to browsers, until Ctrl-C.

    On its first start it prints a link, good once, that makes the first administrator.
    Another host than this machine itself needs TLS: see docs/review.md.

    Examples:
      sohoa review
      sohoa review --port 8080
      sohoa review --host 0.0.0.0 --behind-proxy
    """
    from flows.desk import HouseDesk
    from flows.house import opened
    from flows.interrupt import heeded
    from review.app import application
    from review.serving import Place, Server, listening

    with opened() as house:
        place = Place(host, port, behind_proxy, house.settings.review)
        place.check()
        desk, provider = HouseDesk(house), _provider(place)
        app = application(
            desk,
            hosts=place.hosts,
            secure=place.secure,
            provider=provider,
            behind_proxy=behind_proxy,
            token=os.environ.get("SOHOA_METRICS_TOKEN", ""),
        )
        server = Server(app, place)
        with listening(place) as socket, heeded(threading.Event(), server.stop):
            say(tr("The desk is at {address}   Ctrl-C ends it.", address=place.address))
            if not house.catalogue.accounts.any():
                token = house.catalogue.entrance.invite(None, place.settings)
                link = f"{place.address}/welcome/{token}"
                say(
                    tr(
                        "There is no account yet. This link makes the first, once: {link}",
                        link=link,
                    )
                )
            server.run(socket)
    say(tr("The desk is closed."))
    return 0


def _provider(place: "Place") -> "Provider | None":
    """Return the identity provider that the settings name, if they do."""
    from review.oidc import Provider

    if not place.settings.oidc_issuer:
        return None
    secret = os.environ.get("SOHOA_OIDC_SECRET", "")
    return Provider(place.settings, secret, f"{place.address}/login/back")
