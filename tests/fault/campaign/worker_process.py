"""One worker in a process of its own, on a twin that outlives it."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from support.campaign import SharedClock

from campaigns.run.start_worker import Station, run_worker


def main() -> int:
    """Run it as the JSON on the command line says."""
    order = json.loads(sys.argv[1])
    folder = Path(order["folder"])
    station = Station(folder / "press.toml", order["store"], folder, name=order["name"])
    clock = SharedClock(folder / "clock")
    stop = run_worker(station, clock=clock, poll_s=order["poll_s"], idle_s=0.2)
    print(stop.sentence, flush=True)  # noqa: T201
    return stop.exit_code


if __name__ == "__main__":
    sys.exit(main())
