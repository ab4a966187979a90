"""One meaning, three evaluators: Python's closures, the browser's interpreter, the solver's formulas."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import z3
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import survey.pages
from survey.questionnaire.amounts import whole
from survey.questionnaire.conditions import compiled
from survey.questionnaire.model import STATES, Answers, Tree
from survey.questionnaire.proofs.encoding import Encoding, Field
from survey.questionnaire.routing import Route
from survey.questionnaire.variables import variables
from tests.questionnaire import strategies as some

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
INTERPRETER = Path(survey.pages.__file__).with_name("conditions.js")
IN_NODE = """
const fs = require("fs");
const truth = new Function(fs.readFileSync(process.argv[1], "utf8") + "; return truth;")();
const cases = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(([tree, answers]) => truth(tree, answers))));
"""


Sample = tuple[Tree, Answers]


@st.composite
def samples(draw: st.DrawFn) -> list[Sample]:
    """Conditions on a random questionnaire's variables, each with many answers, some never given."""
    known = list(variables(draw(some.questionnaires(most_pages=3))))
    trees = draw(st.lists(some.conditions(known, size=6), min_size=6, max_size=6))
    pools = {one.id: [None, *draw(st.lists(some.values(one), min_size=4, max_size=4))] for one in known}
    pick = draw(st.randoms(use_true_random=False)).choice
    return [
        (tree, {name: pick(pool) for name, pool in pools.items() if pick(range(8))})
        for tree in trees
        for _ in range(30)
    ]


def drawn(strategy: st.SearchStrategy[list[Sample]], count: int) -> list[Sample]:
    found: list[Sample] = []

    @settings(quick, max_examples=count, phases=[Phase.generate])
    @given(strategy)
    def collect(more: list[Sample]) -> None:
        found.extend(more)

    collect()
    return found


def test_the_browser_decides_as_the_server_does():
    every = drawn(samples(), 60)
    run = subprocess.run(
        ["node", "-e", IN_NODE, str(INTERPRETER)], input=json.dumps(every), capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    in_python = [compiled(tree)(answers) for tree, answers in every]
    wrong = [
        (tree, answers, here, there)
        for (tree, answers), here, there in zip(every, in_python, json.loads(run.stdout), strict=True)
        if here is not there
    ]
    assert wrong == []
    assert {True, False, None} == set(in_python)


def test_the_browser_s_interpreter_is_small():
    code = [line.strip() for line in INTERPRETER.read_text(encoding="utf-8").splitlines()]
    assert len("\n".join(line for line in code if not line.startswith("//"))) < 900


def pinned(field: Field, value: object) -> list[z3.BoolRef]:
    """Formulas that fix what somebody would answer to one variable."""
    state = value if isinstance(value, str) and value in STATES else None
    fixed = [formula == (code == state) for code, formula in field.states.items()]
    answered = value is not None and state is None
    fixed.append(field.answered == answered)
    if answered and field.amount is not None:
        fixed.append(field.amount == int(whole(field.question, value)))
    codes = value if isinstance(value, list) else [str(value)] if answered else []
    return fixed + [formula == (code in codes) for code, formula in field.codes.items()]


@quick
@given(st.data())
def test_the_solver_s_formulas_take_every_respondent_the_way_the_server_does(data):
    questionnaire = data.draw(some.questionnaires(closing=False))
    answers = data.draw(some.answers(questionnaire))
    trees = data.draw(st.lists(some.conditions(list(variables(questionnaire))), min_size=3, max_size=3))
    encoding = Encoding(questionnaire)
    solver = z3.Solver(ctx=encoding.context)
    solver.add(*encoding.constraints, *(z3.Not(switch) for switch in encoding.freed.values()))
    solver.add(*(one for name, field in encoding.fields.items() for one in pinned(field, answers[name])))
    assert solver.check() == z3.sat  # whatever the server takes, the formulas allow
    model = solver.model()

    def true(formula: z3.BoolRef) -> bool:
        return z3.is_true(model.eval(formula, model_completion=True))

    way = Route(questionnaire).way(answers)
    shown = [one for one, formula in zip(encoding.elements, encoding.shown, strict=True) if true(formula)]
    asked = [question.id for step in way.steps for question in step.questions]
    assert [one.name for one in shown if one.question] == asked
    assert [one.page for one in shown if one.page.outcome] == ([way.end] if way.end else [])
    assert true(encoding.arrives[-1]) == (way.end is None)
    assert encoding.answers(model) == {
        name: "…" if encoding.fields[name].question.type == "open" and value is not None else value
        for name, value in way.answers.items()
    }
    for tree in trees:
        truth = encoding.truth(tree)
        assert (true(truth.true), true(truth.false)) == _TRUTHS[compiled(tree)(way.answers)], tree


_TRUTHS = {True: (True, False), False: (False, True), None: (False, False)}
