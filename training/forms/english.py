"""English forms of international clinics."""

import re
from datetime import date, timedelta
from random import Random

from training.blocks import Block, Columns, Heading, Look, Para, Row, Table
from training.forms.sheet import Sheet, Truth
from training.lexicon import labs, own, table
from training.marked import mark
from training.people import digits

CLINICS = [
    "Lotus Bay International Clinic",
    "Golden Bridge Medical Centre",
    "Saigon Harbour Hospital",
]
DOCTORS = ["Hannah Pike", "Minh Tran", "Oscar Lund", "Irene Vo", "Paul Mercer"]
LABS = ["HGB", "WBC", "PLT", "GLU", "CRE", "ALT", "CRP", "NA", "K"]


def english(kind: str, rng: Random) -> Sheet:
    """Return an English form: record_summary, prescription, lab_report or referral."""
    case = rng.choice(own("english")["case"])
    issued = date(2023, 1, 1) + timedelta(days=rng.randint(0, 1000))
    top, truth = _top(kind, rng, issued, case)
    body, facts = {
        "record_summary": _summary,
        "prescription": _prescription,
        "lab_report": _labs,
        "referral": _referral,
    }[kind](case, rng, issued)
    doctor = rng.choice(DOCTORS)
    foot = Columns(
        ((), (f"Date: {_day(issued, rng)}", "Physician", "(signature)", f"Dr {doctor}")),
        signed=True,
    )
    encounter = {**truth["encounter"], **facts.pop("encounter", {})}
    encounter |= {"physician": doctor, "issued_on": issued.isoformat()}
    whole = {"document_type": kind, "language": "en", **truth, **facts, "encounter": encounter}
    style = Look(rng.choice(["Liberation Sans", "Liberation Serif"]), 12, False, True)
    return Sheet(kind, "en", (tuple([*top, *body, foot]),), whole, style)


def _top(kind: str, rng: Random, day: date, case: Truth) -> tuple[list[Block], Truth]:
    people, female = table("people"), rng.random() < 0.5
    given = rng.choice(people["english_given_female" if female else "english_given_male"])
    name = f"{given} {rng.choice(people['english_surnames'])}"
    born = day - timedelta(days=rng.randint(25, 80) * 365 + rng.randint(0, 360))
    number, clinic = digits(rng, 6), rng.choice(CLINICS)
    title = {
        "record_summary": "DISCHARGE SUMMARY",
        "prescription": "PRESCRIPTION",
        "lab_report": "LABORATORY REPORT",
        "referral": "REFERRAL LETTER",
    }[kind]
    sex = "Female" if female else "Male"
    rows: list[Block] = [Columns(((clinic,),)), Heading(title, "h1")]
    rows += [Row((("Patient:", name), ("Date of birth:", _day(born, rng))))]
    rows += [Row((("Sex:", sex), (rng.choice(["MRN:", "Patient ID:"]), number)))]
    patient = {
        "full_name": name.upper(),
        "birth_date": born.isoformat(),
        "sex": sex.lower(),
        "patient_id": number,
    }
    return rows, {"patient": patient, "encounter": {"facility": clinic}}


def _day(day: date, rng: Random) -> str:
    return rng.choice([f"{day:%d %B %Y}", f"{day:%d/%m/%Y}", f"{day:%d %b %Y}"])


def _drugs(case: Truth, *, counted: bool) -> tuple[list[tuple[str, str, str]], list[Truth]]:
    rows, truths = [], []
    for line in case["drugs"]:
        name, substance, strength, form, each, times, count, how = line.split("|")
        rows.append((f"{mark('DRUG', name)} {strength}", how, count))
        truth = {"name": name, "ingredient": substance, "strength": strength, "form": form}
        truth |= {"quantity": count} if counted else {}
        truth |= {"dose": each, "times_per_day": times, "route": "oral", "instructions": how}
        truths.append(truth)
    return rows, truths


def _found(case: Truth, role: str) -> list[Truth]:
    return [{"text": case["name"], "icd10": case["code"], "role": role, "assertion": "present"}]


def _past(case: Truth) -> list[Truth]:
    return [{"text": t, "icd10": c, "assertion": a} for t, c, a in case["past"]]


def _allergies(case: Truth) -> list[Truth]:
    told = re.findall(r"\[ALLERGEN\|([^]]+)\] \(\[REACTION\|([^]]+)\]\)", case["background"])
    return [{"substance": what, "reaction": how} for what, how in told]


def _summary(case: Truth, rng: Random, day: date) -> tuple[list[Block], Truth]:
    came, back = day - timedelta(days=rng.randint(3, 9)), day + timedelta(days=14)
    rows, drugs = _drugs(case, counted=False)
    blocks: list[Block] = [Row((("Admitted:", _day(came, rng)), ("Discharged:", _day(day, rng))))]
    blocks += [Para("Diagnosis:", f"{mark('DISEASE', case['name'])} ({case['code']})")]
    blocks += [Para("History:", case["history"]), Para("Past history:", case["background"])]
    blocks += [
        Para("Hospital course:", case["course"]),
        Heading("Medications on discharge", "left"),
    ]
    blocks += [Para(f"{n}.", f"{name}: {how}") for n, (name, how, _) in enumerate(rows, 1)]
    blocks += [Para("Follow-up:", _day(back, rng))]
    facts = {
        "encounter": {
            "admitted_at": came.isoformat(),
            "discharged_at": day.isoformat(),
            "follow_up_on": back.isoformat(),
        },
        "diagnoses": _found(case, "discharge") + _past(case),
        "allergies": _allergies(case),
        "medications": drugs,
    }
    return blocks, facts


def _prescription(case: Truth, rng: Random, day: date) -> tuple[list[Block], Truth]:
    rows, drugs = _drugs(case, counted=True)
    blocks: list[Block] = [Para("Diagnosis:", mark("DISEASE", case["name"]))]
    blocks.append(Table(("Medicine", "Directions", "Qty"), tuple(rows), (34, 54, 12)))
    return blocks, {"diagnoses": _found(case, "main"), "medications": drugs}


def _labs(case: Truth, rng: Random, day: date) -> tuple[list[Block], Truth]:
    rows, truths = [], []
    for code in LABS:
        lab = labs()[code]
        low, high = lab.low or 0, lab.high or 1
        value = round(rng.uniform(low * 0.9, high * 1.3), lab.decimals)
        text, reference = f"{value:.{lab.decimals}f}", f"{low} - {high}"
        flag = "high" if value > high else "low" if value < low else "normal"
        rows.append((mark("LAB", lab.en[0]), text, lab.units[0], reference))
        truth = {"test": lab.en[0], "value": text, "unit": lab.units[0]}
        truths.append({**truth, "reference_range": reference, "flag": flag})
    table = Table(("Test", "Result", "Units", "Reference range"), tuple(rows), (40, 18, 18, 24))
    return [table], {"lab_results": truths}


def _referral(case: Truth, rng: Random, day: date) -> tuple[list[Block], Truth]:
    rows, drugs = _drugs(case, counted=False)
    target = "Lang Biang General Hospital"
    blocks: list[Block] = [
        Row((("Referred to:", target),)),
        Para("Diagnosis:", mark("DISEASE", case["name"])),
    ]
    blocks += [Para("History:", case["history"]), Para("Past history:", case["background"])]
    blocks += [Heading("Current medications", "left")]
    blocks += [Para("-", f"{name}: {how}") for name, how, _ in rows]
    facts = {
        "encounter": {"destination": target},
        "diagnoses": _found(case, "referral") + _past(case),
        "allergies": _allergies(case),
        "medications": drugs,
    }
    return blocks, facts
