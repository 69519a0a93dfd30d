/* The checksum and the range coder by themselves, over bytes such as a game sends. */
#include "bench.h"

#include <string.h>

static volatile enet_uint32 sink;

/* Sixty-odd entities of eighteen bytes: an id, two coordinates that differ a little, flags that hardly ever do. */
static void fill_game_state(unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
    {
        size_t entity = i / 18, field = i % 18;
        unsigned value = field < 2 ? (unsigned)entity : field < 10 ? (unsigned)(entity * 37 + field * (entity % 5)) : field % 3 == 0 ? 1 : 0;
        bytes[i] = (unsigned char)value;
    }
}

int crc_main(void)
{
    size_t size = (size_t)option("size", 1200);
    long rounds = option("rounds", 100000);
    unsigned char *bytes = malloc(size);
    fill_game_state(bytes, size);
    say("ready");
    while (wait_for_run())
    {
        uint64_t cpu = process_cpu_ns();
        for (long i = 0; i < rounds; i++)
        {
            ENetBuffer buffer = { bytes, size };
            bytes[0] = (unsigned char)i;
            sink += enet_crc32(&buffer, 1);
        }

        say("result cpu=%llu messages=%ld", (unsigned long long)(process_cpu_ns() - cpu), rounds);
    }

    return 0;
}

int range_main(void)
{
    size_t size = (size_t)option("size", 1200);
    long rounds = option("rounds", 5000);
    unsigned char *bytes = malloc(size), *packed = malloc(size), *back = malloc(size);
    fill_game_state(bytes, size);
    void *coder = enet_range_coder_create();
    say("ready");
    while (wait_for_run())
    {
        ENetBuffer buffer = { bytes, size };
        size_t length = 0;
        uint64_t cpu = process_cpu_ns();
        for (long i = 0; i < rounds; i++) length = enet_range_coder_compress(coder, &buffer, 1, size, packed, size);
        uint64_t in = process_cpu_ns() - cpu;
        cpu = process_cpu_ns();
        for (long i = 0; i < rounds; i++) sink += (enet_uint32)enet_range_coder_decompress(coder, packed, length, back, size);
        uint64_t out = process_cpu_ns() - cpu;
        if (length == 0 || memcmp(bytes, back, size) != 0) fail("the range coder did not give back what it got");
        say("result cpu=%llu in=%llu out=%llu messages=%ld packed=%zu", (unsigned long long)(in + out), (unsigned long long)in, (unsigned long long)out,
            rounds, length);
    }

    return 0;
}
