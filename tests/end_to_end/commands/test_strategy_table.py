"""`[strategy]` of the campaign file changes what is pressed, and a slip in it is refused."""

from pathlib import Path

from support.campaign import write_campaign
from support.command_line import invoke as copress


def chosen_by(file: Path, lines: str) -> str:
    """What is proposed and why, with these lines in the file."""
    text = file.read_text(encoding="utf-8").partition("[strategy]")[0]
    file.write_text(f"{text}[strategy]\n{lines}\n", encoding="utf-8")
    result = copress("why", file, "--json")
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_acquisition_of_the_file_chooses_the_next_cell(tmp_path: Path) -> None:
    file = write_campaign(tmp_path)
    assert copress("run", file, "--trials", "5").exit_code == 0
    usual = chosen_by(file, "")
    assert chosen_by(file, 'acquisition = "first_intact"') != usual
    assert chosen_by(file, 'acquisition = "log_expected_improvement"') == usual


def test_a_slip_ends_with_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    file = write_campaign(tmp_path)
    before = file.read_text(encoding="utf-8")
    file.write_text(f'{before}[strategy]\nacquisition = "lower_bound"\n', encoding="utf-8")
    refused = copress("propose", file)
    assert refused.exit_code == 2
    assert "quick.toml: [strategy] acquisition" in refused.stderr
    assert "Did you mean lower_confidence_bound?" in refused.stderr
    file.write_text(f"{before}[strategy]\nreplicate = true\n", encoding="utf-8")
    refused = copress("propose", file)
    assert refused.exit_code == 2
    assert "Did you mean replicates?" in refused.stderr
