"""Tables of laboratories in their own languages and units: each reads to the numbers meant."""

from pathlib import Path

import pytest
from support.tables.lab_table import area, kn
from support.tables.laboratory_tables import (
    DIE_12,
    RAM_40_DIE_12,
    TON_MPA,
    assert_cells,
    text,
)

from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError


def test_a_german_laboratory_with_hours_kilonewton_and_a_state(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Probe;Presskraft (kN);Haltezeit (h);Widerstand (kΩ);Befund\n"
        "P1;22,6;0,5;0,15;in Ordnung\nP2;45,2;0,05;0,08;Haarriss am Rand\n"
        "P3;56,5;0,1;0,002;Kurzschluß\nP4;33,9;0,1;0,11;unversehrt\n"
        "P5;33,9;0,2;0,12;keine Risse\n",
    )
    table = read_table(path, geometry=DIE_12)
    assert_cells(
        table,
        (kn(22.6, 12), 1800, area(150, 12), "intact"), (kn(45.2, 12), 180, area(80, 12), "cracked"),
        (kn(56.5, 12), 360, area(2, 12), "shorted"), (kn(33.9, 12), 360, area(110, 12), "intact"),
        (kn(33.9, 12), 720, area(120, 12), "intact"),
    )  # fmt: skip
    assert [cell.damage for cell in table.cells] == [0, 1, 0, 0, 0]


def test_a_french_laboratory_with_tonnes_and_remarks(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Échantillon;Charge appliquée (t);Temps de maintien (min);Résistance (Ω cm²);Remarque\n"
        "A;2;3;88,5;\nB;4;3;51,2;pas de fissure\nC;5;3;47,1;fissurée au bord\n"
        "D;3;1,5;61;\nE;5;1,5;1,9;court-circuit\n",
    )
    table = read_table(path, geometry=DIE_12)
    assert_cells(
        table,
        (2 * TON_MPA, 180, 88.5, "intact"), (4 * TON_MPA, 180, 51.2, "intact"),
        (5 * TON_MPA, 180, 47.1, "cracked"), (3 * TON_MPA, 90, 61, "intact"),
        (5 * TON_MPA, 90, 1.9, "shorted"),
    )  # fmt: skip


def test_a_chinese_laboratory_in_its_own_encoding(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "样品编号,压力(MPa),保压时间(分钟),阻抗(Ω·cm2),状态\n1,200,2,95.5,完好\n2,300,2,70.1,完好\n"
        "3,400,5,55,无裂纹\n4,500,5,48,开裂\n5,600,5,1.2,短路\n6,350,2,61.5,良好\n",
        "gb18030",
    )
    table = read_table(path)
    assert_cells(
        table,
        (200, 120, 95.5, "intact"), (300, 120, 70.1, "intact"), (400, 300, 55, "intact"),
        (500, 300, 48, "cracked"), (600, 300, 1.2, "shorted"), (350, 120, 61.5, "intact"),
    )  # fmt: skip


def test_a_japanese_laboratory_in_shift_jis(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "試料番号,プレス圧力(MPa),保持時間(秒),抵抗(kΩ),備考\n1,250,60,0.12,異常なし\n"
        "2,350,60,0.09,割れなし\n3,450,60,0.07,ひび割れ\n4,550,60,0.0015,ショート\n5,300,120,0.1,\n",
        "cp932",
    )
    table = read_table(path, geometry=Geometry(area_cm2=0.5))
    assert_cells(
        table,
        (250, 60, 60, "intact"), (350, 60, 45, "intact"), (450, 60, 35, "cracked"),
        (550, 60, 0.75, "shorted"), (300, 120, 50, "nobody looked"),
    )  # fmt: skip


def test_a_korean_laboratory_with_tons_force_and_a_verdict(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "시료 번호,하중 (톤),유지 시간 (분),저항 (Ω cm2),판정\n1,2,1,90,양호\n2,3,1,70,정상\n"
        "3,4,1,55,균열\n4,5,1,2,단락\n5,4,3,52,양호\n",
    )
    table = read_table(path, geometry=DIE_12)
    assert_cells(
        table,
        (2 * TON_MPA, 60, 90, "intact"), (3 * TON_MPA, 60, 70, "intact"),
        (4 * TON_MPA, 60, 55, "cracked"), (5 * TON_MPA, 60, 2, "shorted"),
        (4 * TON_MPA, 180, 52, "intact"),
    )  # fmt: skip


def test_an_american_laboratory_with_pounds_and_psi(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Pellet,Force [lbf],Stack pressure [psi],Hold time [min],ASR [Ohm cm^2],Cracked? (y/n)\n"
        "1,5000,1000,1,90,n\n2,10000,1000,1,60,n\n3,12000,500,2,50,y\n4,7500,500,2,70,n\n",
    )
    table = read_table(path, geometry=DIE_12)
    lbf_kn, psi_mpa = 4.4482216152605e-3, 6.894757293168e-3
    assert_cells(
        table,
        (kn(5000 * lbf_kn, 12), 60, 90, "intact"), (kn(10000 * lbf_kn, 12), 60, 60, "intact"),
        (kn(12000 * lbf_kn, 12), 120, 50, "cracked"), (kn(7500 * lbf_kn, 12), 120, 70, "intact"),
        stack_mpa=[1000 * psi_mpa, 1000 * psi_mpa, 500 * psi_mpa, 500 * psi_mpa],
    )  # fmt: skip


def test_an_indian_laboratory_with_kilograms_on_a_square_centimetre(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "No,Pressure (kg/cm2),Time (min),Resistance (kohm),Area (cm2),Remarks\n"
        "1,2000,1,0.2,0.5,ok\n2,3000,1,0.15,0.5,ok\n3,4000,1,0.12,0.25,broken while ejecting\n"
        "4,5000,2,0.1,0.5,ok\n",
    )
    table = read_table(path)
    assert_cells(
        table,
        (196.133, 60, 100, "intact"), (294.1995, 60, 75, "intact"), (392.266, 60, 30, "cracked"),
        (490.3325, 120, 50, "intact"),
    )  # fmt: skip


def test_a_hand_press_with_the_gauge_of_the_ram_in_mpa(tmp_path: Path) -> None:
    content = "cell,oil pressure (MPa),hold (s),ASR (ohm cm2),ok?\n" + "".join(
        f"{k},{18 + 4.5 * k},60,{90 - 5 * k},{'no' if k == 5 else 'yes'}\n" for k in range(1, 6)
    )
    path = text(tmp_path, content)
    with pytest.raises(TableQuestionError, match=r"--ram-mm 50 --die-mm 10"):
        read_table(path)
    table = read_table(path, geometry=RAM_40_DIE_12)
    assert_cells(
        table,
        (250, 60, 85, "intact"), (300, 60, 80, "intact"), (350, 60, 75, "intact"),
        (400, 60, 70, "intact"), (450, 60, 65, "unknown"),
    )  # fmt: skip
