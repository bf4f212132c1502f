"""Tables of imagined laboratories that keep them in forms and words of their own."""

from __future__ import annotations

from support.tables.lab_table import WHOLE, LabTable, area, bar, kn, tonnes

OF_OTHER_HABITS: tuple[LabTable, ...] = (
    LabTable(
        "Graz, a grid of forces and minutes, a crack in a cell of it",
        (
            "Flächenwiderstand (Ohm cm2);;;",
            "Kraft (kN);1 min;3 min;8 min",
            "20;121,5;117;110",
            "33;84;riss;79,5",
            "47;63;60;Kurzschluss",
        ),
        (
            (kn(20, 10), 60, 121.5, WHOLE), (kn(33, 10), 60, 84, WHOLE),
            (kn(47, 10), 60, 63, WHOLE), (kn(20, 10), 180, 117, WHOLE),
            (kn(33, 10), 180, None, ("cracked",)), (kn(47, 10), 180, 60, WHOLE),
            (kn(20, 10), 480, 110, WHOLE), (kn(33, 10), 480, 79.5, WHOLE),
            (kn(47, 10), 480, None, ("shorted",)),
        ),
        bores={"die_mm": 10.0},
    ),
    LabTable(
        "Seoul, columns under pressures, one pellet broken",
        (
            ",230 MPa,,390 MPa,",
            "유지시간 (초),면적비저항 (Ω·cm²),판정,면적비저항 (Ω·cm²),판정",
            "45,131,양호,92,양호",
            "120,122,양호,84,불량",
        ),
        (
            (230, 45, 131, WHOLE), (230, 120, 122, WHOLE),
            (390, 45, 92, WHOLE), (390, 120, None, ("unknown",)),
        ),
    ),
    LabTable(
        "Lyon, times in words of the cells, ditto marks, no defect",
        (
            "Éch.;Pression (bar);Temps;R (Ω);Défaut",
            "a;2100;1 min;140;aucun",
            "b;2900;idem;118;idem",
            "c;3900;1 min 30;97;fissure",
            "d;4700;idem;88;idem",
            "e;5200;2 min;81;aucun",
        ),
        (
            (210, 60, area(140, 10), WHOLE), (290, 60, area(118, 10), WHOLE),
            (390, 90, None, ("cracked",)), (470, 90, None, ("cracked",)),
            (520, 120, area(81, 10), WHOLE),
        ),
        bores={"die_mm": 10.0},
    ),
    LabTable(
        "Sendai, rings and crosses, continuity",
        (
            "No.,荷重 (t),保持時間 (分),抵抗 (Ω),外観,導通",
            "1,2.1,1,160,○,なし",
            "2,2.9,1,128,○,なし",
            "3,3.6,2,6,○,あり",
            "4,4.4,2,99,×,なし",
        ),
        (
            (tonnes(2.1, 10), 60, area(160, 10), WHOLE),
            (tonnes(2.9, 10), 60, area(128, 10), WHOLE),
            (tonnes(3.6, 10), 120, None, ("shorted",)),
            (tonnes(4.4, 10), 120, None, ("unknown",)),
        ),
        bores={"die_mm": 10.0},
    ),
    LabTable(
        "Ottawa, pieces and thousands of ohm",
        (
            "no,P (MPa),hold (s),R (ohm),pieces",
            '1,190,60,"1,250",1',
            "2,280,60,930,1",
            '3,370,60,"1,010",1',
            "4,460,60,810,3",
        ),
        (
            (190, 60, area(1250, 10), WHOLE), (280, 60, area(930, 10), WHOLE),
            (370, 60, area(1010, 10), WHOLE), (460, 60, None, ("unknown",)),
        ),
        bores={"die_mm": 10.0},
    ),
    LabTable(
        "Aachen, the force in a line whose decimal comma cuts it",
        (
            "Presskraft 27,5 kN, Juni",
            "Haltezeit (s),ASR (ohm cm2),Zustand",
            "50,118,i.O.",
            "140,101,i.O.",
            "420,88,n.i.O.",
        ),
        (
            (kn(27.5, 10), 50, 118, WHOLE), (kn(27.5, 10), 140, 101, WHOLE),
            (kn(27.5, 10), 420, None, ("unknown",)),
        ),
        bores={"die_mm": 10.0},
    ),
    LabTable(
        "Leeds, square millimetres, shouting",
        (
            "PRESSURE (MPA),HOLD (S),ASR (OHM MM2),NOT OK",
            "210,45,13100,",
            "320,45,9800,",
            "430,90,8100,X",
        ),
        ((210, 45, 131, WHOLE), (320, 45, 98, WHOLE), (430, 90, None, ("unknown",))),
    ),
    LabTable(
        "Turin, gauge in every cell",
        (
            "P,tempo,ASR (ohm cm2),stato",
            "110 bar,60 s,128,integro",
            "170 bar,60 s,97,integro",
            "240 bar,2 min,80,crepa sul bordo",
        ),
        (
            (bar(110, 50, 10), 60, 128, WHOLE), (bar(170, 50, 10), 60, 97, WHOLE),
            (bar(240, 50, 10), 120, None, ("cracked",)),
        ),
        bores={"die_mm": 10.0, "ram_mm": 50.0},
        columns={"P": "copress_mpa:gauge bar"},
        asked="no pressing reaches 50 MPa",
    ),
    LabTable(
        "Oslo, conductivity without its length",
        (
            "P (MPa),t (s),thickness (mm),conductivity (mS),cracked",
            "210,60,0.5,0.4,no",
            "330,60,0.5,0.5,no",
            "450,60,0.5,0.625,yes",
        ),
        ((210, 60, 125, WHOLE), (330, 60, 100, WHOLE), (450, 60, None, ("cracked",))),
        columns={"conductivity (mS)": "sigma_ms_cm:mS/cm"},
        asked="different quantities",
    ),
    LabTable(
        "Boston, yes and no that nobody explains",
        (
            "P (MPa),t (s),ASR (ohm cm2),cracked,zapped",
            "210,60,125,no,no",
            "330,60,100,no,yes",
            "450,60,84,no,no",
        ),
        ((210, 60, 125, WHOLE), (330, 60, None, ("shorted",)), (450, 60, 84, WHOLE)),
        columns={"zapped": "shorted"},
        asked="does it say what became of the cells?",
    ),
)  # fmt: skip
