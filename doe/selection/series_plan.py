"""The rungs of one cell: planned before it is pressed, and planned again after each that held.

A series begins where a fresh cell most probably holds, so that few cells are lost before they were
measured once. From there it climbs. How far is settled rung by rung: a pressure is taken that the
cell bears with `least_p_intact`, half a step where a whole one risks more. A pressure that may not
rise any further leaves the next one its turn: a cell that is pressed no harder can still be
measured at other stack pressures. It ends where nothing ahead is worth a spectrum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from doe.domain.learners import Array
from doe.selection.series_worth import Obeys, SeriesWorth
from doe.series import GENTLEST_SHARE, LEAST_SHARE, LEAST_STEP, STEP, Climb
from doe.space import Point, Space, Value

GENTLE = 0.05
"""Of P(intact), by which first rungs do not differ; chosen: one cell in twenty. The lowest of them
is taken: with the highest 160 tuning powders needed a quarter more cells."""
RISKY = 0.8
"""P(intact) of a fresh cell below which it begins gentler than usual, if that makes it safer. A
first rung is raised with the end, to the proposal's own pressure; before anything is known a third
of the cells broke there. On 160 tuning powders, with the design left below the same odds, 54 % of
the cells in place of 58 %, 82 % of the broken ones in place of 92 %."""
_GENTLER_STEPS = 3
"""Further steps of the stack pressure that are looked at then: down to half of the usual lowest."""
_SHARE_STEP = 0.05
"""Of the last co-press pressure, between first rungs that are looked at."""
_SAME = 1e-3
"""Relative difference of two pressures below which they are one."""
BROKEN_COST = 0.03
"""Of the target (ln ASR for a resistance), what a rung has to promise for a cell that it breaks for
certain, where as many broke as usual. Chosen: while much is to be gained `least_p_intact` decides,
and a campaign that has found its protocol breaks no cells for a thousandth."""
_CONFIRMED = 3.0
"""Times that price once cells have confirmed the advice. Chosen: a third of the cells that broke
over a budget broke after a good protocol was found, at higher rungs. With it 51 in place of 67 on
40 powders."""
_USUALLY_BROKEN = 0.1
"""Share of the cells that breaks where nobody climbs, once a protocol is found: 0.1 to 0.15 of
those on tuning powders. A campaign that broke more pays more for the next one."""
NONE_LEFT = "no higher rung is left"
"""Why a cell ends that has seen all its rungs."""
_NEARLY_SURE = 0.995
"""Is printed as P 1.00, of which nobody understands that it is too little."""
_PARTS = (1.0, 0.5)
"""Of a planned step, tried in turn."""


@dataclass(frozen=True)
class Climber:
    """A cell that has held so far.

    Attributes:
        before: what rungs risk by all other cells.
        borne: where it has held (m, d).
    """

    before: SeriesWorth
    borne: Array

    def holds(self, X: Array) -> Array:
        """Probability that it holds at X (n, d) too."""
        return np.array([self.before.holds_on(x, self.borne) for x in X])


@dataclass(frozen=True)
class SeriesPlan:
    """How a cell climbs, by the models of one turn.

    Attributes:
        seen: what rungs promise and risk.
        space: the knobs.
        obeys: the rules.
    """

    seen: SeriesWorth
    space: Space
    obeys: Obeys

    def rungs(self, end: Mapping[str, Value]) -> list[dict[str, Value]]:
        """All rungs of a fresh cell that ends at `end`; the last is `end`."""
        base = self._base(end)
        found = [base] if self._allowed(base) else []
        found += self._path(base, end, {})
        return [rung for rung in found if rung != dict(end)] + [dict(end)]

    def _base(self, end: Mapping[str, Value]) -> dict[str, Value]:
        """The first rung of a cell that ends at `end`.

        Each pressure where a fresh cell most probably holds: the lowest such co-press pressure, and
        of the stack pressures the one that promises most. A stack pressure that shorts the cell
        ends the series of the co-press pressure before it has begun. Where all of them risk much,
        gentler ones are looked at too.
        """
        base = dict(end)
        for knob in reversed(self._climbing(end)):
            for gentler in (False, True):
                values = self._first_values(knob, float(end[knob]), gentler=gentler)
                rows = self.space.units([{**base, knob: value} for value in values])
                p = self.seen.state.posterior.p_intact(rows)
                if np.max(p) >= RISKY:
                    break
            holds = np.flatnonzero(p >= np.max(p) - GENTLE)
            best = int(holds[-1])
            if knob == "stack_mpa":
                best = int(holds[np.argmax(self.seen.promise(rows[holds]))])
            base[knob] = self._on_steps({**base, knob: float(values[best])})[knob]
        return base

    def rest(
        self, before: SeriesWorth, plan: Sequence[Point], held: int, borne: Sequence[Point]
    ) -> Climb:
        """What a cell that held at its first rungs does next.

        Args:
            before: what rungs risk by all other cells; that this one held is not counted twice.
            plan: its rungs as planned, those that it held first.
            held: how many these are.
            borne: the same as they were achieved.
        """
        end, here = dict(plan[-1]), dict(plan[held - 1])
        used = {
            knob: len({float(rung[knob]) for rung in plan[:held]}) - 1
            for knob in self._climbing(end)
        }
        cell = Climber(before, self.space.units(borne))
        p, why, ahead = 0.0, NONE_LEFT, [dict(rung) for rung in plan[held:]]
        for knob in self._climbing(end):
            if ahead and _rises(here[knob], ahead[0][knob]):
                least = self._least_p(cell, ahead)
                rung, p = self._bearable(cell, least, here, ahead[0], knob)
                if rung is None:
                    why = self._too_risky(p, least)
                elif why_not := self._why_not(cell, [rung, *ahead], here):
                    why = why_not
                elif rung == ahead[0]:
                    return Climb(True, p, "", tuple(ahead))
                else:
                    used[knob] += 1
                    return Climb(True, p, "", (rung, *self._path(rung, end, used)))
            end[knob] = here[knob]
            ahead = self._path(here, end, used)
        return Climb(False, p, why)

    def _too_risky(self, p: float, least: float) -> str:
        """Why P (holds) is too little, in words."""
        usual = self.seen.series.least_p_intact
        if least <= usual:
            return f"it holds with P {p:.2f}, less than the {usual:.2f} that is asked for"
        if p >= _NEARLY_SURE:
            return "too little is left to gain at a higher pressure"
        return f"it holds with P {p:.2f}, but too little is left to gain for what it risks"

    def _least_p(self, cell: Climber, ahead: Sequence[Point]) -> float:
        """With which probability a cell has to hold at its next rung, for what lies ahead."""
        worth = min(self._promise(cell, ahead) / self._broken_cost, 1.0)
        return max(self.seen.series.least_p_intact, 1.0 - worth)

    @property
    def _broken_cost(self) -> float:
        """Of the target: what a broken cell costs after those that broke so far.

        The same price for all breaks too many cells of a powder that breaks easily, and presses
        one that bears much with a caution which nothing asks for.
        """
        held = self.seen.state.cells.ended_intact
        usual = 1.0 + _USUALLY_BROKEN * len(held)
        price = BROKEN_COST * (_CONFIRMED if self.seen.state.confirmed else 1.0)
        return price * (1.0 + float(np.sum(~held))) / usual

    def _promise(self, cell: Climber, rungs: Sequence[Point]) -> float:
        """The most that one of these rungs promises, of a cell that is known to have held so far.

        By what a fresh one risks there a rung would promise little where it is safe for this cell.
        """
        X = self.space.units(rungs)
        return float(np.max(self.seen.promise(X, cell.holds(X))))

    def _bearable(
        self, cell: Climber, least: float, here: Point, wanted: Point, knob: str
    ) -> tuple[dict[str, Value] | None, float]:
        """The rung as wanted, or a smaller step, that the cell bears; with its probability."""
        low, p = float(here[knob]), 0.0
        ratio = float(wanted[knob]) / low
        for part in _PARTS:
            if part < 1.0 and ratio**part < 1.0 + LEAST_STEP[knob]:
                continue
            rung = self._on_steps({**here, knob: low * ratio**part})
            if not _rises(low, rung[knob]) or not self._allowed(rung):
                continue
            p = float(cell.holds(self.space.units([rung]))[0])
            if p >= least:
                return rung, p
        return None, p

    def _why_not(self, cell: Climber, ahead: Sequence[Point], here: Point) -> str:
        """Why the next rung is not worth a spectrum; empty where it is."""
        if self._promise(cell, ahead) < self.seen.worthwhile * self.seen.best_promise():
            return "a fresh cell promises more for the time it takes"
        resistance = self.seen.state.posterior.resistance
        if resistance is not None:
            now, then = resistance.predict(self.space.units([here, ahead[0]]))[0]
            if then > now:
                return "the resistance is expected to fall no further"
        return ""

    def _path(
        self, here: Mapping[str, Value], end: Mapping[str, Value], used: Mapping[str, int]
    ) -> list[dict[str, Value]]:
        """Rungs after `here` up to `end`: one pressure after the other, in even ratios."""
        found: list[dict[str, Value]] = []
        now = dict(here)
        for knob in self._climbing(end):
            low, high = float(now[knob]), float(end[knob])
            steps = self.seen.series.steps - used.get(knob, 0)
            if not _rises(low, high) or steps < 1:
                continue
            count = min(steps, max(round(np.log(high / low) / np.log(1.0 + STEP[knob])), 1))
            for step in range(1, count + 1):
                value = high if step == count else low * (high / low) ** (step / count)
                rung = self._on_steps({**now, knob: value})
                if self._allowed(rung) and rung not in [dict(here), *found]:
                    found.append(rung)
            now[knob] = end[knob]
        return found

    def _first_values(self, knob: str, top: float, *, gentler: bool) -> Array:
        """Pressures of the first rung that are looked at, falling from the last one's."""
        if knob == "stack_mpa":
            steps = self.seen.series.steps + _GENTLER_STEPS * gentler
            values = top / (1.0 + STEP[knob]) ** np.arange(steps + 1)
        else:
            least = GENTLEST_SHARE if gentler else LEAST_SHARE
            values = top * np.arange(1.0, least - 1e-9, -_SHARE_STEP)
        low = self.space.parameters[self.space.names.index(knob)].low
        return np.asarray(np.maximum(values, low))

    def _climbing(self, end: Mapping[str, Value]) -> list[str]:
        return [knob for knob in self.seen.series.knobs if knob in end]

    def _on_steps(self, point: Mapping[str, Value]) -> dict[str, Value]:
        return self.space.point(self.space.snap(self.space.rows([point]))[0])

    def _allowed(self, point: Mapping[str, Value]) -> bool:
        return bool(self.obeys(self.space.rows([point]))[0])


def _rises(low: Value, high: Value) -> bool:
    return float(high) > float(low) * (1.0 + _SAME)
