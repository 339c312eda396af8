from exports.record import record
from exports.stored import stored
from tests.exports.papers import WHOLE


def test_a_record_comes_back_as_it_was_filed() -> None:
    said = WHOLE.stored
    data = record(said.document_id, said.origin, said.facts, said.link, said.provenance)
    back = stored(data)
    assert back.facts.encounter["department"].value == "Nội"
    assert record(back.document_id, back.origin, back.facts, back.link, back.provenance) == data
