"""One campaign on the simulated laboratory, at a setting of the autonomy dial."""

from pathlib import Path
from typing import Any

from support.campaign import write_campaign
from typer.testing import CliRunner, Result

from campaigns.commands.cli import app
from campaigns.config.load_campaign import load_settings
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView


class Lab:
    """One campaign on the simulated laboratory."""

    def __init__(self, folder: Path, dial: str, **more: Any) -> None:
        self.file = write_campaign(folder, campaign=f'autonomy = "{dial}"\n', **more)

    def copress(self, command: str, *args: object) -> Result:
        return CliRunner().invoke(app, [command, str(self.file), *(str(arg) for arg in args)])

    def done(self, command: str, *args: object) -> str:
        result = self.copress(command, *args)
        assert result.exit_code == 0, result.output
        return result.output

    @property
    def view(self) -> CampaignView:
        return load_view(load_settings(self.file), advise=False)

    def states(self) -> list[str]:
        return [trial.outcome or trial.state for trial in self.view.trials]

    def kinds(self, trial: int) -> list[str]:
        return [event.kind for event in self.view.trial(trial).events]

    def pressed(self) -> list[int]:
        return [trial.number for trial in self.view.trials if "started" in self.kinds(trial.number)]


def lab_of(tmp_path: Path, dial: str) -> Lab:
    return Lab(tmp_path, dial)
