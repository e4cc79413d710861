"""What a chapter may and may not do. Every refusal is an error for the author that names chapter and line."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_document import evaluated, rate, vocabulary

from saferplan.documents.bounds import MAX_TURNS
from saferplan.errors import DocumentError


def printed(text, words=None):
    return [figure.text for figure in evaluated(text, words).printed]


def refused(text, words=None):
    with pytest.raises(DocumentError) as caught:
        evaluated(text, words)
    return str(caught.value)


@pytest.mark.parametrize(
    "escape",
    [
        '{{ "".__class__ }}',
        '{{ "".__class__.__mro__[1].__subclasses__() }}',
        "{{ rate.__globals__ }}",
        "{{ rate.function }}",
        "{{ rate.__call__.__globals__ }}",
        '{{ rate("x").finding }}',
        '{{ rate("x").__class__ }}',
        '{{ rate("x")["__class__"] }}',
        '{{ rate("x").attribute("value") }}',
        '{{ rate("x").value.real }}',
        '{{ rate("x").value.findings }}',
        '{{ exhibit("shares").exhibit }}',
        '{{ exhibit("shares").draw }}',
        '{{ rate("x")|attr("__class__") }}',
        '{{ [rate("x")]|map(attribute="__class__")|first }}',
        '{{ [rate("x")]|map(attribute="finding")|first }}',
        '{{ [rate("x")]|sort(attribute="__class__") }}',
        '{{ "%s"|format(rate) }}',
        '{{ "{0.__class__}".format(rate) }}',
        "{{ {}.__class__ }}",
        '{{ {"a": 1}.pop("a") }}',
        '{{ {"a": 1}.update({"b": 2}) }}',
        "{{ [].append(1) }}",
        "{{ self }}",
        "{{ self.__init__ }}",
        "{{ range.__init__ }}",
        "{{ cycler.__init__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ namespace() }}",
        "{{ get_flashed_messages.__globals__ }}",
        "{% for x in range(2) %}{{ loop.__class__ }}{% endfor %}",
        "{% for x in range(2) %}{{ loop._iterable }}{% endfor %}",
        '{% include "/etc/passwd" %}',
        '{% import "x" as y %}',
        '{% extends "x" %}',
        "{% block a %}{% endblock %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% set x %}a{% endset %}",
        "{% filter upper %}a{% endfilter %}",
        "{% autoescape false %}a{% endautoescape %}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% do x %}",
        '{{ rate("x")|printed(1) }}',
        "{{ [1]|bounded }}",
        "{{ to_write.function }}",
        "{{ to_write.__call__.__globals__ }}",
        '{{ to_write("x").prompt }}',
        '{{ to_write("x").__class__ }}',
        '{{ to_write("x") ~ to_write("y").text }}',
        '{{ sourced("1", "x").provenance }}',
        '{{ sourced("1", "x").finding }}',
        '{{ sourced("1", "x").record }}',
        '{{ see("a").exhibit_id }}',
        '{{ sourced(rate, "x").value() }}',
    ],
)
def test_a_chapter_reaches_nothing_of_python(escape):
    assert refused(f"# T\n\n{escape}").startswith("01-one.md, line 3: ")


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for x in range(100000000) %}{% endfor %}",
        "{% for x in range(900) %}{% for y in range(900) %}{% endfor %}{% endfor %}",
        "{{ 9 ** 99999999 }}",
        '{{ "a" * 999999999 }}',
        "{{ [1] * 999999999 }}",
        '{{ "%999999999d" % 1 }}',
        '{{ "a"|center(999999999) }}',
        "{{ 999999999999 * 999999999999 }}",
        "{{ 1e999 }}",
        "{{ [range(900), range(900)]|list|map('list')|join }}",
        "{{ " + "(" * 90 + "1" + ")" * 90 + " }}",
        "{{ " + "+".join("1" * 300) + " }}",
        "{% if 1 %}" * 60 + "{% endif %}" * 60,
        "{{ " + "-" * 500 + "1 }}",
        "{{ " + "1" * 5000 + " }}",
    ],
)
def test_a_chapter_cannot_run_on_or_fill_the_memory(bomb):
    assert "01-one.md" in refused(bomb)


THOUSAND = "{% set a = range(1000)|list %}"
LONG = "{% for x in range(95) %}{% for y in range(100) %}"
ENDED = "{% endfor %}{% endfor %}"


@pytest.mark.parametrize(
    "labour",
    [
        "{{ a|sort|length }}",
        "{{ a|sort|sort|sort|map('round', 1)|list|length }}",
        "{{ a|select('in', a)|list|length }}",
        "{% if 1000 in a %}{% endif %}",
        "{% if 1000 is in a %}{% endif %}",
        "{% if a == range(1000)|list %}{% endif %}",
        "{% set b = [a, a, a, a] %}",
        "{{ a|join|length }}",
        "{% if " + "1 + " * 30 + "1 > 0 %}{% endif %}" * 1 + "{% set b = 1 + 2 %}" * 100,
        "{% if 1 > 2 and 2 > 3 %}{% endif %}" * 200,
    ],
)
def test_a_loop_that_labours_in_every_turn_is_stopped(labour):
    """Each turn is allowed and so are all turns: together they would take minutes."""
    assert "takes more than 1,000,000 steps" in refused(THOUSAND + LONG + labour + ENDED)


def test_a_list_that_is_only_begun_is_counted_as_it_goes_on():
    endless = "{{ a" + "|map('round', 1)|select('ge', 0)" * 5 + "|list|length }}"
    assert "steps" in refused(THOUSAND + LONG + endless + ENDED)


def test_what_few_letters_print_again_and_again_is_stopped():
    """A mark stands for ten thousand characters each time: what it would print fills the memory."""
    many = '{% set a = ["' + "x" * 9_000 + '", ""]|join %}' + LONG + "{{ a }}" + ENDED
    assert "print more than 2,000,000 characters" in refused(many)


def test_lists_that_a_chapter_may_have_are_gone_through():
    text = (
        THOUSAND + "{% for x in range(100) %}{% if x in a and a|length == 1000 %}{% endif %}{% endfor %}{{ a|length }}"
    )
    assert printed(text) == ["1000"]


def test_text_that_doubles_itself_is_stopped():
    doubling = '{% set x = "aaaaaaaaaa" %}' + "{% set x = x ~ x %}" * 30 + "{{ x }}"
    assert "longer than" in refused(doubling)


DOUBLED = "{% set a = [1] %}" + "{% set a = [a, a] %}" * 40
KEYED = "{% set a = {'k': 1} %}" + "{% set a = {'k': a, 'l': (a,)} %}" * 40


@pytest.mark.parametrize("tower", [DOUBLED, KEYED, DOUBLED.replace("[a, a]", "(a, a)")])
def test_a_list_that_holds_itself_ever_twice_is_stopped(tower):
    """Comparing two such, or handing one to a word, would take until the end of days."""
    use = "{% if a == b or rate(a) %}x{% endif %}"
    assert "at most 10,000 values" in refused(tower + tower.replace("set a", "set b").replace("a,", "b,") + use)


def test_a_loop_that_prints_much_is_stopped():
    assert "grows beyond" in refused("{% for x in range(1000) %}" + "a" * 9_000 + "{% endfor %}")


def test_parentheses_beyond_all_measure_are_refused():
    assert "01-one.md" in refused("{{ " + "(" * 50_000)


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("{{ 1 + 2 * 3 }}", ["7"]),
        ("{{ 7 // 2 }} {{ 7 % 2 }} {{ -3 }}", ["3", "1", "-3"]),
        ('{{ "a" ~ 1 ~ "b" }}', ["a1b"]),
        ('{{ ["a", "b"]|join(" and ") }}', ["a and b"]),
        ("{% for x in [3, 1, 2]|sort %}{{ x }}{% endfor %}", ["1", "2", "3"]),
        ("{% for x in range(2, 4) %}{{ loop.index }}:{{ x }}{% endfor %}", ["1", "2", "2", "3"]),
        ('{% for k, v in {"a": 1}.items() %}{{ k }}{{ v }}{% endfor %}', ["a", "1"]),
        ('{% set x = 4 %}{% if x > 3 and x is even %}{{ "more" }}{% endif %}', ["more"]),
        ('{{ "yes" if 2 in [1, 2] else "no" }}', ["yes"]),
        ("{{ 0.1234|share }} {{ 1234|count }} {{ 3.14159|rate }} {{ 0.934|ratio }}", ["12.3%", "1,234", "3.1", "0.93"]),
        ("{{ [1, 2, 3]|length }} {{ -2.6|round|abs }} {{ 2.44|round(1) }}", ["3", "3", "2.4"]),
        ("{% set a, b = [1, [2, ()]], {1: {}} %}{% for x, y in [(a, b)] %}{{ x[1][0] }}{% endfor %}", ["2"]),
        ("{# nothing #}{% raw %}{{ x }}{% endraw %}", []),
    ],
)
def test_what_a_chapter_may_do(text, texts):
    assert printed(text) == texts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{{ rte("burglary") }}', "there is no figure or word 'rte'. Did you mean rate"),
        ("{{ rate() }}", "rate(): missing a required argument: 'name'. It is used as rate(name)"),
        ('{{ rate("a", "b") }}', "too many positional arguments"),
        ('{{ rate("a").valeu }}', "figure 'rate/a' has no 'valeu'. Did you mean value"),
        ("{{ rate }}", "a function without its brackets"),
        ("{{ [1] }}", "a list cannot be printed"),
        ("{{ 1 > 0 }}", "a yes or no cannot be printed"),
        ("{{ none }}", "missing"),
        ("{{ 1 / 0 }}", "division by zero"),
        ('{{ "a" + 1 }}', "'a' is not a number"),
        ('{% for x in "abc" %}{% endfor %}', "goes through a list"),
        ("{{ 1 ", "unexpected"),
        ("{% if 1 %}", "end of template"),
        ("{{ 1|nosuch }}", "No filter named 'nosuch'"),
        ("{{ 1 is nosuch }}", "No test named 'nosuch'"),
    ],
)
def test_a_mistake_is_explained_with_chapter_and_line(text, said):
    message = refused(f"# T\n\nWords\n{text}")
    assert message.startswith("01-one.md, line 4: ")
    assert said in message


def test_the_line_is_that_of_the_mistake_inside_a_loop():
    assert "line 4" in refused("{% for x in [2, 1, 0] %}\nwords\n\n{{ 1 / x }}\n{% endfor %}")


def test_a_bug_in_the_vocabulary_is_no_mistake_of_the_author():
    def broken() -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError) as caught:
        evaluated("\n{{ broken() }}", {"broken": broken})
    assert caught.value.__notes__ == ["while building 01-one.md, line 2"]


def test_chapters_cannot_change_what_the_vocabulary_holds():
    entries = [1, 2]
    refused("{{ entries.append(3) }}", {"entries": entries})
    assert entries == [1, 2]


@settings(max_examples=150)
@given(st.text(alphabet="{}%#()[]\"'.,|~+-*/<>=: \nabrate_xsf01", max_size=80))
def test_any_text_either_builds_or_is_explained(text):
    with contextlib.suppress(DocumentError):
        evaluated(text, {"rate": rate, "a": 1})


def test_the_sample_vocabulary_is_usable():
    assert printed('{{ rate("x") }}', vocabulary()) == ["5.6 per 1,000 residents"]


@pytest.mark.parametrize("digits", ["-999999999", "-19", "19", "999999999", "-1e300"])
def test_rounding_to_digits_that_no_number_has_is_refused(digits):
    message = refused("# One\n\n{{ 1|round(" + digits + ") }}")
    assert "01-one.md, line 3: round takes from -18 to 18 digits" in message


def test_rounding_keeps_and_clears_up_to_eighteen_digits():
    assert evaluated("# One\n\n{{ 1250|round(-2) }} {{ 1|round(-18) }} {{ 7|round(18) }}").printed[1].text == "0"


def test_a_chapter_of_the_same_words_has_the_figures_of_its_own_vocabulary():
    """What was compiled once serves every area."""
    chapter = "{{ name }}: {% for one in all %}{{ one }} {% endfor %}"
    assert printed(chapter, {"name": "Anyshire", "all": [1, 2]}) == ["Anyshire", "1", "2"]
    assert printed(chapter, {"name": "Pairham", "all": [3]}) == ["Pairham", "3"]


def test_a_word_that_one_vocabulary_has_is_unknown_in_another():
    chapter = "\n{{ only_here }}"
    assert printed(chapter, {"only_here": 5}) == ["5"]
    assert "01-one.md, line 2: there is no figure or word 'only_here'" in refused(chapter, {"elsewhere": 5})
    assert printed(chapter, {"only_here": 6}) == ["6"]


def test_turns_of_loops_are_counted_anew_for_each_document():
    chapter = f"{{% for a in range(90) %}}{{% for b in range({MAX_TURNS // 90 - 1}) %}}{{% endfor %}}{{% endfor %}}"
    assert [printed(chapter) for _ in range(3)] == [[], [], []]
