/*
 * One way between two processes: a source that keeps a window of reliable messages in flight and a sink that grants credit; or, with rate=N, a source that sends N unreliable messages a
 * second for a time, and a sink that counts what comes. Either end may be another implementation. The sink measures from the first message of a run on.
 */
#include "bench.h"

#include <stdio.h>
#include <string.h>

/* Between runs an end costs next to nothing, and others can be measured meanwhile. */
#define IDLE_MS 30
#define WAIT_MS 100

/* The wait of a source between two looks at what is due, and of a sink between two looks at the clock. */
#define BEAT_MS 1

/* When nothing has come for this long after the end of a run's time, nothing comes any more. */
#define SILENCE_NS (300 * NS_PER_MS)
#define PATIENCE_NS (20 * NS_PER_S)

typedef struct
{
    long messages, window, credit, rate, size;
    uint64_t run_ns;
} agreed;

static agreed read_agreed(void)
{
    agreed a = { option("messages", 102400), option("window", 256), option("credit", 64), option("rate", 0), option("size", 32), (uint64_t)option("ms", 1000) * NS_PER_MS };
    return a;
}

typedef struct
{
    ENetHost *host;
    agreed agreed;
    long received;
    uint64_t start, cpu;
} sink;

static void take(sink *s, enet_uint32 timeout_ms)
{
    static const unsigned char grant[4];
    ENetEvent event;
    if (enet_host_service(s->host, &event, timeout_ms) <= 0) return;
    do
    {
        if (event.type == ENET_EVENT_TYPE_DISCONNECT) fail("the source left");
        if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
        if (s->received == 0)
        {
            s->start = wall_ns();
            s->cpu = process_cpu_ns();
        }

        enet_packet_destroy(event.packet);
        if (++s->received % s->agreed.credit != 0 || s->agreed.rate > 0) continue;
        enet_peer_send(event.peer, 0, enet_packet_create(grant, sizeof grant, ENET_PACKET_FLAG_RELIABLE));
    }
    while (enet_host_check_events(s->host, &event) > 0);
}

static void take_for_the_time(sink *s, uint64_t *cpu, uint64_t *wall, long *messages)
{
    while (wall_ns() - s->start < s->agreed.run_ns) take(s, BEAT_MS);
    *cpu = process_cpu_ns() - s->cpu;
    *wall = wall_ns() - s->start;
    *messages = s->received;

    /* What is still on its way is waited for, so that it is not in the next run, and not measured. */
    for (uint64_t last = wall_ns(); wall_ns() - last < SILENCE_NS;)
    {
        long known = s->received;
        take(s, WAIT_MS);
        if (s->received != known) last = wall_ns();
    }
}

static void take_all(sink *s, uint64_t *cpu, uint64_t *wall, long *messages)
{
    while (s->received < s->agreed.messages) take(s, WAIT_MS);
    enet_host_flush(s->host);
    *cpu = process_cpu_ns() - s->cpu;
    *wall = wall_ns() - s->start;
    *messages = s->agreed.messages;
}

int sink_main(void)
{
    sink s = { .host = bench_host(true, 4), .agreed = read_agreed() };
    commands_in_background();
    say("ready port=%d", s.host->address.port);
    for (command c = take_command(); c != COMMAND_END; c = take_command())
    {
        take(&s, IDLE_MS);
        if (c != COMMAND_RUN) continue;

        /* The first messages may have come before the command that announces them. */
        for (uint64_t start = wall_ns(); s.received == 0;)
        {
            take(&s, WAIT_MS);
            if (wall_ns() - start > PATIENCE_NS) fail("nothing came from the source");
        }

        uint64_t cpu, wall;
        long messages;
        if (s.agreed.rate > 0) take_for_the_time(&s, &cpu, &wall, &messages);
        else take_all(&s, &cpu, &wall, &messages);
        say("result cpu=%llu wall=%llu messages=%ld bytes=%ld received=%ld", (unsigned long long)cpu, (unsigned long long)wall, messages, messages * s.agreed.size, s.received);
        s.received = 0;
    }

    return 0;
}

typedef struct
{
    ENetHost *host;
    ENetPeer *peer;
    agreed agreed;
    unsigned char *payload;
} source;

/* Counts the answers. */
static long hear(source *s, enet_uint32 timeout_ms)
{
    ENetEvent event;
    long answers = 0;
    if (enet_host_service(s->host, &event, timeout_ms) <= 0) return 0;
    do
    {
        if (event.type == ENET_EVENT_TYPE_DISCONNECT) fail("the sink left");
        if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
        answers++;
        enet_packet_destroy(event.packet);
    }
    while (enet_host_check_events(s->host, &event) > 0);
    return answers;
}

static void send_one(source *s, enet_uint32 flags)
{
    ENetPacket *packet = enet_packet_create(s->payload, (size_t)s->agreed.size, flags);
    if (enet_peer_send(s->peer, 0, packet) < 0) enet_packet_destroy(packet);
}

static long produce_all(source *s)
{
    const agreed *a = &s->agreed;
    for (long sent = 0, granted = a->window; granted < a->messages + a->window; granted += hear(s, WAIT_MS) * a->credit)
        for (; sent < a->messages && sent < granted; sent++) send_one(s, ENET_PACKET_FLAG_RELIABLE);
    return a->messages;
}

static long produce_for_the_time(source *s)
{
    long sent = 0;
    uint64_t start = wall_ns();
    for (uint64_t elapsed = 0; elapsed < s->agreed.run_ns;)
    {
        elapsed = wall_ns() - start;
        uint64_t counted = elapsed < s->agreed.run_ns ? elapsed : s->agreed.run_ns;
        for (long due = (long)(counted * (uint64_t)s->agreed.rate / NS_PER_S); sent < due; sent++) send_one(s, 0);
        hear(s, BEAT_MS);
    }

    return sent;
}

int source_main(void)
{
    source s = { .host = bench_host(false, 1), .agreed = read_agreed() };
    s.payload = calloc(1, (size_t)s.agreed.size);
    ENetAddress address = loopback((enet_uint16)option("port", 0));
    s.peer = enet_host_connect(s.host, &address, 1, 0);
    ENetEvent event;
    if (enet_host_service(s.host, &event, 10000) <= 0 || event.type != ENET_EVENT_TYPE_CONNECT) fail("no connection to the sink");
    commands_in_background();
    say("ready");
    for (command c = take_command(); c != COMMAND_END; c = take_command())
    {
        hear(&s, IDLE_MS);
        if (c != COMMAND_RUN) continue;
        uint64_t start = wall_ns(), cpu = process_cpu_ns();
        long messages = s.agreed.rate > 0 ? produce_for_the_time(&s) : produce_all(&s);
        say("result cpu=%llu wall=%llu messages=%ld", (unsigned long long)(process_cpu_ns() - cpu), (unsigned long long)(wall_ns() - start), messages);
    }

    return 0;
}
