from flows import filing
from flows.house import House
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
