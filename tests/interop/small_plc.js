// The small press of tests/support/presses/peers.py once more, in node on modbus-serial: small_plc.js CLOCK PORT
// CLOCK is a file that holds the seconds as a double; whoever tests lets them pass.

const fs = require("fs");
const { ServerTCP } = require("modbus-serial");

const clock = fs.openSync(process.argv[2], "r");
const seconds = Buffer.alloc(8);
const memory = Buffer.alloc(280);
let began_s = null;
let released_s = Infinity;

const word = (at) => memory.readUInt16BE(2 * at);
const setWord = (at, value) => memory.writeUInt16BE(value & 0xffff, 2 * at);
const number = (at) => memory.readFloatBE(2 * at);
const setNumber = (at, value) => memory.writeFloatBE(value, 2 * at);

function now_s() {
  fs.readSync(clock, seconds, 0, 8, 0);
  return seconds.readDoubleLE(0);
}

function cycle(now) {
  if (began_s === null) return [1, 0, 0];
  const target_kn = number(10), rate = number(12), start_s = began_s + 1;
  const top_s = start_s + target_kn / rate;
  released_s = Math.min(released_s, top_s + memory.readUInt32BE(28));
  const held_kn = Math.min(target_kn, rate * Math.max(0, released_s - start_s));
  const gone_s = now - released_s;
  if (gone_s >= held_kn / number(16)) return [6, 0, 0];
  if (gone_s >= 0) return [5, held_kn - number(16) * gone_s, gone_s];
  if (now >= top_s) return [4, target_kn, now - top_s];
  const risen_kn = rate * (now - start_s);
  return risen_kn > 1e-9 ? [3, risen_kn, now - start_s] : [2, 0, 0];
}

function refresh() {
  const now = now_s();
  const [state, force_kn, in_state_s] = cycle(now);
  setWord(100, state);
  setWord(103, Math.floor(now * 2));
  setNumber(110, force_kn);
  setNumber(112, (force_kn * 100) / 15);
  setNumber(116, in_state_s);
  setNumber(118, Math.max(number(118), force_kn));
}

function obey() {
  if (word(1) === 0 || word(1) === word(101)) return;
  setWord(101, word(1));
  if (word(0) === 1) {
    began_s = now_s();
    released_s = Infinity;
    console.log("start");
  }
  if (word(0) === 3) released_s = Math.min(released_s, now_s());
}

setWord(104, 77);
setWord(105, 1);
setWord(106, 0x1234);
setWord(132, 7);
setNumber(107, 123.456);
setNumber(30, 100);
setNumber(32, 50);

const vector = {
  getHoldingRegister(at, unit, done) {
    refresh();
    done(null, word(at));
  },
  getMultipleHoldingRegisters(at, count, unit, done) {
    refresh();
    done(null, Array.from({ length: count }, (_, offset) => word(at + offset)));
  },
  setRegisterArray(at, values, unit, done) {
    values.forEach((value, offset) => setWord(at + offset, value));
    obey();
    done(null);
  },
  setRegister(at, value, unit, done) {
    setWord(at, value);
    obey();
    done(null);
  },
};
const server = new ServerTCP(vector, { host: "127.0.0.1", port: Number(process.argv[3]), unitID: 1 });
server.on("initialized", () => console.log("ready"));
