"""The keys of the task page. None is one that a Vietnamese keyboard (Telex, VNI) writes with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key as `KeyboardEvent.key` has it, what it does, and the act that a button of it does."""

    name: str
    does: str
    act: str = ""


KEYS = (
    Key("Enter", "Accept what the input holds"),
    Key("↓ ↑", "Select the next, the previous doubtful character, or word"),
    Key("F5", "Select any character: by the letters below it"),
    Key("Alt+1 … 9", "Take one of the offers; where values are few, 1 … 9 alone"),
    Key("Esc", "The value as it was read"),
    Key("Tab", "Go on without deciding", "later"),
    Key("F2", "Illegible", "illegible"),
    Key("F3", "Not this field's value", "field"),
    Key("F4", "Not this document's page", "document"),
    Key("F6", "Page lies turned", "turn"),
    Key("F7", "Another document begins here", "split"),
    Key("F8", "Scan the page again", "rescan"),
    Key("F9", "Leave to others", "skip"),
    Key("F10", "Take back the last word", "undo"),
    Key("F1", "Show these keys", "help"),
)

KEYING = (
    Key("Enter", "Keep, and go on"),
    Key("Alt+1 … 9", "Take one of the offers; where values are few, 1 … 9 alone"),
    Key("F5", "Select any character: by the letters below it"),
    Key("F2", "Illegible"),
    Key("Tab", "Go on without deciding"),
)

CHOOSE = {
    "turn": (
        ("90", "turned to the right"),
        ("180", "upside down"),
        ("270", "turned to the left"),
        ("0", "upright"),
    ),
    "rescan": tuple(
        (why, why) for why in ("too dark", "too pale", "blurred", "part of the page cut off")
    ),
    "skip": tuple(
        (why, why)
        for why in ("a doctor must say", "another paper must be seen", "I am not sure enough")
    ),
}
"""What is asked before an act is done: the values and what they are called."""

TITLES = {
    "turn": "How does the page lie in the scan?",
    "rescan": "Why must the page be scanned again?",
    "skip": "Why do you leave it to others?",
}
OTHER = ("rescan", "skip")
"""Acts for which another reason may be typed."""
