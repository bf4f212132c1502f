"""Tables of imagined laboratories with what a campaign has to learn from each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from campaigns.files.tables.cell_table import Reading
from campaigns.files.tables.units import Geometry

Cell = tuple[float, float, float | None, tuple[str, ...]]
"""Co-press pressure (MPa), dwell (s), ASR (ohm cm2; None of a broken cell), how it failed."""

WHOLE: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabTable:
    """One table.

    Attributes:
        name: of the laboratory.
        lines: of the file.
        cells: what is in it, in its order.
        encoding: of the file.
        bores: die, ram, area, thickness.
        columns: what a person says of columns.
        words: what a person says of words.
        asked: a part of the question that it leaves open before that; "" for none.
    """

    name: str
    lines: tuple[str, ...]
    cells: tuple[Cell, ...]
    encoding: str = "utf-8"
    bores: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""

    @property
    def content(self) -> bytes:
        """The file."""
        return ("\n".join(self.lines) + "\n").encode(self.encoding)

    @property
    def answered(self) -> Reading:
        """How it is read once every question is answered."""
        return Reading(mapped=self.columns, geometry=Geometry(**self.bores), words=self.words)


def disc_mm2(die_mm: float) -> float:
    """Area of a die."""
    return math.pi * die_mm**2 / 4


def kn(force: float, die_mm: float) -> float:
    """MPa on the pellet under kN."""
    return 1000 * force / disc_mm2(die_mm)


def tonnes(force: float, die_mm: float) -> float:
    """MPa on the pellet under tonnes-force."""
    return kn(9.80665 * force, die_mm)


def bar(gauge: float, ram_mm: float, die_mm: float) -> float:
    """MPa on the pellet under so much in the ram."""
    return gauge / 10 * (ram_mm / die_mm) ** 2


def area(ohm: float, die_mm: float) -> float:
    """Ohm cm2 of a cell of the die."""
    return ohm * disc_mm2(die_mm) / 100


LABS: tuple[LabTable, ...] = (
    LabTable(
        "Novosibirsk, kN and minutes",
        (
            "Образец;Усилие, кН;Выдержка, мин;Сопротивление, Ом;Состояние",
            "О-1;15;1;210;целый",
            "О-2;24;1;131,5;целый",
            "О-3;33;2;94;целая",
            "О-4;42;2;;треснул",
            "О-5;38;5;3,1;короткое замыкание",
        ),
        (
            (kn(15, 10), 60, area(210, 10), WHOLE),
            (kn(24, 10), 60, area(131.5, 10), WHOLE),
            (kn(33, 10), 120, area(94, 10), WHOLE),
            (kn(42, 10), 120, None, ("cracked",)),
            (kn(38, 10), 300, None, ("shorted",)),
        ),
        encoding="cp1251",
        bores={"die_mm": 10.0},
    ),
    LabTable(
        "Yekaterinburg, remarks in a column of their own",
        (
            "No,P (MPa),t (s),ASR (ohm cm2),Примечание",
            "1,180,60,140,",
            "2,260,60,101,без трещин",
            "3,340,60,76,",
            "4,430,60,,трещина",
            "5,390,120,2.2,замыкание",
        ),
        (
            (180, 60, 140, WHOLE),
            (260, 60, 101, WHOLE),
            (340, 60, 76, WHOLE),
            (430, 60, None, ("cracked",)),
            (390, 120, None, ("shorted",)),
        ),
    ),
    LabTable(
        "Kharkiv, a verb nobody here knows",
        (
            "No,P (MPa),t (s),ASR (ohm cm2),Стан",
            "1,180,60,140,ok",
            "2,260,60,101,ok",
            "3,340,60,76,ok",
            "4,430,60,,розкришився",
        ),
        (
            (180, 60, 140, WHOLE),
            (260, 60, 101, WHOLE),
            (340, 60, 76, WHOLE),
            (430, 60, None, ("crumbled",)),
        ),
        words={"розкришився": "crumbled"},
        asked="розкришився",
    ),
    LabTable(
        "Aachen, gauge of the oil",
        (
            "Probe;Öldruck / bar;Haltezeit / min;R / Ω;Befund",
            "A1;90;0,5;182;i. O.",
            "A2;140;0,5;117;i. O.",
            "A3;190;3;86;Riss am Rand",
            "A4;230;3;71;i. O.",
            "A5;280;3;1,4;Kurzschluss",
        ),
        (
            (bar(90, 60, 13), 30, area(182, 13), WHOLE),
            (bar(140, 60, 13), 30, area(117, 13), WHOLE),
            (bar(190, 60, 13), 180, None, ("cracked",)),
            (bar(230, 60, 13), 180, area(71, 13), WHOLE),
            (bar(280, 60, 13), 180, None, ("shorted",)),
        ),
        encoding="utf-8-sig",
        bores={"die_mm": 13.0, "ram_mm": 60.0},
    ),
    LabTable(
        "Lyon, decimal commas and a state",
        (
            "Échantillon;Pression (MPa);Temps de maintien (s);ASR (ohm·cm²);État",
            "E1;150;45;162,5;intact",
            "E2;250;45;109,8;intact",
            "E3;350;45;81,2;fissuré",
            "E4;300;300;91,4;intact",
            "E5;450;300;2,7;court-circuit",
        ),
        (
            (150, 45, 162.5, WHOLE),
            (250, 45, 109.8, WHOLE),
            (350, 45, None, ("cracked",)),
            (300, 300, 91.4, WHOLE),
            (450, 300, None, ("shorted",)),
        ),
        encoding="cp1252",
    ),
    LabTable(
        "Osaka, tonnes",
        (
            "試料\tプレス荷重 (tf)\t保持時間 (分)\t抵抗 (Ω)\t状態",
            "1\t1.5\t1\t190\t良",
            "2\t2.5\t1\t128\t良",
            "3\t3.5\t1\t93\t割れ",
            "4\t3.0\t10\t101\t良",
            "5\t4.5\t10\t1.1\t短絡",
        ),
        (
            (tonnes(1.5, 11.28), 60, area(190, 11.28), WHOLE),
            (tonnes(2.5, 11.28), 60, area(128, 11.28), WHOLE),
            (tonnes(3.5, 11.28), 60, None, ("cracked",)),
            (tonnes(3.0, 11.28), 600, area(101, 11.28), WHOLE),
            (tonnes(4.5, 11.28), 600, None, ("shorted",)),
        ),
        encoding="cp932",
        bores={"die_mm": 11.28},
    ),
    LabTable(
        "Seoul, conductivity and thickness",
        (
            "번호,압력 (MPa),유지시간 (s),이온전도도 (mS/cm),두께 (mm),단락 여부",
            "1,160,60,0.52,0.62,아니오",
            "2,260,60,0.81,0.60,아니오",
            "3,370,60,1.12,0.58,아니오",
            "4,480,60,,0.57,예",
        ),
        (
            (160, 60, 62 / 0.52, WHOLE),
            (260, 60, 60 / 0.81, WHOLE),
            (370, 60, 58 / 1.12, WHOLE),
            (480, 60, None, ("shorted",)),
        ),
    ),
    LabTable(
        "Wuhan, kgf/cm2",
        (
            "编号,压力(kgf/cm2),保压时间(min),面积比电阻(Ω·cm2),备注",
            "1,1800,2,150,",
            "2,2600,2,106,",
            "3,3500,2,79,开裂",
            "4,3100,5,88,",
            "5,4400,5,1.9,短路",
        ),
        (
            (1800 * 0.0980665, 120, 150, WHOLE),
            (2600 * 0.0980665, 120, 106, WHOLE),
            (3500 * 0.0980665, 120, None, ("cracked",)),
            (3100 * 0.0980665, 300, 88, WHOLE),
            (4400 * 0.0980665, 300, None, ("shorted",)),
        ),
        encoding="gb18030",
    ),
    LabTable(
        "Austin, psi and a flag",
        (
            "cell,pressure (psi),hold (min),ASR (ohm cm2),cracked (y/n),shorted (y/n)",
            "a,29000,1,141,n,n",
            "b,43500,1,98,n,n",
            "c,58000,1,77,y,n",
            "d,51000,6,83,n,n",
            "e,65000,6,2.4,n,y",
        ),
        (
            (29000 * 0.00689475729316836, 60, 141, WHOLE),
            (43500 * 0.00689475729316836, 60, 98, WHOLE),
            (58000 * 0.00689475729316836, 60, None, ("cracked",)),
            (51000 * 0.00689475729316836, 360, 83, WHOLE),
            (65000 * 0.00689475729316836, 360, None, ("shorted",)),
        ),
    ),
    LabTable(
        "Boise, pounds-force on a half-inch die",
        (
            "ID,Load (lbf),Time (min),R (kOhm),Result",
            "1,5000,2,0.118,good",
            "2,8000,2,0.081,good",
            "3,11000,2,0.062,chipped",
            "4,9500,5,0.069,good",
            "5,13000,5,0.0012,short",
        ),
        (
            (kn(5000 * 0.0044482216152605, 12.7), 120, area(118, 12.7), WHOLE),
            (kn(8000 * 0.0044482216152605, 12.7), 120, area(81, 12.7), WHOLE),
            (kn(11000 * 0.0044482216152605, 12.7), 120, None, ("crumbled",)),
            (kn(9500 * 0.0044482216152605, 12.7), 300, area(69, 12.7), WHOLE),
            (kn(13000 * 0.0044482216152605, 12.7), 300, None, ("shorted",)),
        ),
        bores={"die_mm": 12.7},
    ),
    LabTable(
        "Delft, a units row under the header",
        (
            "sample;force;dwell;resistance;opmerking",
            ";kN;min;Ohm;",
            "1;16;2;205;",
            "2;25;2;134;",
            "3;36;2;92;gebarsten",
            "4;30;5;110;",
            "5;44;5;1.3;kortsluiting",
        ),
        (
            (kn(16, 10), 120, area(205, 10), WHOLE),
            (kn(25, 10), 120, area(134, 10), WHOLE),
            (kn(36, 10), 120, None, ("cracked",)),
            (kn(30, 10), 300, area(110, 10), WHOLE),
            (kn(44, 10), 300, None, ("shorted",)),
        ),
        bores={"die_mm": 10.0},
    ),
    LabTable(
        "Villigen, ASR in square metres",
        (
            "cell,p (GPa),dwell (h),ASR (mΩ m2),state",
            "1,0.15,0.05,15.2,intact",
            "2,0.25,0.05,10.4,intact",
            "3,0.35,0.05,7.9,broken",
            "4,0.30,0.1,8.8,intact",
        ),
        (
            (150, 180, 152, WHOLE),
            (250, 180, 104, WHOLE),
            (350, 180, None, ("cracked",)),
            (300, 360, 88, WHOLE),
        ),
    ),
    LabTable(
        "Oxford, conductivity in ten-thousandths",
        (
            "cell,p / MPa,t / s,σ / 10⁻⁴ S cm⁻¹,thickness / µm,damage",
            "1,120,60,4.0,480,0",
            "2,240,60,6.0,470,0",
            "3,360,60,8.0,460,2",
            "4,300,300,7.0,465,0",
        ),
        (
            (120, 60, 120, WHOLE),
            (240, 60, 47 / 0.6, WHOLE),
            (360, 60, None, WHOLE),
            (300, 300, 46.5 / 0.7, WHOLE),
        ),
    ),
    LabTable(
        "Uppsala, a power of ten next to the unit",
        (
            "cell,p (MPa),t (s),sigma x 10^4 (S/cm),thickness (mm),state",
            "1,120,60,4.0,0.48,ok",
            "2,240,60,6.0,0.47,ok",
            "3,360,60,8.0,0.46,cracked",
            "4,300,300,7.0,0.465,ok",
        ),
        (
            (120, 60, 120, WHOLE),
            (240, 60, 47 / 0.6, WHOLE),
            (360, 60, None, ("cracked",)),
            (300, 300, 46.5 / 0.7, WHOLE),
        ),
        columns={"sigma x 10^4 (S/cm)": "sigma_ms_cm:1e-4 S/cm"},
        asked="carries a power of ten",
    ),
    LabTable(
        "Kyoto, logarithms and nothing else",
        (
            "cell,p (MPa),t (s),log10(sigma / S cm-1),thickness (mm),state",
            "1,120,60,-3.4,0.48,ok",
            "2,240,60,-3.2,0.47,ok",
            "3,360,60,-3.1,0.46,ok",
        ),
        (),
        asked="holds logarithms",
    ),
    LabTable(
        "Turin, the die of each row",
        (
            "provino;die (mm);forza (kN);tempo (s);R (ohm);note",
            "1;10;16;60;205;",
            "2;13;30;60;112;",
            "3;10;30;60;110;crepa",
            "4;13;45;120;78;",
            "5;13;60;120;0,9;cortocircuito",
        ),
        (
            (kn(16, 10), 60, area(205, 10), WHOLE),
            (kn(30, 13), 60, area(112, 13), WHOLE),
            (kn(30, 10), 60, None, ("cracked",)),
            (kn(45, 13), 120, area(78, 13), WHOLE),
            (kn(60, 13), 120, None, ("shorted",)),
        ),
    ),
    LabTable(
        "Madrid, title lines and averages",
        (
            "Serie 7, prensa manual",
            "",
            "Celda;Presión (MPa);Tiempo (min);ASR (ohm cm2);Estado",
            "1;140;1;160;intacta",
            "2;240;1;109;intacta",
            "3;340;1;82;rota",
            "",
            "4;290;4;94;intacta",
            "Media;;;111;",
        ),
        (
            (140, 60, 160, WHOLE),
            (240, 60, 109, WHOLE),
            (340, 60, None, ("cracked",)),
            (290, 240, 94, WHOLE),
        ),
    ),
    LabTable(
        "Warsaw, a pass mark",
        (
            "nr;nacisk (MPa);czas (s);ASR (ohm cm2);uwagi",
            "1;140;60;160;",
            "2;240;60;109;",
            "3;340;60;82;pęknięty",
            "4;290;240;94;",
            "5;440;240;2,0;zwarcie",
        ),
        (
            (140, 60, 160, WHOLE),
            (240, 60, 109, WHOLE),
            (340, 60, None, ("cracked",)),
            (290, 240, 94, WHOLE),
            (440, 240, None, ("shorted",)),
        ),
    ),
    LabTable(
        "Haifa, what nobody here can read",
        (
            "cell,p (MPa),t (s),ASR (ohm cm2),הערות",
            "1,140,60,160,",
            "2,240,60,109,",
            "3,340,60,82,נסדק",
            "4,290,240,94,",
        ),
        (
            (140, 60, 160, WHOLE),
            (240, 60, 109, WHOLE),
            (340, 60, None, ("cracked",)),
            (290, 240, 94, WHOLE),
        ),
        columns={"הערות": "remark"},
        words={"נסדק": "cracked"},
        asked="נסדק",
    ),
    LabTable(
        "Tehran, another script again",
        (
            "cell,p (MPa),t (s),ASR (ohm cm2),وضعیت",
            "1,140,60,160,سالم",
            "2,240,60,109,سالم",
            "3,340,60,82,ترک",
            "4,290,240,94,سالم",
        ),
        (
            (140, 60, 160, WHOLE),
            (240, 60, 109, WHOLE),
            (340, 60, None, ("cracked",)),
            (290, 240, 94, WHOLE),
        ),
        columns={"وضعیت": "state"},
        words={"سالم": "intact", "ترک": "cracked"},
        asked="سالم",
    ),
    LabTable(
        "Sendai, load in newtons",
        (
            "cell,load (N),hold (mm:ss),ASR (Ohm*cm2),appearance",
            "1,12000,1:00,150,OK",
            "2,20000,1:00,101,OK",
            "3,30000,1:00,74,delaminated",
            "4,26000,2:30,83,OK",
        ),
        (
            (kn(12, 10), 60, 150, WHOLE),
            (kn(20, 10), 60, 101, WHOLE),
            (kn(30, 10), 60, None, ("delaminated",)),
            (kn(26, 10), 150, 83, WHOLE),
        ),
        bores={"die_mm": 10.0},
    ),
    LabTable(
        "Karlsruhe, resistance of a cell of another area",
        (
            "Zelle;Druck (MPa);Zeit (s);R (Ohm);Zustand",
            "1;140;60;320;ganz",
            "2;240;60;218;ganz",
            "3;340;60;164;gebrochen",
            "4;290;240;188;ganz",
        ),
        (
            (140, 60, 160, WHOLE),
            (240, 60, 109, WHOLE),
            (340, 60, None, ("cracked",)),
            (290, 240, 94, WHOLE),
        ),
        bores={"area_cm2": 0.5},
    ),
)
