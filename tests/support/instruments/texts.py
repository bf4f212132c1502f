"""One spectrum as every instrument's own program would write it.

The layouts follow real files (BioLogic SP-300 and SP-150, Gamry Reference 600 and 3000, ZPlot 3.2,
Autolab, CHI660E, Parstat, PowerSuite, VersaStudio 2.52): their headers, headings, separators, line
ends, encodings and signs. The numbers have four digits that count, so that no layout rounds them.
"""

from __future__ import annotations

from support.instruments.tables import (
    MADE,
    Made,
    floats,
    lines,
    polar,
    with_comma,
)

DEG = "\xb0"


def ec_number(value: float, digits: int = 7) -> str:
    mantissa, exponent = f"{value:.{digits}E}".split("E")
    return f"{mantissa}E{int(exponent):+04d}"


def eclab(
    *sweeps: Made,
    comma: bool = False,
    up: bool = False,
    loop_numbers: bool = True,
    low_hz: float | None = None,
    technique: str = "Potentio Electrochemical Impedance Spectroscopy",
) -> bytes:
    sweeps = sweeps or (MADE,)
    headings = (
        "freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\t|Z|/Ohm\tPhase(Z)/deg\ttime/s\t<Ewe>/V\t<I>/mA"
        "\tCs/\xb5F\tcycle number\tRe(Y)/Ohm-1\tIm(Y)/Ohm-1\t"
    )
    rows = []
    for loop, sweep in enumerate(sweeps, start=1):
        ordered = sweep.rows()[::-1] if up else sweep.rows()
        for k, (f, re, im) in enumerate(ordered):
            z, y = re + 1j * im, 1.0 / (re + 1j * im)
            cells = [*map(ec_number, (f, re, -im, *polar(z))), ec_number(1.0 + k, 15)]
            cells += [ec_number(-0.08), ec_number(1e-4), ec_number(1.2)]
            cells += [ec_number(loop if loop_numbers else 1, 15)]
            rows.append("\t".join([*cells, ec_number(y.real), ec_number(y.imag)]))
    planned_hz = low_hz if low_hz is not None else sweeps[0].frequency_hz[-1]
    header = [
        "", technique, "",
        "Run on channel : 1 (SN 15255)", "User : ", "Electrode connection : standard",
        "Ewe,I filtering : <None>", "Acquisition started on : 05/15/2025 01:18:45.867",
        "Loaded Setting File :  C:\\Users\\B\xfcro\\EC-Lab\\cell.mps", "Saved on :",
        "\tFile : cell_C01.mpr", "Device : SP-300 (SN 1787)",
        "EC-LAB for windows v11.61 (software)", "Electrode surface area : 0.785 cm\xb2",
        "Cycle Definition : Charge/Discharge alternance", f"{'Mode':20s}{'Single sine':20s}",
        f"{'fi':20s}{1.0:<20.3f}", f"{'unit fi':20s}{'MHz':20s}",
        f"{'ff':20s}{planned_hz:<20.3f}", f"{'unit ff':20s}{'Hz':20s}", f"{'Nd':20s}{'10':20s}",
        "", headings,
    ]  # fmt: skip
    count = f"Nb header lines : {len(header) + 2:<28d}"
    text = lines("EC-Lab ASCII FILE", count, header, rows)
    return with_comma(text, comma).encode("latin-1")


def gamry(
    *sweeps: Made,
    tag: str = "EISPOT",
    comma: bool = False,
    aborted: bool = False,
    final_hz: float | None = None,
    drift: str = "",
) -> bytes:
    sweeps = sweeps or (MADE,)
    planned_hz = final_hz if final_hz is not None else sweeps[0].frequency_hz[-1]
    head = [
        "EXPLAIN", f"TAG\t{tag}", "TITLE\tLABEL\tEIS of a pellet\tTest &Identifier",
        "DATE\tLABEL\t4/23/2018\tDate", "NOTES\tNOTES\t1\t&Notes...", "\t",
        "PSTAT\tPSTAT\tREF3000-34128\tPotentiostat", "VDC\tPOTEN\t0.00000E+000\tF\tDC &Voltage (V)",
        f"FREQINIT\tQUANT\t{ec_number(1e6, 5)}\tInitial Fre&q. (Hz)",
        f"FREQFINAL\tQUANT\t{ec_number(planned_hz, 5)}\tFinal Fre&q. (Hz)",
        "OCVCURVE\tTABLE\t2", "\tPt\tT\tVf\tVm\tAch\tOver\tTemp",
        "\t#\ts\tV vs. Ref.\tV\tV\tbits\tdeg C",
        "\t0\t0.25\t3.69E-001\t3.69E-001\t4.9E-004\t...........\t-327.67",
        "\t1\t0.50\t3.69E-001\t3.69E-001\t4.9E-004\t...........\t-327.67",
        "EOC\tQUANT\t0.369159\tOpen Circuit (V)",
    ]  # fmt: skip
    tables = [t for place, s in enumerate(sweeps) for t in _gamry_table(s, place, drift)]
    tail = ["EXPERIMENTABORTED\tTOGGLE\tT\tExperiment Aborted"] if aborted else []
    tail += ["FRACURVE\tTABLE\t1", "\tPt\tT\tV\tI", "\t#\tS\tV\tA", "\t0\t2.0E+001\t2.9E-4\t6E-8"]
    return with_comma(lines(head, tables, tail), comma).encode("latin-1")


def _gamry_table(sweep: Made, place: int, drift: str) -> list[str]:
    columns = drift == "columns"
    extra = "\tZrealDrCor\tZimagDrCor\tZmodDrCor\tZphzDrCor" if columns else ""
    title = "ZCURVE\tTABLE" if place == 0 or drift != "tables" else "ZCURVE_DRCOR\tTABLE"
    head = [
        title,
        f"\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz{extra}\tIdc\tVdc\tIERange",
        f"\t#\ts\tHz\tohm\tohm\tV\tohm\t{DEG}"
        + (f"\tohm\tohm\tohm\t{DEG}" if columns else "")
        + "\tA\tV\t#",
    ]
    rows = []
    for k, (f, re, im) in enumerate(sweep.rows()):
        z = re + 1j * im
        raw = z * 1.01 if columns else z
        cells = [f"{v:.7g}" for v in (1.5 * k, f, raw.real, raw.imag, 1.0, *polar(raw))]
        cells += [f"{v:.7g}" for v in (re, im, *polar(z))] if columns else []
        rows.append("\t" + "\t".join([str(k), *cells, "-5.89286E-006", "-0.3413299", "9"]))
    return head + rows


def zview(sweep: Made = MADE, announced: int | None = None) -> bytes:
    head = [
        "ZPLOT2 ASCII", "  Measured Data, ZPlot:       3.2c",
        "  Experiment Type:            Sweep Frequency, Control Voltage",
        "  Begin Experiment:           0", "    Potential-DC:             0",
        f"  Data Points:                {announced or len(sweep.rows())}",
        "  Freq(Hz)\tAmpl\tBias\tTime(Sec)\tZ'(a)\tZ''(b)\tGD\tErr\tRange", "End Comments",
    ]  # fmt: skip
    return lines(head, list(_zplot_rows(sweep, "\t"))).encode("ascii")


def _zplot_rows(sweep: Made, between: str) -> list[str]:
    return [
        between.join(
            (f"{f:.6E}", "1.0000E-02", "0.0000E+00", f"{k:.6E}", f"{re:.4E}", f"{im:.4E}",
             "0.0000E+00", "0", "3")
        )
        for k, (f, re, im) in enumerate(sweep.rows())
    ]  # fmt: skip


_ZPLOT_HEADINGS = (
    "\"  Freq(Hz)    Ampl     Bias   Time(Sec)   Z'(a)    Z''(b)    GD   Err   Range\""
)


def zview_short(sweep: Made = MADE) -> bytes:
    head = [
        '"ZPlotW Data File: Version 3.2c"', '"Raw Data"', '"Sweep Frequency: Control Voltage"',
        "Date: 12-17-2019    Time: 16:24:35", "pellet, 50 MPa", '"Open Circuit Potential (V):  0 "',
        '"Frequency"', "0,3,0,1,300000,0.005", str(len(sweep.rows())), _ZPLOT_HEADINGS,
    ]  # fmt: skip
    return lines(head, _zplot_rows(sweep, ", ")).encode("ascii")


def autolab(sweep: Made = MADE) -> bytes:
    headings = _ZPLOT_HEADINGS.replace("Freq(Hz)", "Freq (Hz)")
    head = ['"Z60W Data File: Version 1.1"', *['""'] * 7, "0,2,0,1,0.1,10000"]
    rows = [f"{f:g},0,0,0,{re!r},{im!r},0,0,0" for f, re, im in floats(sweep)]
    return lines(head, str(len(rows)), headings, rows).encode("utf-8-sig")


def chi(sweep: Made = MADE) -> bytes:
    head = [
        "Feb. 20, 2020   15:55:08", "A.C. Impedance", "File: c:\\cell.bin", "Data Source:  Exp",
        "Instrument Model:  CHI660E", "Header: ", "Note: ", "", "Init E (V) = 0",
        f"High Frequency (Hz) = {sweep.frequency_hz[0]:g}",
        f"Low Frequency (Hz) = {sweep.frequency_hz[-1]:g}", "Imp SF", "Amplitude (V) = 0.025", "",
        "Freq/Hz, Z'/ohm, Z\"/ohm, Z/ohm, Phase/deg", "",
    ]  # fmt: skip
    rows = []
    for f, re, im in sweep.rows():
        modulus, phase = polar(re + 1j * im)
        rows.append(", ".join([*(_chi(v) for v in (f, re, im, modulus)), f"{phase:.1f}"]))
    return lines(head, rows, end="\n").encode("ascii")


def _chi(value: float) -> str:
    mantissa, exponent = f"{value:.3e}".split("e")
    return f"{mantissa}e{int(exponent):+d}"


def parstat(sweep: Made = MADE) -> bytes:
    head = (
        "Potential (V)\tCurrent (A)\tElapsed Time (s)\tFrequency (Hz)\tZre (ohms)\tZim (ohms)"
        "\t|Vac| (V)\t|Iac| (A)\t"
    )
    direct = [f"3.49\t-0.149\t{10 * k}\t0\t0\t0\t0\t0\t" for k in range(1, 30)]
    rows = [
        f"3.5\t0.024\t{400 + 7 * k}\t{f!r}\t{re!r}\t{im!r}\t0.0049\t0.19\t"
        for k, (f, re, im) in enumerate(floats(sweep))
    ]
    return lines(head, direct, rows).encode("ascii")


def powersuite(sweep: Made = MADE) -> bytes:
    rows = [f"{f!r}\t {re!r}\t {im!r}" for f, re, im in floats(sweep)[::-1]]
    return lines("Frequency\t Zre\t Zimg", rows, end="\r\r\n").encode("ascii")


_PAR_COLUMNS = (
    "Segment #, Point #, E(V), I(A), Elapsed Time(s), ADC Sync Input(V), Current Range, Status,"
    " E Applied(V), Frequency(Hz), E Real, E Imag, I Real, I Imag, Z Real, Z Imag, E2 Status,"
    " E2(V), E2 Real, E2 Imag, Z2 Real, Z2 Imag, ActionId, AC Amplitude, 0"
)


def versastudio(sweep: Made = MADE) -> bytes:
    head = ["<Application>", "Name=VersaStudio", "Version=2.52.3.0", "</Application>", "",
            "<Action1>", "Name=Potentiostatic EIS", "</Action1>", "", "<Segment1>", "Type=2",
            "Version=3", f"Definition={_PAR_COLUMNS}"]  # fmt: skip
    rows = [
        f"0,{k},0,-3.2E-06,{1.8 + k:g},-0.0024,5,53,0,{f!r},-0.003,-0.017,-9E-05,-3E-4,"
        f"{re!r},{im!r},0,0,0,0,7,8,21,0.02"
        for k, (f, re, im) in enumerate(floats(sweep))
    ]
    tail = ["</Segment1>", "", "<Graph1>", "Analysis=0", "</Graph1>"]
    return lines(head, rows, tail).encode("utf-8")
