"""A line to a server that breaks: a fault that no real server makes on demand."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Line:
    """Passes bytes on to a server; its next `cuts` answers break off after `after` bytes."""

    def __init__(self, endpoint: str, after: int) -> None:
        self._server = endpoint.rsplit(":", 1)
        self._after = after
        self.cuts = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"127.0.0.1:{self.socket.getsockname()[1]}"

    def serve(self) -> None:
        """Take connections until the socket is closed."""
        while True:
            try:
                near, _ = self.socket.accept()
            except OSError:
                return
            far = socket.create_connection((self._server[0], int(self._server[1])))
            for target, pair in ((self._forth, (near, far)), (self._back, (far, near))):
                threading.Thread(target=target, args=pair, daemon=True).start()

    def _forth(self, near: socket.socket, far: socket.socket) -> None:
        try:
            while data := near.recv(1 << 16):
                far.sendall(data)
        except OSError:
            pass
        far.close()

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        seen = 0
        try:
            while data := far.recv(1 << 16):
                seen += len(data)
                if self.cuts and seen > self._after:
                    self.cuts -= 1
                    near.shutdown(socket.SHUT_RDWR)
                    break
                near.sendall(data)
        except OSError:
            pass
        near.close()


@contextmanager
def line(endpoint: str, after: int) -> Iterator[Line]:
    """Give a line to the server at `endpoint`."""
    made = Line(endpoint, after)
    threading.Thread(target=made.serve, daemon=True).start()
    yield made
    made.socket.shutdown(socket.SHUT_RDWR)
    made.socket.close()
