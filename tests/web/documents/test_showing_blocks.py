"""How a block reads: its figures, its exhibits, and what is wrong with it in its place."""

import pytest

from saferplan.web.documents import showing
from saferplan.web.documents.arranging import add_block
from saferplan.web.documents.showing import shown_blocks, shown_text


@pytest.fixture
def reads(of_anyshire, kept):
    def shown(text: str, *before: str):
        chapter = of_anyshire.chapters.first()
        blocks = [add_block(chapter=chapter, text=one, by=of_anyshire.begun_by) for one in before]
        for one in blocks:
            one.text = one.versions.last().text
        return shown_text(of_anyshire, blocks, text, kept)

    return shown


def test_a_figure_is_printed_and_marked_as_live(reads, kept):
    count = kept.tables.crime_types[0]["count"]

    assert (
        f'<span class="saferplan-live-figure">{count:,}</span> crimes'
        in reads('There were {{ volume("all-crime").value }} crimes.').html
    )


def test_what_is_still_to_be_written_is_marked_and_counted(reads):
    shown = reads('{{ to_write("Why?") }} and {{ to_write("How?") }}')

    assert shown.to_write == 2
    assert "saferplan-to-write" in shown.html


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ volumes('burglary') }}", "There is no figure or word 'volumes'"),
        ('{{ volume("burglry") }}', "There is no figure for crime type 'burglry'"),
        ('{{ exhibit("no-such") }}', "There is no exhibit 'no-such'"),
        ("{% if has('rates') %}", "end of"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("# Title", "A chapter has one title"),
        ("![](a.png)", "no alternative text"),
        ("a\x07b", "U+0007"),
        ("{% for a in range(999) %}{% for b in range(999) %}x{% endfor %}{% endfor %}", "more than 10,000 turns"),
        ("{{ ''.__class__.__mro__ }}", ""),
    ],
)
def test_what_is_wrong_is_told_in_its_place(reads, text, fault):
    shown = reads(text)

    assert fault.casefold() in shown.fault.casefold()
    assert shown.fault
    assert not shown.html


def test_a_fault_of_one_block_leaves_the_others(of_anyshire, kept, analyst):
    chapter = of_anyshire.chapters.last()
    good, bad = (add_block(chapter=chapter, text=text, by=analyst) for text in ("Good.", "{{ bad }}"))

    shown = shown_blocks(of_anyshire, list(chapter.blocks.with_text()), kept)

    assert "Good." in shown[good.pk].html
    assert "bad" in shown[bad.pk].fault


def test_an_exhibit_whose_data_was_withdrawn_says_so_in_its_sentence(reads, kept, monkeypatch):
    without = {name: one for name, one in kept.exhibits.items() if name != "months"}
    monkeypatch.setattr(type(kept), "exhibits", without, raising=False)
    object.__setattr__(kept, "exhibits", without)

    shown = reads('Before. {{ exhibit("months") }} After.')

    assert "[no data loaded for months]" in shown.html
    assert shown.without_data == ("months",)
    assert not shown.fault


def test_a_measure_whose_data_was_withdrawn_says_so(reads):
    """Bicycle theft is a measure, and Anyshire's lake has none."""
    shown = reads('There were {{ volume("bicycle-theft") }}.')

    assert "[no data loaded for Bicycle theft]" in shown.html
    assert shown.without_data == ("Bicycle theft",)


def test_headings_go_on_where_the_block_before_left_off(reads):
    assert "<h3>" in reads("### Deeper", "## Section").html
    assert "skips a level" in reads("#### Too deep", "## Section").fault


def test_names_given_before_are_known(reads):
    assert ">7<" in reads("{{ seven }}", "{% set seven = 7 %}").html.replace("p>", ">")


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[a](javascript:alert(1))", "href"),
        ("[a](/partnerships/other/)", "href"),
        ('![x" onerror="a](b.png)', "onerror="),
        ("{{ '<b>' }}", "<b>"),
    ],
)
def test_nothing_of_a_text_acts_in_the_page(reads, text, never):
    assert never not in reads(text).html.replace("&quot; onerror=&quot;", "")


def test_a_link_leads_out_and_one_within_the_document_shows_its_words(reads):
    assert 'href="https://www.gov.uk"' in reads("[out](https://www.gov.uk)").html
    assert reads("See [Wards](#wards).").html.strip() == "<p>See Wards.</p>"


def test_a_picture_that_there_is_not_says_so(reads):
    assert "there is no picture map.png" in reads("![A map](map.png)").html


def test_an_exhibit_without_a_picture_shows_its_first_rows(reads, kept):
    name, exhibit = next((name, one) for name, one in kept.exhibits.items() if one.draw is None and len(one.records))

    html = reads(f'{{{{ exhibit("{name}") }}}}').html

    assert html.count("<tr") == 1 + min(len(exhibit.records), showing.ROWS_SHOWN)
    assert "<img" not in html


def test_a_reference_to_an_exhibit_of_another_chapter_is_no_fault(reads):
    assert not reads('See {{ see("months") }}.').fault
