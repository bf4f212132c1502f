"""Machines of other makers, simulated by their register lists alone, to be served over Modbus."""

import struct
from collections.abc import Sequence

from pyModbusTCP.server import DataBank

from hardware.clock import SimulatedClock
from hardware.press.protocol import Step

STEP = Step("copress", target_mpa=60.0, dwell_s=20.0, ramp_mpa_s=20.0, release_mpa_s=20.0)


class Ram:
    """Force that follows a target at a fixed rate; both are the machine's own business."""

    def __init__(self, clock: SimulatedClock, rate_kn_s: float) -> None:
        self.clock, self.rate_kn_s = clock, rate_kn_s
        self.from_kn, self.to_kn, self.since_s = 0.0, 0.0, 0.0

    @property
    def force_kn(self) -> float:
        moved = self.rate_kn_s * (self.clock.now_s() - self.since_s)
        if self.to_kn >= self.from_kn:
            return min(self.to_kn, self.from_kn + moved)
        return max(self.to_kn, self.from_kn - moved)

    def go(self, to_kn: float) -> None:
        self.from_kn, self.to_kn, self.since_s = self.force_kn, to_kn, self.clock.now_s()


class Station(DataBank):
    """Commands are coils answered 200 further on; set-points want a handshake."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__()
        self.ram = Ram(clock, rate_kn_s=4.0)
        self.coils: dict[int, bool] = {8500: True}
        self.words: dict[int, int] = {}
        self.starts = 0
        self.taken_kn = 0.0
        for offset, word in enumerate(reversed(struct.unpack(">HH", struct.pack(">f", 123.456)))):
            self.words[10900 + offset] = word

    def get_coils(self, address: int, number: int = 1, srv_info: object = None) -> list[bool]:
        working = self.ram.to_kn > 0.0 or self.ram.force_kn > 0.0
        self.coils[8210] = working
        return [self.coils.get(a, False) for a in range(address, address + number)]

    def set_coils(self, address: int, bit_list: list[bool], srv_info: object = None) -> bool:
        before, now = self.coils.get(address, False), bool(bit_list[0])
        self.coils[address] = now
        if address == 8700:
            self.coils[8500] = not now
            if now:
                low, high = self.words[11008], self.words[11009]
                self.taken_kn = struct.unpack(">f", struct.pack(">HH", high, low))[0]
        if now and not before and address == 8010:
            self.starts += 1
            self.ram.go(self.taken_kn)
        if now and not before and address == 8020:
            self.ram.go(0.0)
        return True

    def get_holding_registers(
        self, address: int, number: int = 1, srv_info: object = None
    ) -> list[int]:
        self.words[10014] = round(self.ram.force_kn * 100.0) & 0xFFFF
        return [self.words.get(a, 0) for a in range(address, address + number)]

    def set_holding_registers(
        self, address: int, word_list: Sequence[int], srv_info: object = None
    ) -> bool:
        self.words.update(enumerate(word_list, start=address))
        return True


class Axis(Station):
    """Writing the target position is the motion; the force set-point is a limit."""

    def get_holding_registers(
        self, address: int, number: int = 1, srv_info: object = None
    ) -> list[int]:
        home = self.ram.to_kn == 0.0 and self.ram.force_kn == 0.0
        self.words[3000] = 1 << 5 if home else 0
        self.words[3002] = round(self.ram.force_kn * 100.0) & 0xFFFF
        self.words[3006] = int(self.ram.clock.now_s() * 2.0) & 0xFFFF
        self.words[3010], self.words[3011] = 1234567 >> 16, 1234567 & 0xFFFF
        return [self.words.get(a, 0) for a in range(address, address + number)]

    def set_holding_registers(
        self, address: int, word_list: Sequence[int], srv_info: object = None
    ) -> bool:
        super().set_holding_registers(address, word_list)
        if address == 2000:
            down = (word_list[0] << 16 | word_list[1]) > 0
            self.starts += down
            self.ram.go(self.words[1000] / 100.0 if down else 0.0)
        return True
