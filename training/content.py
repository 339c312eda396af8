"""The running words of a stay, with entity marks, and the facts that they state."""

from collections.abc import Sequence
from functools import cache
from random import Random

from training.forms.sheet import Truth
from training.lexicon import diseases
from training.marked import asserted, mark, plain, sentences
from training.orders import Order, Result
from training.stay import Diagnosis, Stay, Vitals

YEARS = [
    "{} năm",
    "{} năm nay",
    "từ {} năm trước",
    "phát hiện {} năm",
    "{} năm, điều trị thường xuyên",
]
NONE = ["Chưa ghi nhận bất thường", "Khoẻ mạnh", "Chưa phát hiện bệnh lý"]
SAFE = ["Không dị ứng", "Chưa ghi nhận dị ứng thuốc", "Không có tiền sử dị ứng"]
KIN = ["Bố", "Mẹ", "Anh trai", "Chị gái", "Bố đẻ", "Mẹ ruột", "Ông nội"]


def history(stay: Stay, rng: Random) -> str:
    """Return how the illness began, and its course until admission."""
    parts = [part.replace("{n}", str(stay.count)) for part in stay.case["history"]]
    return sentences(parts)


def past(stay: Stay, rng: Random) -> str:
    """Return the patient's own past, denied diseases and allergies."""
    own = [
        f"{mark('DISEASE.historical', d.words)} {rng.choice(YEARS).format(rng.randint(2, 15))}"
        for d in stay.others
    ]
    text = ", ".join(own) if own else rng.choice(NONE)
    if stay.denied and stay.denied.disease.code not in codes(stay):
        words = mark("DISEASE.absent", stay.denied.words)
        text += ". " + rng.choice(["Không mắc {}", "Không có {}", "Phủ nhận {}"]).format(words)
    lead = rng.choice(["Bản thân: ", "- Bản thân: ", ""])
    return f"{lead}{text}. {allergy(stay, rng)}"


def allergy(stay: Stay, rng: Random) -> str:
    """Return the allergy as a sentence, or that there is none."""
    if not stay.allergy:
        return f"{rng.choice(SAFE)}."
    what, how = mark("ALLERGEN", stay.allergy[0]), mark("REACTION", stay.allergy[1])
    return rng.choice(["Dị ứng: {} ({}).", "Dị ứng {}: {}.", "Tiền sử dị ứng {} ({})."]).format(
        what, how
    )


def family(stay: Stay, rng: Random) -> str:
    """Return what runs in the family."""
    lead = rng.choice(["Gia đình: ", "- Gia đình: "])
    if not stay.family:
        return lead + rng.choice(["Không ai mắc bệnh liên quan.", "Chưa ghi nhận bất thường."])
    words = mark("DISEASE.family", stay.family.words)
    return lead + rng.choice(["{} bị {}.", "{} mắc {}.", "{} có {}."]).format(
        rng.choice(KIN), words
    )


def tests(found: Sequence[Result], rng: Random) -> tuple[str, list[Truth]]:
    """Return results in one line, and their truth: no range and no flag."""
    comma = rng.random() < 0.4
    shape, joint = rng.choice(["{} {} {}", "{}: {} {}", "{} = {} {}"]), rng.choice(["; ", ", "])
    parts, truths = [], []
    for result in found:
        name = rng.choice(result.lab.short or result.lab.vi)
        value = result.value.replace(".", ",") if comma else result.value
        parts.append(shape.format(mark("LAB", name), value, result.unit).strip())
        truth = {"test": name, "value": result.value, "unit": result.unit}
        truths.append({key: word for key, word in truth.items() if word})
    return joint.join(parts), truths


def study(stay: Stay, rng: Random) -> tuple[str, Truth]:
    """Return the imaging study with its conclusion in one sentence, and its truth."""
    done = stay.case["imaging"]
    text = f"{mark('IMAGING', done['study'])}: {done['conclusion']}"
    return text, {key: done[key] for key in ("modality", "site", "conclusion")}


def signs(at: Vitals, rng: Random) -> tuple[str, list[Truth]]:
    """Return vital signs in one line, and their truth without a time."""
    beats = rng.choice(["lần/phút", "l/ph", "l/p"])
    heat = f"{at.temperature:.1f}"
    names = rng.choice([("Mạch", "Nhiệt độ", "Huyết áp", "Nhịp thở"), ("M", "T°", "HA", "NT")])
    comma = heat.replace(".", ",") if rng.random() < 0.5 else heat
    text = (
        f"{names[0]}: {at.pulse} {beats}, {names[1]}: {comma} °C, "
        f"{names[2]}: {at.systolic}/{at.diastolic} mmHg, {names[3]}: {at.breaths} {beats}"
    )
    return text, [
        {"kind": "pulse", "value": str(at.pulse), "unit": beats},
        {"kind": "temperature", "value": heat, "unit": "°C"},
        {"kind": "blood_pressure", "value": f"{at.systolic}/{at.diastolic}", "unit": "mmHg"},
        {"kind": "respiratory_rate", "value": str(at.breaths), "unit": beats},
    ]


def drug(order: Order, rng: Random) -> str:
    """Return a drug with its strength, the substance in brackets after a brand."""
    strength = rng.choice([order.strength, order.strength.replace(" ", "")])
    name = mark("DRUG", order.name)
    if order.name in order.drug.brands and rng.random() < 0.5:
        name += f" ({mark('DRUG', order.drug.vi[0])})"
    return f"{name} {strength}"


def taken(order: Order, rng: Random) -> str:
    """Return how to take a drug, in words."""
    each = f"{int(order.each):02d}" if rng.random() < 0.3 else order.each
    way = "Ngày dùng" if order.route not in ("oral",) else rng.choice(["Ngày uống", "Uống ngày"])
    return f"{way} {order.times} lần, mỗi lần {each} {order.unit}, {order.how}"


def medication(order: Order, instructions: str, *, home: bool = False) -> Truth:
    """Return the truth of a drug as written; with the quantity on a prescription."""
    truth = {
        "name": order.name,
        "ingredient": order.drug.name,
        "strength": order.strength,
        "form": order.form,
        "quantity": str(order.quantity) if home else "",
        "dose": f"{int(order.each)} {order.unit}" if instructions else "",
        "times_per_day": str(order.times) if instructions else "",
        "route": order.route if instructions else "",
        "instructions": instructions,
    }
    return {key: word for key, word in truth.items() if word}


def told(*texts: str) -> list[Truth]:
    """Return the diagnoses that narrative texts assert, without a role."""
    found = [pair for text in texts for pair in asserted(text)]
    return [
        {"text": words, "icd10": _codes()[words.lower()], "assertion": assertion}
        for words, assertion in dict.fromkeys(found)
    ]


def allergies(stay: Stay) -> list[Truth]:
    """Return the truth of the allergy, if there is one."""
    return [{"substance": stay.allergy[0], "reaction": stay.allergy[1]}] if stay.allergy else []


def section(kind: str, heading: str, text: str) -> Truth:
    """Return the truth of a narrative part."""
    return {"kind": kind, "heading": heading.strip("-:. 0123456789"), "text": plain(text)}


def codes(stay: Stay) -> list[str]:
    """Return the codes of all diagnoses that the patient has."""
    found: list[Diagnosis] = [stay.main, *stay.others]
    return [diagnosis.disease.code for diagnosis in found]


@cache
def _codes() -> dict[str, str]:
    rows = diseases().values()
    return {name.lower(): row.code for row in rows for name in row.vi + row.short}
