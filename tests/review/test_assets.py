"""Files of others are those that their makers published, with their licences."""

import hashlib
import tomllib

from review.rendering import STATIC

PARTS = tomllib.loads((STATIC / "PARTS.toml").read_text(encoding="utf-8"))
OWN = {
    "PARTS.toml",
    "document.css",
    "document.js",
    "sohoa.css",
    "sohoa.js",
    "sohoa.svg",
    "paper.js",
    "keying.js",
    "letters.js",
    "queue.js",
    "task.js",
    "typing.js",
}


def test_parts_have_their_hash_and_their_licence() -> None:
    for name, part in PARTS.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == part["sha256"], name
        assert len((STATIC / part["text"]).read_text(encoding="utf-8")) > 300


def test_there_is_nothing_else() -> None:
    known = OWN | set(PARTS) | {part["text"] for part in PARTS.values()}
    assert {path.name for path in STATIC.iterdir()} == known
