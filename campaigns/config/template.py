"""The campaign file that `copress new` writes: it works as it stands, and explains itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaigns.config.typed_name import typed_name
from doe import goals

if TYPE_CHECKING:
    from hardware.press.register_map.model import PressMap

_HEAD = """\
# A campaign of Copress: which pressing protocol gives the best cell?
{how_to_start}# The answer:        copress recommend {file_name}
{simulated_note}
# What is known beforehand: every proposed point obeys these rules. Names are those used below.
constraints = ["anode_mpa <= 0.75 * copress_mpa"]

[campaign]
name = {quoted:<22}# of the campaign, its store and its folder
goal = {quoted_goal:<22}# {goals}
budget = {budget:<20}# cells to press
broken_budget = 10           # stop when so many have cracked or shorted
# until = "2026-12-04T18:00" # begin no cell that ends later
# risk = 0.1                 # at most one cell in ten may break from now on
# start = "gentle"           # first cells that most probably hold; "literature": published recipes
autonomy = {quoted_autonomy:<18}# suggest: never press; approve: each cell; batch: so many at
                             # once; envelope: inside approved limits (copress approve --help); free
# store = {quoted_store:<19}# the campaign's memory; next to this file unless you name another
seed = {seed:<22}# same seed and results, same proposals

# ---- what may be varied: low and high in the unit of the name --------------------------------
[space.copress_mpa]          # peak stress on the pellet while cathode and electrolyte densify
low = 100
high = {copress_mpa:g}
{copress_step}

[space.copress_dwell_s]      # time held at it, ramps not included
low = 1
high = {dwell_s:g}
scale = "log"                # ratios count: 10 s to 20 s is as much as 100 s to 200 s

{release}[space.anode_mpa]            # stress that attaches the anode onto the pressed stack
low = 20
high = {anode_mpa:g}
{anode_step}
[space.stack_mpa]            # kept by the fixture while the cell is measured and cycled
low = 5
high = {stack_mpa:g}

# [space.foil]               # a choice, set by a person; a list of numbers is values = [60, 120]
# choices = ["PTFE foil", "bare"]
# change_s = 600             # what a change costs from one cell to the next

# ---- every other value of the protocol --------------------------------------------------------
[fixed]
ramp_mpa_s = {ramp_mpa_s:<16g}# loading rate of every pressing step
{fixed_release}anode_dwell_s = 60           # time held at the anode attachment pressure
# prepress_mpa = 150         # where the separator is pressed first
# prepress_dwell_s = 10      # time held there

{press}
{impedance}
[design]
kind = "corridor"            # first cells where the literature's survive; lhs: spread evenly
# runs = 6                   # how many, before the model chooses

{series}
# [transfer]                 # learn together with earlier cells; left out where they mislead
# tables = ["lot-a.csv"]

[model]
mean = "literature"          # expected shape of the resistance; "none", "compaction" ...

[strategy]                   # how the next cell is chosen
replicates = false           # true: press a protocol again where that says more than a new one
# chooser = "skopt"          # plain scikit-optimize: does not know which cells broke
# acquisition = "log_expected_improvement"   # or "lower_confidence_bound": explores more
# prior_weight = 2.5         # pull of published recipes, fading with each cell; 0: none

[cost]                       # shown with each proposal, with the time at the press
handling_s = 1200            # weighing, filling, mounting
measurement_s = 900          # of one cell
weight = 0                   # 1: choose the cell that promises most for each minute

# [notify.mail]              # who is notified when a person is needed; try it: copress notify
# host = "smtp.example.org"  # with user = "press" the password comes from the environment variable
# sender = "press@example.org"   # COPRESS_SMTP_PASSWORD; security = "tls", "starttls" or "none"
# to = ["you@example.org"]
# [notify.webhook]           # or a chat: JSON with a text is posted there
# url_env = "COPRESS_WEBHOOK"    # the environment variable that holds the address
"""

_SERIES = """\
[series]                     # one cell measured at several rising pressures; a result each
knob = "{knob}"{blanks}# which rises: copress_mpa, stack_mpa, both
rungs = 4                    # most pressures of one cell; with "both", of each
release_between = true       # release to the stack pressure, look and measure after each
stop = "worth"               # no rung that teaches too little; "failure": press until it fails
# least_p_intact = 0.85      # no rung that a cell which held so far holds less probably
cell_cost_min = 60           # minutes at the bench that a fresh cell costs
rung_cost_min = 12           # and one more rung: a spectrum
"""

_NO_SERIES = """\
# [series]                   # one cell measured at several rising pressures: docs, howto/series
# knob = "copress_mpa"       # or stack_mpa, both
"""

_SIMULATED_NOTE = """\
# THE PRESS AND THE CELLS ARE SIMULATED: results show how Copress works, nothing about real cells.
"""

_SIMULATED = """\
[press]
map = "simulated"            # or "manual", or the register map of your press: "my-press.toml"
die = "steel-10"             # one of its dies
preset = "sodium"            # whose cells are simulated
"""

_MANUAL = """\
[press]
kind = "manual"              # a person presses and types what happened
die = "steel-10"             # its name, and what its maker allows:
diameter_mm = 10             # bore of the die
max_force_kn = 63            # most force on its punch
max_mpa = 800                # most stress on its face
{ram}
sets_ramp = false            # true: a valve or motor sets the loading rate
sets_release = false         # true: a valve sets the unloading rate; then it may be varied too
"""

_RUN_FIRST = """\
# Check and start:   copress run {file_name}        (stops on Ctrl-C, goes on when called again)
# By hand instead:   copress propose {file_name},   then  copress record {file_name} --trial N ...
"""

_BY_HAND_FIRST = """\
# What to press:     copress propose {file_name}    (a sheet to print: --sheet FILE.csv)
# What came of it:   copress record {file_name} --trial N ...
"""

_RELEASE = """\
[space.release_mpa_s]        # unloading rate; fast release cracks pellets
low = 0.5
high = {release_mpa_s:g}
scale = "log"

"""

_DIAL = "step = 5                     # what the dial can be set to"

_FIXED_RELEASE = "release_mpa_s = 5            # a hand press sets no rate: open the valve slowly\n"

_NO_RAM = """\
# ram_mm = 50                # diameter of its ram, on the plate or in the manual: gives gauge bar
# gauge_step_bar = 5         # what the gauge can be read to; or gauge_step_t for tonnes-force"""

_MAPPED = """\
[press]
map = {quoted_map}      # registers and limits of your press; try: copress press check
{die_line}
"""

_AREA = "# area_cm2 = 0.785           # of the electrode, if it is smaller than the die"

_AREA_WANTED = (
    "# area_cm2 =                 # STATE IT, of the electrode: a vessel has no die's face"
)

_ANALYSER = """\
# [analyser]                 # an LCR meter or potentiostat that Copress starts itself
# file = "analyser.toml"     # copress analyser check analyser.toml; docs: howto/analyser
"""

_ANALYSER_GIVEN = """\
[analyser]                   # an LCR meter or potentiostat that Copress starts itself
file = {quoted_analyser:<22}# copress analyser check {analyser}; docs: howto/analyser
"""

_FROM_FOLDER = """\
[impedance]
source = "folder"            # the analyser's files appear in a folder, named cell-0001 and so on
folder = {quoted_folder:<20}# next to this file
{area}
# cell = "full"              # or blocking, symmetric; auto decides from the spectrum, with care
# least_ocv_v = 1.5          # full cells only: less at rest is a soft short
wait_s = 7200                # how long to wait for a spectrum
{analyser}
[inspection]
source = "{inspection}"            # folder: cell-0001.inspection.json; by_hand: ask at the terminal
"""

_BY_HAND = """\
[impedance]
source = "by_hand"           # you name the spectrum's file, or type the resistance
# area_cm2 = 0.785           # of the electrode, if it is smaller than the die
# cell = "full"              # or blocking, symmetric; auto decides from the spectrum, with care
# least_ocv_v = 1.5          # full cells only: less at rest is a soft short

[inspection]
source = "by_hand"           # you look at the cell and type what you see
"""


_STEP_MPA = 5  # chosen: as the step of the knobs in the file that `copress new` writes


@dataclass(frozen=True)
class Reach:
    """What the file's ranges may reach, and what the cell is pressed in.

    Attributes:
        die_line: The line of the file that names die or vessel.
        isostatic: There is no die whose face the area could be taken from.
    """

    die_line: str = ""
    isostatic: bool = False
    copress_mpa: float = 700
    dwell_s: float = 600
    release_mpa_s: float = 50
    anode_mpa: float = 300
    stack_mpa: float = 250
    ramp_mpa_s: float = 10


@dataclass(frozen=True)
class HandGauge:
    """What is known of a press that is worked by hand.

    Attributes:
        ram_mm: Diameter of its ram.
        step_bar: What its gauge can be read to.
    """

    ram_mm: float | None = None
    step_bar: float | None = None

    @property
    def lines(self) -> str:
        """The same as lines of the file."""
        if self.ram_mm is None:
            return _NO_RAM
        ram = f"ram_mm = {self.ram_mm:g}".ljust(29) + "# diameter of its ram: gives gauge bar"
        if self.step_bar is None:
            return f"{ram}\n{_NO_RAM.splitlines()[1]}"
        step = f"gauge_step_bar = {self.step_bar:g}".ljust(29)
        return f"{ram}\n{step}# what the gauge can be read to"


def reach_of(press_map: PressMap) -> Reach:
    """Ranges that the press of this map can bear: its first die or vessel is taken."""
    most, limits = Reach(), press_map.envelope
    isostatic = press_map.press.isostatic
    die = press_map.die(next(iter(press_map.dies), None))
    table, which = ("vessels", "used") if isostatic else ("dies", "mounted")
    most_load = min(limits.max_load, die.max_load)
    top_mpa = min(limits.max_mpa, die.max_mpa, die.mpa(most_load)) // _STEP_MPA * _STEP_MPA
    named = f"die = {_quoted(die.name)}"
    return Reach(
        die_line=f"{named:<29}# one of [{table}] in that file; the one that is {which}",
        isostatic=isostatic,
        copress_mpa=min(most.copress_mpa, top_mpa),
        dwell_s=min(most.dwell_s, limits.max_dwell_s),
        release_mpa_s=min(most.release_mpa_s, limits.max_release_mpa_s),
        anode_mpa=min(most.anode_mpa, top_mpa),
        stack_mpa=min(most.stack_mpa, limits.max_stack_mpa),
        ramp_mpa_s=min(most.ramp_mpa_s, limits.max_ramp_mpa_s),
    )


def campaign_text(
    file_name: str,
    *,
    name: str,
    goal: str = "low_resistance",
    press: str = "simulated",
    reach: Reach | None = None,
    seed: int = 0,
    budget: int = 25,
    gauge: HandGauge | None = None,
    series: str | None = None,
) -> str:
    """A commented campaign file.

    Args:
        file_name: Its own name, for the commands in its comments.
        name: The campaign's name; also of its store and folder.
        goal: What is wanted, one of `doe.goals`.
        press: `simulated`, `manual` or the path of a register map as the file shall name it.
        reach: What the press of that map can bear; see `reach_of`.
        seed: Of the strategy, and of the simulated laboratory.
        budget: Cells to press.
        gauge: Of a press by hand, where it is known.
        series: The knob of a pressure series; None for one measurement a cell.
    """
    simulated = press == "simulated"
    by_hand = press == "manual"
    reach = reach or Reach()
    gauge = gauge or HandGauge()
    tables = {"simulated": _SIMULATED, "manual": _MANUAL}
    step = _DIAL if gauge.step_bar is None else "# step: what the gauge can be read to, see [press]"
    return _HEAD.format(
        file_name=typed_name(file_name),
        quoted=_quoted(name),
        quoted_store=_quoted(f"{name}.db"),
        quoted_goal=_quoted(goal),
        goals=", ".join(goals.names()),
        seed=seed,
        budget=budget,
        quoted_autonomy=_quoted("free" if simulated else "approve"),
        simulated_note=_SIMULATED_NOTE if simulated else "",
        press=tables.get(press, _MAPPED).format(
            quoted_map=_quoted(press), die_line=reach.die_line, ram=gauge.lines
        ),
        how_to_start=(_BY_HAND_FIRST if by_hand else _RUN_FIRST).format(
            file_name=typed_name(file_name)
        ),
        copress_step=step,
        series=_series(series),
        anode_step="" if gauge.step_bar else "step = 5\n",
        release="" if by_hand else _RELEASE.format(release_mpa_s=reach.release_mpa_s),
        fixed_release=_FIXED_RELEASE if by_hand else "",
        impedance=_BY_HAND
        if by_hand
        else _FROM_FOLDER.format(
            quoted_folder=_quoted(f"{name}-cells"),
            area=_AREA_WANTED if reach.isostatic else _AREA,
            analyser=_ANALYSER,
            inspection="folder" if simulated else "by_hand",
        ),
        copress_mpa=reach.copress_mpa,
        dwell_s=reach.dwell_s,
        anode_mpa=reach.anode_mpa,
        stack_mpa=reach.stack_mpa,
        ramp_mpa_s=reach.ramp_mpa_s,
    )


def with_analyser(text: str, file: str) -> str:
    """The same campaign file with an analyser that Copress starts.

    Args:
        text: From `campaign_text`, of a campaign whose spectra come as files.
        file: Of the analyser, next to the campaign file.
    """
    given = _ANALYSER_GIVEN.format(quoted_analyser=_quoted(file), analyser=file)
    return text.replace(_ANALYSER, given)


def _series(knob: str | None) -> str:
    """The table of a pressure series, or how one is asked for."""
    if knob is None:
        return _NO_SERIES
    return _SERIES.format(knob=knob, blanks=" " * (20 - len(knob)))


def _quoted(text: str) -> str:
    """A TOML string; JSON's is one."""
    return json.dumps(text, ensure_ascii=False)
