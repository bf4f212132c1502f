/* The small press of tests/given_peers.py once more, in C on libmodbus, from the register map alone.

   small_plc CLOCK PORT    Modbus TCP on 127.0.0.1
   small_plc CLOCK TTY     Modbus RTU, 115200 8N1

   CLOCK is a file that holds the seconds as a double; whoever tests lets them pass. */

#include <errno.h>
#include <fcntl.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SIZE = 140, CMD = 0, SEQ = 1, FORCE_KN = 10, RAMP_KN_S = 12, DWELL_S = 14, RELEASE_KN_S = 16,
       LIM_FORCE = 30, LIM_RAMP = 32, STATE = 100, ACK_SEQ = 101, HEARTBEAT = 103, BOOT_ID = 104,
       MAP_VERSION = 105, PROBE_WORD = 106, PROBE_FLOAT = 107, FORCE = 110, LINE = 112,
       IN_STATE = 116, PEAK = 118, INTERLOCKS = 132, IDLE = 1, APPROACH, RAMP, HOLD, RELEASE, DONE };

static uint16_t *word;
static const volatile double *now_s;
static double began_s = -1.0, released_s;

static void put(int at, double value) {  /* words by hand: modbus_set_float_abcd of 3.1.6 is broken */
    float single = (float)value;
    uint32_t bits;
    memcpy(&bits, &single, sizeof bits);
    word[at] = bits >> 16;
    word[at + 1] = bits & 0xFFFF;
}

static double get(int at) {
    return modbus_get_float_abcd(word + at);
}

static void cycle(int *state, double *force_kn, double *in_state_s) {
    *state = IDLE, *force_kn = 0.0, *in_state_s = 0.0;
    if (began_s < 0.0) return;
    double target_kn = get(FORCE_KN), rate = get(RAMP_KN_S), start_s = began_s + 1.0;
    double top_s = start_s + target_kn / rate;
    double dwell_s = (double)((uint32_t)word[DWELL_S] << 16 | word[DWELL_S + 1]);
    if (top_s + dwell_s < released_s) released_s = top_s + dwell_s;
    double held_kn = rate * (released_s > start_s ? released_s - start_s : 0.0);
    if (held_kn > target_kn) held_kn = target_kn;
    double gone_s = *now_s - released_s, risen_kn = rate * (*now_s - start_s);
    *in_state_s = *now_s - began_s;
    if (gone_s >= held_kn / get(RELEASE_KN_S)) *state = DONE;
    else if (gone_s >= 0.0) *state = RELEASE, *force_kn = held_kn - get(RELEASE_KN_S) * gone_s, *in_state_s = gone_s;
    else if (*now_s >= top_s) *state = HOLD, *force_kn = target_kn, *in_state_s = *now_s - top_s;
    else if (risen_kn > 1e-9) *state = RAMP, *force_kn = risen_kn, *in_state_s = *now_s - start_s;
    else *state = APPROACH;
}

static void refresh(void) {
    int state;
    double force_kn, in_state_s;
    cycle(&state, &force_kn, &in_state_s);
    word[STATE] = state;
    word[HEARTBEAT] = (uint16_t)(*now_s * 2.0);
    put(FORCE, force_kn);
    put(LINE, force_kn * 100.0 / 15.0);
    put(IN_STATE, in_state_s);
    if (force_kn > get(PEAK)) put(PEAK, force_kn);
}

static void obey(void) {
    if (word[SEQ] == 0 || word[SEQ] == word[ACK_SEQ]) return;
    word[ACK_SEQ] = word[SEQ];
    if (word[CMD] == 1) began_s = *now_s, released_s = 1e300, printf("start\n"), fflush(stdout);
    if (word[CMD] == 3 && *now_s < released_s) released_s = *now_s;
}

int main(int count, char **argument) {
    if (count != 3) return 2;
    int file = open(argument[1], O_RDONLY), tcp = argument[2][0] != '/', listener = -1;
    now_s = mmap(NULL, sizeof *now_s, PROT_READ, MAP_SHARED, file, 0);
    modbus_t *line = tcp ? modbus_new_tcp("127.0.0.1", atoi(argument[2]))
                         : modbus_new_rtu(argument[2], 115200, 'N', 8, 1);
    modbus_mapping_t *map = modbus_mapping_new(0, 0, SIZE, 0);
    word = map->tab_registers;
    word[BOOT_ID] = 77, word[MAP_VERSION] = 1, word[PROBE_WORD] = 0x1234, word[INTERLOCKS] = 7;
    put(PROBE_FLOAT, 123.456), put(LIM_FORCE, 100.0), put(LIM_RAMP, 50.0);
    if (!tcp) modbus_set_slave(line, 1);
    if ((tcp ? (listener = modbus_tcp_listen(line, 1)) : modbus_connect(line)) < 0) {
        fprintf(stderr, "%s: %s\n", argument[2], modbus_strerror(errno));
        return 1;
    }
    printf("ready\n"), fflush(stdout);
    for (;;) {
        if (tcp && modbus_tcp_accept(line, &listener) < 0) return 1;
        uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
        for (int length; (length = modbus_receive(line, request)) >= 0 || !tcp;) {
            if (length <= 0) continue;  /* noise, or a request for another device */
            refresh();
            modbus_reply(line, request, length, map);
            obey();
        }
        modbus_close(line);
    }
}
