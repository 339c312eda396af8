from flows import filing
from flows.house import House
from models.page import Page, Poor
from models.record import Facts, Field, PatientLink, Status
from storage import keys

ONE = "d" + "1" * 24


def files(said: str, made: str = "now") -> dict[str, bytes]:
    return {
        "record.json": f'{{"said": "{said}", "provenance": "{made}"}}'.encode(),
        "text.txt": said.encode(),
        "evidence.json": b"[]",
    }


def test_what_a_killed_run_has_put_is_taken_up(house: House) -> None:
    assert filing.put(house, ONE, files("a")) == 1
    assert filing.put(house, ONE, files("a")) == 1
    assert [key.split("/")[2] for key in house.store.keys("documents/")] == ["v1"] * 3


def test_what_a_killed_run_has_put_and_is_no_longer_so_is_passed_over(house: House) -> None:
    house.store.put(keys.record(ONE, 1, "text.txt"), b"half of another configuration")
    assert filing.put(house, ONE, files("a")) == 2
    assert house.store.get(keys.record(ONE, 2, "text.txt")) == b"a"


def test_the_record_is_the_last_file_of_a_version(house: House) -> None:
    names: list[str] = []

    class Noting:
        def __getattr__(self, name: str) -> object:
            return getattr(house.store, name)

        def put(self, key: str, data: bytes) -> bool:
            names.append(key.rpartition("/")[2])
            return house.store.put(key, data)

    noting = House(house.home, house.settings, Noting(), house.catalogue)  # type: ignore[arg-type]
    filing.put(noting, ONE, files("a"))
    assert names[-1] == "record.json"


def test_a_person_sees_what_is_doubtful_and_why() -> None:
    sure = Field("x", "x", 0.99, Status.AUTO, 1, None)
    unsure = Field("x", "x", 0.4, Status.REVIEW, 1, None)
    unread = Field(None, None, 0.1, Status.REVIEW, 1, None)
    facts = Facts(sure, "vi", patient={"sex": unsure}, allergies=({"substance": unread},))
    link = PatientLink(None, "7", "probabilistic", 0.6, "review")
    assert [(task.path, task.reason) for task in filing.drafts(facts, link)] == [
        ("patient.sex", "doubtful"),
        ("allergies.0.substance", "unreadable"),
        ("patient_link", "doubtful"),
    ]


def test_a_page_that_is_hard_to_read_is_asked_for_again_and_why() -> None:
    good = Page(1, 100, 100, 200, (), legibility=0.9)
    pale = Page(2, 100, 100, 200, (), legibility=0.1, poor=(Poor.PALE, Poor.BLURRED))
    unread = Page(3, 100, 100, 200, (), legibility=0.0)
    born = Page(4, 100, 100, 200, (), legibility=0.0, born_digital=True)
    tasks = filing.rescans([good, pale, unread, born], 0.35)
    assert [(task.path, task.reason) for task in tasks] == [
        ("pages.2", "too pale"),
        ("pages.3", "hard to read"),
    ]
