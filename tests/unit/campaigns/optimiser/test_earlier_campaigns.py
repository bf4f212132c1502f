"""`[transfer] tables`: a new campaign that learns together with earlier cells."""

import json
from dataclasses import replace

import pytest
from support.tables.past_cells import twin_rows, write_table
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.load_campaign import load_settings
from campaigns.optimiser.earlier_campaigns import (
    did_it_help,
    transfer_sentence,
    verdict_document,
    with_earlier,
)
from campaigns.optimiser.make_strategy import make_strategy
from campaigns.optimiser.strategy_from_settings import strategy_of
from doe.space import Parameter, Space
from doe.trials import Observation

CAMPAIGN = """
[campaign]
name = "lot-b"
budget = 20
[space.copress_mpa]
low = 200
high = 650
step = 5
[space.stack_mpa]
low = 10
high = 120
step = 1
[fixed]
copress_dwell_s = 60
ramp_mpa_s = 10
release_mpa_s = 2
anode_mpa = 110
anode_dwell_s = 60
[transfer]
tables = ["lot-a.csv"]
[press]
map = "manual"
die = "d10"
diameter_mm = 10
max_force_kn = 60
max_mpa = 700
[impedance]
area_cm2 = 0.785
"""


@pytest.fixture
def campaign(tmp_path):
    write_table(tmp_path / "lot-a.csv", twin_rows(24, knobs=("copress_mpa", "stack_mpa")))
    file = tmp_path / "lot-b.toml"
    file.write_text(CAMPAIGN, encoding="utf-8")
    return file


def copress(*arguments, code=0):
    result = CliRunner().invoke(app, [*map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def test_the_campaign_begins_with_what_is_known_and_says_whether_it_helped(campaign):
    for number, asr in enumerate((231.0, 214.0), 1):
        copress("propose", campaign)
        copress("record", campaign, "--trial", number, "--asr-ohm-cm2", asr, "--damage", 0)
    (proposal,) = json.loads(copress("propose", campaign, "--json"))
    assert "Part of the first design" not in proposal["why"]
    said = copress("recommend", campaign)
    assert "Transfer" in said
    assert "earlier cells" in said
    verdict = json.loads(copress("recommend", campaign, "--json"))["transfer"]
    assert verdict["in_words"] in " ".join(said.split())
    assert verdict["left_out"]["cells"] == 2
    assert isinstance(verdict["used_for_resistance"], bool)


def test_the_first_cell_is_what_the_earlier_campaign_advises(campaign):
    (proposal,) = json.loads(copress("propose", campaign, "--json"))
    assert proposal["why"].startswith("What the earlier campaign advises")


def test_a_first_cell_that_breaks_starts_the_whole_design_without_the_earlier_cells(campaign):
    settings = load_settings(campaign)
    strategy = strategy_of(settings)
    broken = Observation(strategy.propose([]), damage=2)
    proposed = strategy.propose([broken])
    assert proposed["copress_mpa"] <= broken.point["copress_mpa"]
    assert "earlier campaign" not in strategy.explain([broken], proposed).why
    _, earned = did_it_help(strategy, [broken])
    assert (earned.confirmed, earned.resistance, earned.integrity) == (False, False, False)


def test_a_first_cell_as_predicted_spares_the_design_until_a_later_one_is_not(campaign):
    strategy = strategy_of(load_settings(campaign))
    first = strategy.propose([])
    predicted = float(
        strategy.earlier.plain.predict(strategy.earlier.earlier, [first]).asr_median[0]
    )
    history = [Observation(first, asr_ohm_cm2=predicted)]
    why = strategy.explain(history, strategy.propose(history)).why
    assert "Part of the first design" not in why
    point = strategy.propose(history)
    history.append(Observation(point, asr_ohm_cm2=4 * predicted))
    assert "Part of the first design" in strategy.explain(history, strategy.propose(history)).why


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)], ids=["as given", "swapped"])
def test_results_against_what_is_known_of_pressing_are_not_tried_first(campaign, order):
    """The resistances of the hardest-pressed cells given to the gentlest, and so on."""
    rows = sorted(
        twin_rows(24, knobs=("copress_mpa", "stack_mpa")), key=lambda row: row["copress_mpa"]
    )
    results = [{name: row[name] for name in ("damage", "shorted", "asr_ohm_cm2")} for row in rows]
    swapped = [{**row, **result} for row, result in zip(rows, results[order], strict=True)]
    write_table(campaign.parent / "lot-a.csv", swapped)
    strategy = strategy_of(load_settings(campaign))
    against = strategy.earlier.contradicting
    assert against is (order.step == -1)
    (proposal,) = json.loads(copress("propose", campaign, "--json"))
    assert ("What the earlier campaign advises" in proposal["why"]) is not against
    verdict = verdict_document(
        *did_it_help(strategy, [Observation(strategy.propose([]), damage=1)])
    )
    assert verdict["against_what_is_known"] is against
    assert ("against what is known of pressing" in verdict["in_words"]) is against


def test_without_knowledge_nothing_is_against_it(campaign):
    strategy = strategy_of(load_settings(campaign))
    unknowing = strategy.earlier.plain.with_settings(knowledge=False)
    assert not replace(strategy.earlier, plain=unknowing).contradicting


def test_a_campaign_without_earlier_cells_has_no_verdict(campaign):
    plain = replace(strategy_of(load_settings(campaign)), earlier=None)
    assert did_it_help(plain, []) is None


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("copress_mpa,asr_ohm_cm2\n300,40\n400,38\n", "[transfer.held] stack_mpa"),
        ("copress_mpa,stack_mpa,sigma_ms_cm\n300,40,1.2\n400,38,2\n", "is about sigma_ms_cm"),
        ("copress_mpa,stack_mpa,asr_ohm_cm2\n300,40,100\n400,38,90\n", "at least 5 are needed"),
    ],
)
def test_tables_that_cannot_teach_are_refused(campaign, table, words):
    (campaign.parent / "lot-a.csv").write_text(table, encoding="utf-8")
    assert words in copress("propose", campaign, code=2)


@pytest.mark.parametrize("word", ["pragunenud", "cracked?"])
def test_a_word_that_leaves_a_cell_open_is_asked_about_and_answered_in_the_mapping(campaign, word):
    folder = campaign.parent
    lines = [
        f"{200 + 20 * k},{10 + 5 * k},{90 - 3 * k},{word if k in (8, 11) else ''}"
        for k in range(12)
    ]
    text = "copress_mpa,stack_mpa,ASR (ohm cm2),comment\n" + "\n".join(lines) + "\n"
    (folder / "lot-a.csv").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["propose", str(campaign)])
    said = " ".join(result.output.split())
    assert (result.exit_code, word in said, "[words]" in said) == (2, True, True), said
    (folder / "words.toml").write_text(f'[words]\n"{word}" = "cracked"\n', encoding="utf-8")
    answered = CAMPAIGN.replace('["lot-a.csv"]', '["lot-a.csv"]\nmapping = "words.toml"')
    campaign.write_text(answered, encoding="utf-8")
    result = CliRunner().invoke(app, ["propose", str(campaign)])
    assert result.exit_code == 0, result.output


def test_earlier_cells_that_nobody_looked_at_say_nothing_of_what_breaks():
    space = Space((Parameter("copress_mpa", 100.0, 700.0), Parameter("stack_mpa", 5.0, 80.0)))
    earlier = [
        Observation({"copress_mpa": p, "stack_mpa": s}, asr_ohm_cm2=9e3 / p + 200 / s)
        for p in (150.0, 350.0, 550.0)
        for s in (10.0, 40.0, 70.0)
    ]
    plain = make_strategy(space, seed=0)
    strategy = with_earlier(plain, earlier, [False] * len(earlier))
    assert strategy.earlier is not None
    assert strategy.earlier.first is None, "no recommendation rests on them"
    history = [
        Observation(strategy.propose([]), asr_ohm_cm2=50.0, trial=0),
        Observation({"copress_mpa": 300.0, "stack_mpa": 30.0}, asr_ohm_cm2=40.0, trial=1),
    ]
    helped = did_it_help(strategy, history)
    assert helped is not None
    assert "Of 9 of them nobody noted whether they were intact" in transfer_sentence(*helped)
