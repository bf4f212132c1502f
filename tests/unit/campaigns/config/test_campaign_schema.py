"""A campaign file is checked whole; every complaint says where, what and how to mend it."""

from pathlib import Path

import pytest
from support.campaign import MANUAL, write_campaign

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import CampaignFileError, load_settings
from campaigns.config.template import campaign_text
from campaigns.errors import WrongInputError
from campaigns.trial.press_limits import area_cm2, limits_of, refuse_outside


def edited(tmp_path: Path, old: str, new: str) -> Path:
    path = write_campaign(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_good_file_says_everything(tmp_path: Path) -> None:
    settings = load_settings(write_campaign(tmp_path))
    assert list(settings.space) == ["copress_mpa", "anode_mpa"]
    assert settings.space["copress_mpa"].step == 5
    assert settings.simulated
    assert settings.store_path == tmp_path / "quick.db"
    assert settings.folder == tmp_path / "quick-cells"


def test_paths_start_from_the_folder_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_campaign(tmp_path, campaign='store = "kept/s.db"')
    monkeypatch.chdir(tmp_path.parent)
    assert load_settings(path.relative_to(tmp_path.parent)).store_path == tmp_path / "kept" / "s.db"


def test_an_editor_of_windows_may_leave_its_mark(tmp_path: Path) -> None:
    path = write_campaign(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_settings(path).campaign.name == "quick"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("budget = 9", "budgett = 9", "[campaign] budgett: no such key. Did you mean budget?"),
        ("budget = 9", 'budget = "9"', 'budget = "9": write a whole number without quotes'),
        ("budget = 9", "budget = 9.5", "[campaign] budget = 9.5"),
        ("budget = 9", 'acquisition = "x"', "acquisition: no such key. It belongs in [strategy]."),
        ("seed = 0", "seed = true", "[campaign] seed = True"),
        ("step = 5", "step = 0", "[space.copress_mpa] step = 0"),
        ("step = 5", "step = -inf", "[space.copress_mpa] step = -inf"),
        ("low = 300", "low = nan", "inf and nan are no limits"),
        ("low = 300", 'low = 0\nscale = "log"', "a log scale needs low > 0"),
        ("low = 300", 'low = 300\nscale = "logg"', "'linear' or 'log'"),
        ("[space.copress_mpa]", "[space.Copress]", "lower-case letters"),
        ("[press]", '[inspectoin]\nsource = "folder"\n[press]', "Did you mean inspection?"),
        ("[press]", "[impedance]\nleast_ocv_v = 1.5\n[press]", 'cell = "full" as well'),
        ("[press]", "constraints = []\n[press]", "top of the file"),
        ('name = "quick"', 'name = ""', "[campaign] name"),
        ('name = "quick"', "", "[campaign] name: is missing"),
        ("copress_dwell_s = 5", "copress_dwel_s = 5", "rename that"),
        ("copress_dwell_s = 5", "copress_dwell_s = 5\nprepress_mpa = 9", "prepress_dwell_s"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_place_and_its_cure(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    with pytest.raises(CampaignFileError) as caught:
        load_settings(edited(tmp_path, old, new))
    assert says in str(caught.value)
    assert "quick.toml" in str(caught.value)


def test_every_slip_is_stated_at_once(tmp_path: Path) -> None:
    path = edited(tmp_path, "budget = 9", "budget = 0\nnoise = 3")
    with pytest.raises(CampaignFileError) as caught:
        load_settings(path)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("rule", ["anode_mpa", "= 3"])
def test_a_rule_must_compare(tmp_path: Path, rule: str) -> None:
    path = write_campaign(tmp_path, constraints=f'constraints = ["{rule}"]')
    with pytest.raises(CampaignFileError, match="compares nothing"):
        load_settings(path)


# --- the second fence --------------------------------------------------------------------------


def check(path: Path) -> Settings:
    settings = load_settings(path)
    refuse_outside(settings, limits_of(settings))
    return settings


def test_what_the_press_bears_is_let_through(tmp_path: Path) -> None:
    assert area_cm2(check(write_campaign(tmp_path))) == pytest.approx(0.7854, rel=1e-4)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("high = 500", "high = 1200", "[space.copress_mpa] high = 1200"),
        ("high = 160", "high = 1200", "[space.anode_mpa] high = 1200"),
        ("low = 100", "low = -100", "[space.anode_mpa] low = -100"),
        ("ramp_mpa_s = 80", "ramp_mpa_s = 101", "[fixed] ramp_mpa_s = 101"),
        ("copress_dwell_s = 5", "copress_dwell_s = 3601", "[fixed] copress_dwell_s = 3601"),
        ("stack_mpa = 60", "stack_mpa = 301", "[fixed] stack_mpa = 301"),
        ("stack_mpa = 60", "stack_mpa = 60\ndie_degc = 80", "[fixed] die_degc = 80"),
        ('die = "steel-10"', 'die = "steel-10"\nmax_mpa = 2000', "[press] max_mpa"),
    ],
)
def test_what_it_does_not_bear_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    with pytest.raises(WrongInputError) as caught:
        check(edited(tmp_path, old, new))
    assert says in str(caught.value)


def test_a_press_by_hand_has_its_die_in_the_campaign_file(tmp_path: Path) -> None:
    check(write_campaign(tmp_path, press=MANUAL))
    with pytest.raises(WrongInputError, match="high = 900"):
        check(write_campaign(tmp_path, press=MANUAL, high=900))
    with pytest.raises(WrongInputError, match=r"\[press\] max_force_kn is missing"):
        check(write_campaign(tmp_path, press=MANUAL.replace("max_force_kn = 63\n", "")))


@pytest.mark.parametrize("press", ["simulated", "manual"])
def test_the_template_is_a_campaign(tmp_path: Path, press: str) -> None:
    path = tmp_path / "t.toml"
    path.write_text(campaign_text("t.toml", name='a "b" \\ c', press=press), encoding="utf-8")
    settings = check(path)
    assert settings.campaign.name == 'a "b" \\ c'
    assert settings.constraints == ("anode_mpa <= 0.75 * copress_mpa",)
    varied = ["copress_mpa", "copress_dwell_s", "release_mpa_s", "anode_mpa", "stack_mpa"]
    if press == "manual":  # no hand sets a rate
        varied.remove("release_mpa_s")
        assert settings.fixed["release_mpa_s"] == 5
    assert list(settings.space) == varied


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("low = 100,5", "`low = 100,5`. Write a decimal point"),
        ("low = 100 MPa", "`low = 100 MPa`. Write the number alone"),
        ("low = ", "`low =`. Write a value after the ="),
        ("low: 100", "`low: 100`. Write NAME = VALUE"),
        ("scale = log", '`scale = log`. Write text in quotes: "..."'),
        ("scale = \u201clog\u201d", "Write straight quotes"),
        ('scale = "log', '`scale = "log`. Close the quotes'),
    ],
)
def test_a_line_that_is_no_toml_is_shown_with_the_usual_slip(
    tmp_path: Path, new: str, says: str
) -> None:
    with pytest.raises(CampaignFileError) as refused:
        load_settings(edited(tmp_path, "low = 100", new))
    assert "is not valid TOML" in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("past.csv", "a table, not a campaign file; copress explore"),
        ("mine.db", "the memory of a campaign, not its file"),
        ("cell.mpt", "a spectrum, not a campaign file; copress eis"),
    ],
)
def test_another_file_is_named_as_what_it_is(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / name).write_bytes(b"\xf1")
    with pytest.raises(CampaignFileError, match=says):
        load_settings(tmp_path / name)
