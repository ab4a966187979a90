"""XPath as conditions: what has a counterpart means the same, what has none is refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.exchange.condition_text import condition_text
from survey.exchange.xlsform_expressions import Known, Limits, condition, limits, true_when_empty
from survey.exchange.xpath import NotTaken
from survey.questionnaire.conditions import compiled, parse
from survey.questionnaire.model import Answers, Option, Question, Tree

from .xlsforms import conditions, relevant

KNOWN = {
    "Help": Known("help", "single", {"yes": "yes", "no": "no", "1": "c1", "declined": "declined"}),
    "channel": Known("channel", "multi", {"phone": "phone", "web": "web", "none": "none"}),
    "times": Known("times", "number", {}, 0, 99),
    "words": Known("words", "open"),
}


def find(name: str) -> Known:
    if name not in KNOWN:
        raise NotTaken("okänd.", "unknown.")
    return KNOWN[name]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("${Help} = 'yes'", "help = yes"),
        ('${Help}="yes"', "help = yes"),
        ("'yes' = ${Help}", "help = yes"),
        ("${Help} = 1", "help = c1"),
        ("selected(${Help}, 'yes')", "help = yes"),
        ("${Help} != 'no'", "help != no"),
        ("${Help} != ''", "help is answered"),
        ("${words} = ''", "words is not answered"),
        ("${Help} = 'declined'", "help is declined"),
        ("selected(${channel}, 'web')", "channel has web"),
        ("not(selected(${channel}, 'none'))", "not channel has none"),
        ("selected(${channel}, 'web') or selected( ${channel},'phone' )", "channel has any (web, phone)"),
        ("selected(${channel}, 'web') and selected(${channel}, 'phone')", "channel has all (web, phone)"),
        ("${Help}='yes' or ${Help}='no'", "help in (yes, no)"),
        ("${times} > 3", "times > 3"),
        ("3 < ${times}", "times > 3"),
        ("${times} >= '2.5'", "times >= 2.5"),
        (
            "(${times} > 3 and ${Help} = 'yes') or ${words} != ''",
            "times > 3 and help = yes or words is answered",
        ),
        (
            "${times} > 3 and (${Help} = 'yes' or ${words} != '')",
            "times > 3 and (help = yes or words is answered)",
        ),
        ("not(${times} > 3 or ${Help} = 'yes')", "not (times > 3 or help = yes)"),
        ("${Help}='yes' and ${times}>1 and ${times}<9", "help = yes and times > 1 and times < 9"),
    ],
)
def test_an_expression_becomes_the_condition_a_person_would_write(expression: str, text: str) -> None:
    tree = condition(expression, find)
    assert condition_text(tree) == text.replace(
        "(times > 3 and help = yes) or", "times > 3 and help = yes or"
    )
    assert parse(condition_text(tree)) == tree


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("${nobody} = 'a'", "unknown."),
        ("${Help} = 'maybe'", "'maybe' is no option of 'help'."),
        ("${Help} > 'no'", "options have no size."),
        ("${channel} = 'web'", "questions with several answers work with selected() only."),
        ("${words} = 'hej'", "free text can only be answered or not."),
        ("${times} = 'many'", "a number can be compared with numbers only."),
        ("${times} > 100", "the number is outside the question's range."),
        ("${times} = ${Help}", "only a question can be compared, with a code or a number."),
        ("count-selected(${channel}) > 1", "only a question can be compared, with a code or a number."),
        ("coalesce(${Help}, 'a')", "there is no function coalesce() here."),
        ("${Help}", "it is not a condition."),
        ("${times} + 1 > 2", "it cannot be read."),
        ("${Help} = 'yes", "it cannot be read."),
        ("(${Help} = 'yes'", "it cannot be read."),
        ("", "it cannot be read."),
        ("(" * 40 + "${Help} = 'yes'" + ")" * 40, "it has too many parentheses inside each other."),
    ],
)
def test_what_has_no_counterpart_is_refused_with_a_reason(expression: str, reason: str) -> None:
    with pytest.raises(NotTaken) as raised:
        condition(expression, find)
    assert raised.value.reason[1] == reason
    assert raised.value.reason[0] != raised.value.reason[1]


@pytest.mark.parametrize(
    ("expression", "whole", "expected"),
    [
        (". >= 1 and . <= 99", True, Limits(1, 99)),
        (". > 0 and . < 100", True, Limits(1, 99)),
        (".>=18", True, Limits(low=18)),
        ("0 <= .", True, Limits(low=0)),
        (". > 0.5", True, Limits(low=1)),
        (". > 0.5", False, Limits(low=0.5, strict=True)),
        (". <= 2.5", False, Limits(high=2.5)),
        ("string-length(.) <= 200", True, Limits(length=200)),
        ("string-length(.) < 200", True, Limits(length=199)),
    ],
)
def test_a_simple_constraint_becomes_limits(expression: str, whole: bool, expected: Limits) -> None:
    assert limits(expression, whole=whole) == expected


@pytest.mark.parametrize(
    "expression", ["regex(., '[0-9]+')", ". != 5", ". > ${times}", ". > 1 or . < 0", "5 > 3"]
)
def test_another_constraint_is_refused(expression: str) -> None:
    with pytest.raises(NotTaken):
        limits(expression, whole=True)


QUESTIONS = [
    Question(
        id="single",
        type="single",
        text={},
        options=tuple(Option(code, {}) for code in ("a", "b", "c")),
        states=(Option("declined", {}),),
    ),
    Question(id="multi", type="multi", text={}, options=tuple(Option(code, {}) for code in ("a", "b", "c"))),
    Question(id="number", type="number", text={}),
    Question(id="words", type="open", text={}),
]
BY_NAME = {
    question.id: Known(question.id, question.type, {option.code: option.code for option in question.choices})
    for question in QUESTIONS
}
given_answers = st.fixed_dictionaries(
    {
        "single": st.sampled_from(["a", "b", "c", None]),
        "multi": st.sampled_from([["a"], ["a", "b"], ["b", "c"], ["a", "b", "c"], None]),
        "number": st.sampled_from([-3, 0, 1, 2.5, 12, 20, None]),
        "words": st.sampled_from(["hej", None]),
    }
)


def holds_in_xpath(tree: Tree, answers: Answers) -> bool:
    """What XLSForm makes of a condition: an empty answer is an empty text, and no number."""
    sign = tree[0]
    if sign in ("and", "or"):
        return (all if sign == "and" else any)(holds_in_xpath(branch, answers) for branch in tree[1:])
    if sign == "not":
        return not holds_in_xpath(tree[1], answers)
    value = answers[tree[1]]
    if sign == "answered":
        return value is not None
    if sign == "declined":
        return False
    if value is None:
        return sign == "!="
    tests = {
        "=": lambda: value == tree[2],
        "!=": lambda: value != tree[2],
        "<": lambda: value < tree[2],
        "<=": lambda: value <= tree[2],
        ">": lambda: value > tree[2],
        ">=": lambda: value >= tree[2],
        "in": lambda: value in tree[2],
        "any": lambda: any(code in value for code in tree[2]),
        "all": lambda: all(code in value for code in tree[2]),
    }
    return tests[sign]()


@settings(max_examples=200)
@given(conditions(QUESTIONS), given_answers)
def test_a_condition_is_fulfilled_by_the_same_answers_but_for_those_it_tells_of(
    tree: Tree, answers: Answers
) -> None:
    taken = condition(relevant(tree), BY_NAME.__getitem__)
    here = compiled(taken)(answers) is True
    there = holds_in_xpath(tree, answers)
    told = [name for name in true_when_empty(taken) if answers[name] is None]
    assert here == there or (there and told)
