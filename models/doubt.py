"""Why a value is doubted, or looked at, although it was read.

A code is stable: it stands in tasks and in `evidence.json`. Its sentence is English; the
message catalogues hold the other languages.
"""

from enum import StrEnum


class Doubt(StrEnum):
    """The reasons of cross-checks, each naming what contradicts what; the last three doubt nothing.

    There the document was drawn in a sample of what was filed without a person, or such a
    sample of its batch failed, or a page written by hand lacks what its form needs.
    """

    ID_PROVINCE = "id_province"
    ID_CENTURY = "id_century"
    ID_AGAINST_SEX = "id_against_sex"
    ID_AGAINST_BIRTH = "id_against_birth"
    CARD_BENEFIT = "card_benefit"
    CARD_GROUP = "card_group"
    CARD_PROVINCE = "card_province"
    CARD_AGAINST_AGE = "card_against_age"
    PHONE_PREFIX = "phone_prefix"
    SEX_AGAINST_NAME = "sex_against_name"
    SEX_AGAINST_DIAGNOSIS = "sex_against_diagnosis"
    SAME_PERSON_TWICE = "same_person_twice"
    OTHER_PATIENT_ON_PAGE = "other_patient_on_page"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    DATES_FAR_APART = "dates_far_apart"
    DATE_IN_FUTURE = "date_in_future"
    BORN_LATER = "born_later"
    TOO_OLD = "too_old"
    AGE_AGAINST_BIRTH = "age_against_birth"
    OUTSIDE_STAY = "outside_stay"
    QUANTITY_AGAINST_DOSE = "quantity_against_dose"
    TAKEN_TOO_OFTEN = "taken_too_often"
    DOSE_TOO_LARGE = "dose_too_large"
    STRENGTH_UNUSUAL = "strength_unusual"
    RESULT_IMPOSSIBLE = "result_impossible"
    RANGE_IMPOSSIBLE = "range_impossible"
    RANGE_REVERSED = "range_reversed"
    UNIT_AGAINST_TEST = "unit_against_test"
    FLAG_AGAINST_RANGE = "flag_against_range"
    PART_ABOVE_WHOLE = "part_above_whole"
    RED_CELL_INDICES = "red_cell_indices"
    SIGN_IMPOSSIBLE = "sign_impossible"
    PRESSURE_REVERSED = "pressure_reversed"
    WEIGHT_AGAINST_HEIGHT = "weight_against_height"
    BODY_CHANGED = "body_changed"
    PAGES_MISSING = "pages.missing"
    PAGES_ORDER = "pages.order"
    PAGES_TWICE = "pages.twice"
    SHEET_PATIENT = "pages.other_patient"
    SHEET_BATCH = "pages.other_batch"
    PATIENT_NUMBER = "patient.number"
    PATIENT_TIE = "patient.tie"
    PATIENT_AGAINST = "patient.against"
    PATIENT_UNSURE = "patient.unsure"
    SAMPLE = "sample"
    RETURNED = "returned"
    LACKING = "lacking"

    @property
    def sentence(self) -> str:
        """What a person is told, in English."""
        return _SENTENCES[self]


_SENTENCES = {
    Doubt.ID_PROVINCE: "no province has the first three digits of the national id",
    Doubt.ID_CENTURY: "nobody is born in the century of the national id yet",
    Doubt.ID_AGAINST_SEX: "the national id is of the other sex",
    Doubt.ID_AGAINST_BIRTH: "the national id is of another year of birth",
    Doubt.CARD_BENEFIT: "the insurance card has no level of benefit from 1 to 5",
    Doubt.CARD_GROUP: "no group of the insured has the letters of the insurance card",
    Doubt.CARD_PROVINCE: "no province has the digits of the insurance card",
    Doubt.CARD_AGAINST_AGE: "the insurance card is a small child's and the patient is older",
    Doubt.PHONE_PREFIX: "no telephone number begins so",
    Doubt.SEX_AGAINST_NAME: "the name is usual for the other sex",
    Doubt.SEX_AGAINST_DIAGNOSIS: "the diagnosis belongs to the other sex",
    Doubt.SAME_PERSON_TWICE: "the patient and another person have the same name",
    Doubt.OTHER_PATIENT_ON_PAGE: "a page of the document names another patient",
    Doubt.DATES_OUT_OF_ORDER: "the dates are not in the order in which things happen",
    Doubt.DATES_FAR_APART: "the dates lie too far apart for one document",
    Doubt.DATE_IN_FUTURE: "the date is later than the scan was received",
    Doubt.BORN_LATER: "the patient is born after another date of the document",
    Doubt.TOO_OLD: "the patient is older than people become",
    Doubt.AGE_AGAINST_BIRTH: "age and birth date do not agree",
    Doubt.OUTSIDE_STAY: "the time lies outside the stay",
    Doubt.QUANTITY_AGAINST_DOSE: "the quantity does not come to whole days of the dose",
    Doubt.TAKEN_TOO_OFTEN: "nobody takes it so often a day",
    Doubt.DOSE_TOO_LARGE: "nobody takes so much at once",
    Doubt.STRENGTH_UNUSUAL: "the drug is not known in this strength",
    Doubt.RESULT_IMPOSSIBLE: "nobody has such a result in this unit",
    Doubt.RANGE_IMPOSSIBLE: "the reference range does not fit the test",
    Doubt.RANGE_REVERSED: "the reference range ends before it begins",
    Doubt.UNIT_AGAINST_TEST: "the test is not measured in this unit",
    Doubt.FLAG_AGAINST_RANGE: "the flag does not fit value and reference range",
    Doubt.PART_ABOVE_WHOLE: "the part is larger than the whole",
    Doubt.RED_CELL_INDICES: "the red cell values do not fit each other",
    Doubt.SIGN_IMPOSSIBLE: "nobody of this age has such a vital sign",
    Doubt.PRESSURE_REVERSED: "the upper blood pressure is not above the lower",
    Doubt.WEIGHT_AGAINST_HEIGHT: "weight and height do not fit one body",
    Doubt.BODY_CHANGED: "weight or height differs too much within one document",
    Doubt.PAGES_MISSING: "a page of the document is missing before here, or at its end",
    Doubt.PAGES_ORDER: "the page is not in the order in which the pages are counted",
    Doubt.PAGES_TWICE: "the same sheet was scanned before",
    Doubt.SHEET_PATIENT: "the separator sheet before the document is another patient's",
    Doubt.SHEET_BATCH: "the separator sheet before the document is of another batch",
    Doubt.PATIENT_NUMBER: "a number on the paper belongs to another patient of the register",
    Doubt.PATIENT_TIE: "several patients of the register fit as well",
    Doubt.PATIENT_AGAINST: "a patient of the register has the number, but other particulars",
    Doubt.PATIENT_UNSURE: "a patient of the register may be meant, but it is not sure",
    Doubt.SAMPLE: "the document was drawn in the sample of its batch",
    Doubt.RETURNED: "the sample of its batch failed: all of it is looked at",
    Doubt.LACKING: "the form needs it, and nothing was found of it on a page written by hand",
}


def told(reason: str) -> str:
    """Return the reason of a task as it is told to a person, in English."""
    return Doubt(reason).sentence if reason in Doubt.__members__.values() else reason
