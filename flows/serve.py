"""The process of a local Prefect server; `flows.server` starts it.

python -m flows.serve PORT --lock FILE     until it is told to stop; FILE is locked meanwhile
python -m flows.serve PORT --parent PID    until the process PID, its parent, is gone
"""

import fcntl
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

TAKEN = 9
"""Exit code: another server of this home holds the lock."""

LOOK_SECONDS = 0.5


def main(arguments: list[str]) -> int:
    """Serve on 127.0.0.1; return the exit code."""
    port, how, which = int(arguments[0]), arguments[1], arguments[2]
    if how == "--parent":
        threading.Thread(target=_outlive, args=(int(which),), daemon=True).start()
        _serve(port)
        return 0
    state = Path(which)
    with state.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return TAKEN
        file.truncate(0)
        json.dump({"pid": os.getpid(), "port": port}, file)
        file.flush()
        _serve(port)
    return 0


def _serve(port: int) -> None:
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        log_level="error",
    )


def _outlive(parent: int) -> None:
    """End this process once its parent is gone, even by kill -9."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
