"""Tables of imagined laboratories of which a person is asked something first."""

from __future__ import annotations

from support.tables.lab_table import (
    WHOLE,
    LabTable,
)

ASKED: tuple[LabTable, ...] = (
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
)
