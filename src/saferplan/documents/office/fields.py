"""What pandoc cannot say in the two formats: contents, captions that count themselves, pages turned sideways."""

from html import escape
from typing import Literal

Form = Literal["docx", "odt"]

CONTENTS_STYLE = {"docx": "toc {}", "odt": "Contents {}"}
"""The names under which word processors know the styles of contents lists."""

# A4 in twentieths of a point, with the margins of the PDF (19 mm and 20 mm); fitting.py counts on them.
_WIDTH, _HEIGHT, _SIDE, _EDGE = 11906, 16838, 1077, 1134
_MARGINS = (
    f'<w:pgMar w:top="{_EDGE + 280}" w:bottom="{_EDGE}" w:left="{_SIDE}" w:right="{_SIDE}"'
    ' w:header="567" w:footer="567" w:gutter="0"/>'
)
UPRIGHT_PAGE = f'<w:pgSz w:w="{_WIDTH}" w:h="{_HEIGHT}"/>{_MARGINS}'
TURNED_PAGE = f'<w:pgSz w:w="{_HEIGHT}" w:h="{_WIDTH}" w:orient="landscape"/>{_MARGINS}'


def contents(form: Form, title: str, depth: int) -> tuple[str, str]:
    """What stands before and after the entries, so that the program can count the pages and make the list anew."""
    heading = escape(title)
    if form == "odt":
        begin = (
            f'<text:table-of-content text:name="{heading}"><text:table-of-content-source text:outline-level="{depth}">'
            f"<text:index-title-template>{heading}</text:index-title-template></text:table-of-content-source>"
            f'<text:index-body><text:index-title text:name="{heading}"><text:p text:style-name="Contents_20_Heading">'
            f"{heading}</text:p></text:index-title>"
        )
        return begin, "</text:index-body></text:table-of-content>"
    begin = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        '</w:sdtPr><w:sdtContent><w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr>'
        f"<w:r><w:t>{heading}</w:t></w:r></w:p>"
        '<w:p><w:pPr><w:pStyle w:val="TOC2"/></w:pPr><w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{depth}" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r></w:p>'
    )
    return begin, '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>'


def caption_number(form: Form, label: str) -> str:
    """'Figure 3' as a field that counts, from which Word makes lists of figures; '' where it is words alone."""
    word, _, number = label.partition(" ")
    if form == "odt" or not number.isdigit():
        return ""
    return (
        f'<w:r><w:t xml:space="preserve">{word} </w:t></w:r><w:fldSimple w:instr=" SEQ {word} \\* ARABIC ">'
        f"<w:r><w:t>{number}</w:t></w:r></w:fldSimple>"
    )


def turned(form: Form) -> tuple[str, str]:
    """Before and after what stands on turned pages. ODT: styles that a reference document without them ignores."""
    if form == "odt":
        mark = '<text:p text:style-name="{}"/>'
        return mark.format("Turned_20_page"), mark.format("Upright_20_page")
    section = "<w:p><w:pPr><w:sectPr>{}</w:sectPr></w:pPr></w:p>"
    return section.format(UPRIGHT_PAGE), section.format(TURNED_PAGE)
