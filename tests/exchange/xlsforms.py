"""Random questionnaires of the kind that XLSForm can say, and the XLSForm that says them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from survey.exchange.xlsform_reader import THANKS
from survey.exchange.yaml_text import tidied
from survey.questionnaire.answers import clean_text
from survey.questionnaire.context import USUAL_STATES
from survey.questionnaire.model import STATES, Option, Page, Question, Questionnaire, Section, Text, Tree

LANGUAGES = {"sv": "Svenska (sv)", "en": "English (en)", "ru": "Русский (ru)"}
SHOWN = ("dont_know", "not_applicable", "declined")
# Everything that means something in YAML, and the letters of three languages.
LETTERS = "abåäöÅБя 019.,:;#-'\"!?&*|>%@`\\/()[]=~\n—…"

words = st.text(LETTERS, min_size=1, max_size=150).map(lambda t: tidied(clean_text(t))).filter(bool)


def texts(languages: tuple[str, ...]) -> st.SearchStrategy[Text]:
    """A text with its source and perhaps some of its translations."""
    others = st.lists(st.sampled_from(languages), unique=True)
    return others.flatmap(
        lambda extra: st.fixed_dictionaries(
            {code: words for code in languages if code == languages[0] or code in extra}
        )
    )


@st.composite
def questions(draw: st.DrawFn, number: int, languages: tuple[str, ...]) -> Question:
    """A question without a condition."""
    kind = draw(st.sampled_from(("single", "multi", "number", "open", "info")))
    said = texts(languages)
    attributes: dict[str, Any] = {}
    if kind in ("single", "multi"):
        count = draw(st.integers(2, 4))
        states = draw(st.sets(st.sampled_from(SHOWN), max_size=2))
        attributes = {
            "options": tuple(Option(f"c{n}", draw(said), n) for n in range(1, count + 1)),
            "states": tuple(Option(code, {**draw(said)}) for code in SHOWN if code in states),
            "order": draw(st.sampled_from(("", "", "random"))),
        }
    elif kind == "number":
        decimals = draw(st.sampled_from((0, 2)))
        bound = st.none() | (st.integers(-9, 99) if not decimals else st.sampled_from([-1, 0.5, 2.25, 7]))
        low, high = draw(bound), draw(bound)
        crossed = low is not None and high is not None and low > high
        attributes = {"decimals": decimals, "min": high if crossed else low, "max": low if crossed else high}
    elif kind == "open":
        attributes = {"max_length": draw(st.sampled_from((1000, 1, 300)))}
    return Question(
        id=f"q{number}",
        type=kind,
        text=draw(said),
        help=draw(said) if kind != "info" and draw(st.booleans()) else {},
        required=kind != "info" and draw(st.booleans()),
        **attributes,
    )


def tests(question: Question) -> st.SearchStrategy[Tree]:
    """A test of one question that has a counterpart in XLSForm."""
    name = question.id
    found: list[st.SearchStrategy[Tree]] = [st.just(["answered", name])]
    codes = st.sampled_from([option.code for option in question.options] or [""])
    several = st.lists(codes, min_size=2, max_size=3, unique=True)
    if any(state.code == "declined" for state in question.states) and question.type == "single":
        found.append(st.just(["declined", name]))
    if question.type == "single":
        found += [codes.map(lambda c: ["=", name, c]), codes.map(lambda c: ["!=", name, c])]
        found.append(several.map(lambda c: ["in", name, c]))
    if question.type == "multi":
        found += [st.lists(codes, min_size=1, max_size=3, unique=True).map(lambda c: ["any", name, c])]
        found.append(several.map(lambda c: ["all", name, c]))
    if question.type == "number":
        signs = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
        low = -99 if question.min is None else question.min
        high = 99 if question.max is None else question.max
        literals = st.sampled_from([n for n in (-3, 0, 12, 2.5, low, high) if low <= n <= high])
        found.append(st.tuples(signs, literals).map(lambda pair: [pair[0], name, pair[1]]))
    return st.one_of(found).flatmap(lambda tree: st.sampled_from([tree, ["not", tree]]))


@st.composite
def conditions(draw: st.DrawFn, known: list[Question]) -> Tree:
    """Tests of different questions, joined in two levels."""
    chosen = draw(st.lists(st.sampled_from(known), min_size=1, max_size=4, unique_by=lambda q: q.id))
    branches = [draw(tests(question)) for question in chosen]
    sign, other = draw(st.sampled_from([("and", "or"), ("or", "and")]))
    if len(branches) > 2 and draw(st.booleans()):
        branches = [[other, *branches[:2]], *branches[2:]]
    return branches[0] if len(branches) == 1 else [sign, *branches]


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Questions among the pages, pages, and sections of both."""
    kinds = [("sv",), ("sv", "en"), ("sv", "ru"), ("sv", "en", "ru"), ("en",), ("en", "ru")]
    languages = draw(st.sampled_from(kinds))
    known: list[Question] = []
    pages: list[Page] = []
    sections: list[Section] = []
    count = 0

    def condition() -> Tree | None:
        return draw(conditions(known)) if known and draw(st.booleans()) else None

    def question() -> Question:
        nonlocal count
        count += 1
        from msgspec.structs import replace

        made = replace(draw(questions(count, languages)), show_if=condition())
        if made.type != "info":
            known.append(made)
        return made

    def page(section: str) -> Page:
        shown = condition()
        asked = tuple(question() for _ in range(draw(st.integers(1, 3))))
        title = draw(texts(languages)) if draw(st.booleans()) else {}
        return Page(id=f"p{count}", section=section, title=title, questions=asked, show_if=shown)

    def lone(section: str) -> Page:
        only = question()
        return Page(id=only.id, section=section, questions=(only,))

    everything = {code: f"Hej {code}" for code in languages}
    pages.append(Page(id="q0", questions=(Question(id="q0", type="info", text=everything),)))
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("lone", "page", "section")))
        if kind == "section":
            sections.append(Section(f"s{number}", draw(texts(languages))))
            inner = draw(st.lists(st.booleans(), max_size=2))
            pages += [page(f"s{number}") if paged else lone(f"s{number}") for paged in (True, *inner)]
        else:
            pages.append(page("") if kind == "page" else lone(""))
    source = languages[0]
    pages.append(Page(id="done", outcome="completed", text={code: THANKS[code] for code in languages}))
    return Questionnaire(
        id="visitors",
        title={source: draw(words.filter(lambda text: "\n" not in text))},
        languages=languages,
        sections=tuple(sections),
        pages=tuple(pages),
        missing=tuple(Option(code, {source: USUAL_STATES[code][source]}, STATES[code]) for code in STATES),
    )


def xlsform(questionnaire: Questionnaire) -> dict[str, list[list[str]]]:
    """The sheets of an XLSForm that says the same."""
    languages = questionnaire.languages
    labels = [f"label::{LANGUAGES[code]}" for code in languages]
    hints = [f"hint::{LANGUAGES[code]}" for code in languages]
    head = ["type", "name", *labels, *hints, "relevant", "required", "constraint", "parameters"]
    settings = [
        ["form_title", "default_language"],
        [questionnaire.title[languages[0]], LANGUAGES[languages[0]]],
    ]
    return {
        "survey": [head, *_rows(questionnaire)],
        "choices": [["list_name", "name", *labels], *_choices(questionnaire)],
        "settings": settings,
    }


def _rows(questionnaire: Questionnaire) -> Iterator[list[str]]:
    languages = questionnaire.languages
    blank = [""] * len(languages)
    section = ""
    titles = {one.id: one.title for one in questionnaire.sections}
    for page in questionnaire.pages[:-1]:
        if page.section != section:
            if section:
                yield ["end_group"]
            if page.section:
                yield ["begin_group", page.section, *_cells(titles[page.section], languages)]
            section = page.section
        alone = page.questions[0].id == page.id
        if not alone:
            yield ["begin group", page.id, *_cells(page.title, languages), *blank, relevant(page.show_if)]
        for question in page.questions:
            yield [
                KINDS[question.type, question.decimals].format(question.id),
                question.id,
                *_cells(question.text, languages),
                *_cells(question.help, languages),
                relevant(question.show_if),
                "yes" if question.required else "",
                constraint(question),
                "randomize=true" if question.order else "",
            ]
        if not alone:
            yield ["end group"]
    if section:
        yield ["end_group"]


KINDS = {
    ("single", 0): "select_one list_{}",
    ("multi", 0): "select_multiple list_{}",
    ("number", 0): "integer",
    ("number", 2): "decimal",
    ("open", 0): "text",
    ("info", 0): "note",
}


def _choices(questionnaire: Questionnaire) -> Iterator[list[str]]:
    for question in questionnaire.questions():
        for option in question.choices:
            yield [f"list_{question.id}", option.code, *_cells(option.text, questionnaire.languages)]


def _cells(text: Text, languages: tuple[str, ...]) -> list[str]:
    return [text.get(code, "") for code in languages]


def constraint(question: Question) -> str:
    if question.type == "open":
        return "" if question.max_length == 1000 else f"string-length(.) <= {question.max_length}"
    bounds = (("min", ">="), ("max", "<="))
    found = [
        f". {sign} {getattr(question, key)}" for key, sign in bounds if getattr(question, key) is not None
    ]
    return " and ".join(found) if question.type == "number" else ""


def relevant(tree: Tree | None) -> str:
    """A condition in XPath."""
    if tree is None:
        return ""
    sign = tree[0]
    if sign in ("and", "or"):
        return f" {sign} ".join(f"({relevant(branch)})" for branch in tree[1:])
    if sign == "not":
        return f"{SUBJECT(tree[1][1])} = ''" if tree[1][0] == "answered" else f"not({relevant(tree[1])})"
    name = SUBJECT(tree[1])
    if sign == "answered":
        return f"{name} != ''"
    if sign == "declined":
        return f"selected({name}, 'declined')"
    if sign in ("any", "all"):
        joint = " or " if sign == "any" else " and "
        return joint.join(f"selected({name}, '{code}')" for code in tree[2])
    if sign == "in":
        return " or ".join(f"{name} = '{code}'" for code in tree[2])
    literal = tree[2] if isinstance(tree[2], int | float) else f"'{tree[2]}'"
    return f"{name} {sign} {literal}"


def SUBJECT(name: str) -> str:  # noqa: N802
    return "${" + name + "}"
