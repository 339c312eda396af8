"""A filled form as a web page, ready to be printed on A4."""

import html

from training.blocks import Look
from training.forms.sheet import Page, Sheet
from training.handwriting import faces

STYLE = """
@page {{ size: A4; margin: 0 }}
* {{ box-sizing: border-box }}
body {{ margin: 0; font-family: '{font}'; font-size: {size}pt; line-height: 1.42 }}
.page {{ width: 210mm; height: 296.8mm; padding: 14mm 15mm 10mm 18mm; overflow: hidden;
  page-break-after: always; position: relative }}
.columns {{ display: flex; gap: 4mm; margin-bottom: 3mm; font-size: 92% }}
.column {{ flex: 1; text-align: center }}
.column div:nth-child(2) {{ font-weight: bold }}
.titled .column:nth-child(2) {{ font-size: 145%; font-weight: bold }}
.signed {{ margin-top: 8mm; font-size: 100% }}
.sign {{ height: 19mm }}
h1, .h1 {{ font-size: 150%; font-weight: bold; text-align: center; margin: 2mm 0 3mm }}
.h3 {{ font-weight: bold; margin: 2mm 0 1mm }}
.left {{ font-weight: bold; margin: 1mm 0 }}
.small {{ font-size: 88%; font-style: italic }}
.row {{ display: flex; flex-wrap: wrap; gap: 0 4mm; margin: 0.6mm 0 }}
.cell {{ display: flex; max-width: 100% }}
.cell span:first-child {{ white-space: nowrap }}
.value {{ flex: 1; border-bottom: {rule}; font-weight: {weight} }}
p {{ margin: 0.8mm 0; text-align: justify }}
table {{ width: 100%; border-collapse: collapse; margin: 2mm 0; font-size: 95% }}
td, th {{ border: 1px solid #000; padding: 0.6mm 1.5mm; vertical-align: top; text-align: left }}
th {{ text-align: center }}
.box, .comb {{ display: inline-block; width: 1.15em; height: 1.15em; border: 1px solid #000;
  text-align: center; font-style: normal; line-height: 1.1em; vertical-align: -0.15em }}
"""
HAND = """
.value, .said, td {{ font-family: '{hand}'; color: {pen}; font-weight: normal; line-height: 1.25 }}
.value {{ border-bottom: 1.5px dotted #444; font-size: 108% }}
.comb {{ border-color: #000; width: 1.3em }}
"""
"""Values filled in by hand; what is in bold was printed with the form."""


def page_html(page: Page, look: Look) -> str:
    """Return one page as a block of HTML."""
    return f"<div class=page>{''.join(block.markup(look) for block in page)}</div>"


def document_html(sheet: Sheet) -> str:
    """Return a form as a printable web page."""
    look = sheet.look
    style = STYLE.format(
        font=html.escape(look.font),
        size=look.size,
        rule="1px dotted #444" if look.dotted else "none",
        weight="bold" if look.bold else "normal",
    )
    if look.hand:
        style = faces(look.hand) + style + HAND.format(hand=look.hand, pen=look.pen)
    pages = "".join(page_html(page, look) for page in sheet.pages)
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{pages}"
