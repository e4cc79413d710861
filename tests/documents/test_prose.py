import pytest
from sample_document import evaluated

from saferplan.documents.prose import plain, read_prose
from saferplan.errors import DocumentError


def prose(text):
    return read_prose(evaluated(text))[0]


def refused(text):
    with pytest.raises(DocumentError) as caught:
        prose(text)
    return str(caught.value)


def types(text):
    return [token.type for token in prose(text).tokens]


def test_headings_move_below_the_document_title_and_get_anchors():
    read = prose("# One\n\n## Two words\n\n### Three\n\n## Two words\n\n## !!\n")
    assert [(heading.level, heading.anchor) for heading in read.headings] == [
        (2, "one"),
        (3, "one--two-words"),
        (4, "one--three"),
        (3, "one--two-words-2"),
        (3, "one--section"),
    ]
    assert [token.tag for token in read.tokens if token.type == "heading_open"] == ["h2", "h3", "h4", "h3", "h3"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Words", "01-one.md, line 1: the chapter has no title"),
        ("## Section", "01-one.md, line 1: the first heading must be"),
        ("# A\n\n# B", "01-one.md, line 3: a chapter has one title"),
        ("# A\n\n### B", "01-one.md, line 3: the heading 'B' skips a level. Use ##."),
        ("# A\n\n##\n", "a heading is empty"),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F", "five levels"),
    ],
)
def test_an_order_of_headings_that_leaps_is_refused(text, said):
    assert said in refused(text)


def test_a_level_may_be_left_by_any_number_of_steps():
    assert len(prose("# A\n\n## B\n\n### C\n\n## D\n").headings) == 4


def test_an_exhibit_in_a_paragraph_of_its_own_becomes_a_block():
    assert types('# A\n\n{{ exhibit("shares") }}\n\nWords\n')[3] == "exhibit"


def test_exhibits_of_a_loop_may_share_a_paragraph():
    text = '# A\n\n{% for name in ["shares", "trend"] %}\n{{ exhibit(name) }}\n{% endfor %}\n'
    assert types(text).count("exhibit") == 2


@pytest.mark.parametrize(
    "text",
    [
        'Words {{ exhibit("shares") }}',
        '{{ exhibit("shares") }} words',
        '- {{ exhibit("shares") }}',
        '> {{ exhibit("shares") }}',
        '| a |\n| --- |\n| {{ exhibit("shares") }} |',
        '## {{ exhibit("shares") }}',
        '**{{ exhibit("shares") }}** x',
    ],
)
def test_an_exhibit_inside_other_text_is_refused_at_its_line(text):
    line = 3 + text.count("\n")
    message = refused(f"# A\n\n{text}\n")
    assert f"01-one.md, line {line}: exhibit 'shares' stands inside other text" in message


@pytest.mark.parametrize("text", ['[a]({{ rate("x").id }})', '![a]({{ "x.png" }})'])
def test_a_figure_cannot_make_an_address(text):
    assert "cannot stand in a link's address" in refused(f"# A\n\n{text}\n")


def test_an_image_needs_words_for_those_who_do_not_see_it():
    assert "01-one.md, line 3: image x.png has no alternative text" in refused("# A\n\n![](x.png)\n")


def test_figures_in_headings_and_code_become_words():
    read = prose('# About {{ rate("x").value }}\n\n`{{ rate("x").value }}`\n')
    assert read.headings[0].text == "About 5.6"
    code = [child for token in read.tokens for child in token.children or [] if child.type == "code_inline"]
    assert code[0].content == "5.6"


def test_markup_around_a_figure_works():
    children = prose('# A\n\n**{{ rate("x").value }}**, _{{ rate("x").value }}_\n').tokens[4].children
    assert [child.type for child in children if child.type != "text" or child.content] == [
        *("strong_open", "figure", "strong_close"),
        "text",
        *("em_open", "figure", "em_close"),
    ]
    assert plain(children) == "5.6, 5.6"


def test_html_in_a_chapter_is_text():
    assert not any(token.type.startswith("html") for token in prose("# A\n\n<b>x</b>\n\n<script>y</script>\n").tokens)


@pytest.mark.parametrize(
    "forged",
    [
        "&#xE000;99&#xE001;",
        "&#xE000;0&#xE001;",
        "&#57344;0&#57345;",
        "&#X00e000;0&#x00E001;",
        "&#0057344;0&#57345;",
        "&#{% if true %}xE000;{% endif %}0&#xE001;",
        "[words](address '&#xE000;0&#xE001;')",
        "![&#xE000;0&#xE001;](picture.png)",
        "&#27;[2J",
    ],
)
def test_a_mark_that_the_engine_did_not_write_is_refused(forged):
    message = refused(f"# A\n\nThere were {{{{ rate('burglary') }}}}.\n\n{forged}\n")
    assert message.startswith("01-one.md, line 5: the character &#")


@pytest.mark.parametrize(("written", "said"), [("&#163;5", "£5"), ("&#x2019;", "’"), ("&#9999999;", "\ufffd")])
def test_numeric_references_of_other_characters_are_read(written, said):
    assert plain(prose(f"# A\n\n{written}").tokens[4].children) == said


@pytest.mark.parametrize("text", ["\ue00099\ue001", "\ue0000\ue001"])
def test_a_mark_in_what_an_expression_prints_stands_for_nothing(text):
    children = prose(f"# A\n\n{{{{ '{text}' }}}}").tokens[4].children
    assert [(child.type, child.content) for child in children] == [("figure", text)]
