"""What readers take for what: learnt from lines, and kept."""

from random import Random

from training.errors import rate
from training.marked import UNKNOWN, Marked
from training.misreadings import found, learnt, table
from training.train import blank, gold


def test_letters_and_what_they_were_read_as() -> None:
    told = learnt(
        [("Huyết áp, mạch đều", "Huyêt áp. mạch đều"), ("Phổi không ran", "Phổi không ran")]
    )
    assert told["lines"] == 2
    assert told["letters"][","]["read"] == {".": 1}
    assert told["letters"]["ế"]["read"] == {"ê": 1}
    assert told["shares"][0] == told["shares"][-1] > 0  # the one line that is long enough


def test_a_line_is_found_among_others_or_is_lost() -> None:
    read = "Họ tên: NGUYEN VĂN AN Tuổi: 45"
    place = found("NGUYỄN VĂN AN", read)
    assert place is not None
    assert read[slice(*place)] == "NGUYEN VĂN AN"
    assert found("Địa chỉ: Hà Nội", read) is None


def test_the_kept_table_draws_few_errors_and_now_and_then_many() -> None:
    rates = [rate(Random(seed)) for seed in range(400)]
    assert min(rates) == 0
    assert 0.002 < sum(rates) / len(rates) < 0.05
    assert all(0 < each["times"] <= 25 for each in table()["letters"].values())


def test_words_of_unknown_kind_are_neither_entity_nor_none() -> None:
    text = "Soi đờm và lao phổi"
    marked = Marked(text, ((0, 7, UNKNOWN), (11, 19, "DISEASE")))
    right = gold(blank(), [marked])[0].reference
    assert [span.text for span in right.ents] == ["lao phổi"]
    assert [token.ent_iob_ for token in right] == ["", "", "O", "B", "I"]
