"""The PDF as a reader's program finds it: one page, tagged, in a language, with its fonts."""

import io
import re
import subprocess
import sys
from decimal import Decimal

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from credits import documents
from credits.documents import certificate_pdf
from credits.documents.coverage import FONTS, legible, shown
from credits.domain.credit_types import CREDIT_SYSTEMS
from credits.domain.statements import award_for
from lms.settings import BASE_DIR
from tests.factories.certificates import ACTIVITY, OFFER, PROVIDER, an_award, printed_for

MILLIMETRE = Decimal(72) / Decimal("25.4")
UAN = "0123-0000-26-001-H01-P"
STRANGE_NAMES = {
    "typst": '#panic("x") $a^2$ \\ _b_ *c* @d <e> `f` [g] //h /*i*/ = j #[',
    "accents": "Zoë Ångström-Łukasiewicz",
    "right to left": "مريم الزهراء",
    "hebrew": "שרה כהן",
    "chinese": "山田 花子",
    "korean": "김민준",
    "hindi": "अनिता शर्मा",
    "thai": "สมชาย ใจดี",
    "greek and cyrillic": "Ελένη Юлия",
    "emoji": "Ann \N{GRINNING FACE}\N{VARIATION SELECTOR-16} Author",
    "no font": "Ann \N{GOTHIC LETTER AHSA} Author",
    "quotes": 'O\'Neill “Pat” "P" <b>&amp;',
    "only unknown": "\N{GOTHIC LETTER AHSA}\N{GRINNING FACE}",
}


def read(**fields) -> PdfReader:
    return PdfReader(io.BytesIO(certificate_pdf(printed_for(**fields))))


def text_of(pdf: PdfReader) -> str:
    return " ".join(pdf.pages[0].extract_text().split())


def walk(node):
    """Yield every structure element of a tagged PDF, in reading order."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            yield from walk(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from walk(node["/K"])


def fonts_of(pdf: PdfReader):
    for font in pdf.pages[0]["/Resources"]["/Font"].values():
        yield from (each.get_object() for each in font.get_object()["/DescendantFonts"])


def test_certificate_is_tagged_in_its_language_and_declares_both_standards():
    pdf = read()
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    xmp = pdf.xmp_metadata.stream.get_data().decode()
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", xmp)
    assert re.search(r"<pdfaid:part>2</pdfaid:part>", xmp)
    assert re.search(r"<pdfaid:conformance>A</pdfaid:conformance>", xmp)
    assert root["/OutputIntents"]


def test_reading_order_has_one_heading_and_every_figure_has_words():
    elements = list(walk(read().trailer["/Root"]["/StructTreeRoot"]["/K"]))
    kinds = [element["/S"] for element in elements]
    assert kinds.count("/H1") == 1
    figures = [element for element in elements if element["/S"] == "/Figure"]
    assert len(figures) == 3
    assert all(figure["/Alt"] for figure in figures)
    assert "https://cme.example/verify/7Q4K-MX2P-9TRD/" in figures[-1]["/Alt"]
    assert "/Link" in kinds


def test_every_font_is_embedded():
    descriptors = [font["/FontDescriptor"] for font in fonts_of(read())]
    names = {str(descriptor["/FontName"]).split("+")[-1] for descriptor in descriptors}
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in descriptors)
    assert {"AtkinsonHyperlegibleNext-Regular", "SourceSerif4-SemiBold"} <= names


def test_certificate_says_what_it_must():
    said = text_of(read())
    for words in (
        PROVIDER["name"],
        "Certificate of Credit",
        "Ann Author, MD",
        "has participated in the enduring material titled",
        ACTIVITY["title"],
        "on 12 May 2026 and is awarded 1.00 AMA PRA Category 1 Credit™",
        "Harbour Academy is accredited.",
        "Designated for a maximum of 1.00 AMA PRA Category 1 Credit(s)™.",
        "Issued 13 May 2026",
        "cme.example/verify",
        "7Q4K-MX2P-9TRD",
    ):
        assert words in said


def test_other_professions_get_the_words_of_their_own_body():
    nurse = text_of(read(award=an_award(credit_type="ancc", amount=Decimal("0.75"))))
    assert "has successfully completed the enduring material titled" in nurse
    assert "and is awarded 0.75 nursing contact hours" in nurse
    other = text_of(read(award=an_award(credit_type="participation")))
    assert "Certificate of Participation" in other
    assert "on 12 May 2026 with 1.00 hour of participation" in other


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("system", CREDIT_SYSTEMS, ids=lambda system: system.code)
def test_every_body_gets_its_fields_on_either_paper(system, paper):
    """AMA: name, provider, title, format, day, amount; ANCC: address and statement too; numbers of others."""
    statement = system.designation_statement.format(
        provider=PROVIDER["name"],
        format="enduring material",
        amount="2.00",
        unit=system.unit,
        uan=UAN,
    )
    offer = {**OFFER, "amount": "2.00", "statement": statement, "topics": []}
    if system.uan_audience:
        offer["uan"] = UAN
    facts = {"activity": ACTIVITY, "offer": offer}
    if system.board:
        facts |= {"diplomate": {"board": system.board}}
        offer["pars_id"] = "201234567"
    award = an_award(
        credit_type=system.code,
        name=system.name,
        amount=Decimal("2.00"),
        unit=system.unit,
        unit_plural=system.unit_plural,
    )
    made = printed_for(award=award, facts=facts, board_id="0012345" if system.board else "")
    pdf = PdfReader(io.BytesIO(certificate_pdf(made, paper=paper)))
    assert len(pdf.pages) == 1
    said = text_of(pdf)
    wanted = [
        "Ann Author, MD",
        PROVIDER["name"],
        "1 Example Street, Sampletown",
        "harbour.example/cme",
        ACTIVITY["title"],
        "enduring material",
        "12 May 2026",
        award_for(system.code, Decimal(2), system.name, system.unit_plural),
        ACTIVITY["accreditation_statement"],
        statement,
        "version 3",
        "7Q4K-MX2P-9TRD",
        *([UAN] if system.uan_audience else []),
        *([f"{system.board} ID 0012345", "PARS activity ID 201234567"] if system.board else []),
    ]
    assert [words for words in wanted if " ".join(words.split()) not in said] == []
    assert said.count(UAN) == (1 if system.uan_audience else 0)


def test_credit_that_its_owner_wants_in_italics_is_in_italics():
    names = {str(font["/BaseFont"]) for font in fonts_of(read())}
    assert any(name.endswith("AtkinsonHyperlegibleNext-BoldItalic") for name in names)


@pytest.mark.parametrize("name", STRANGE_NAMES.values(), ids=STRANGE_NAMES)
def test_any_name_prints_and_none_is_markup(name):
    pdf = read(name=name)
    assert len(pdf.pages) == 1
    if name.isascii():
        assert " ".join(name.split()) in text_of(pdf)


def test_longest_texts_keep_to_one_page():
    pdf = read(
        name="Maximiliana-Alexandrina " * 8,
        facts={
            "activity": ACTIVITY | {"title": "W" * 60 + " management" * 18},
            "offer": {
                "amount": "10.75",
                "topics": [],
                "statement": "Physicians should claim only what they took part in. " * 12,
                "valid_from": "2025-03-03",
                "valid_until": "2028-03-02",
            },
        },
        provider=PROVIDER | {"name": "Academy of Medicine " * 8, "address": "Long Street " * 20},
        award=an_award(amount=Decimal("10.75"), note="A long note. " * 40),
    )
    assert len(pdf.pages) == 1


@pytest.mark.parametrize(("paper", "millimetres"), [("a4", "297"), ("letter", "279.4")])
def test_paper_is_landscape(paper, millimetres):
    page = PdfReader(io.BytesIO(certificate_pdf(printed_for(), paper=paper))).pages[0]
    assert abs(Decimal(page.mediabox.width) - Decimal(millimetres) * MILLIMETRE) < 1
    assert page.mediabox.width > page.mediabox.height


def test_same_words_give_the_same_bytes_in_any_process():
    script = (
        "import sys; from credits.documents import certificate_pdf;"
        "from tests.factories.certificates import printed_for;"
        "sys.stdout.buffer.write(certificate_pdf(printed_for()))"
    )
    setup = "import django; django.setup();"
    elsewhere = subprocess.run(
        [sys.executable, "-c", setup + script],
        check=True,
        capture_output=True,
        cwd=BASE_DIR,
    ).stdout
    assert elsewhere == certificate_pdf(printed_for())


def test_paper_is_not_blank_and_the_rosette_is_the_activity_s_own():
    def drawn(code):
        facts = {"activity": ACTIVITY | {"code": code}, "offer": printed_facts()}
        png = documents._run(printed_for(facts=facts), "a4", "png", ppi=40)
        picture = Image.open(io.BytesIO(png))
        return picture.convert("L")

    def printed_facts():
        return {
            "amount": "1.00",
            "topics": [],
            "statement": "",
            "valid_from": "2025-03-03",
            "valid_until": "2028-03-02",
        }

    one, other = drawn("hypertension"), drawn("sepsis")
    assert one.getextrema()[0] < 100
    seal = (one.width // 2 - 30, one.height - 80, one.width // 2 + 30, one.height - 20)
    assert one.crop(seal).tobytes() != other.crop(seal).tobytes()


def test_coverage_knows_what_each_font_can_show():
    assert {ord(sign) for sign in "Aaé™Ωя山花김अשم"} <= shown()
    assert legible("a\N{GOTHIC LETTER AHSA}b") == "a\N{REPLACEMENT CHARACTER}b"
    assert ord("\N{REPLACEMENT CHARACTER}") in shown()


def test_every_font_comes_with_its_licence():
    texts = " ".join(path.read_text() for path in FONTS.glob("*.txt"))
    for owner in ("Atkinson Hyperlegible Next", "Source Serif 4", "Noto", "Droid Sans Fallback"):
        assert owner in texts
