/*
 * A game server: every peer gets `rate` reliable messages a second. Driven by waiting in the service call (drive=wait) or once every so many milliseconds
 * (drive=1, drive=16). With rate=0 it only keeps its peers alive. The clients are another process.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <malloc.h>
#include <string.h>

/* What was sent in the last moment of a run still arrives. */
#define GRACE_NS (300 * NS_PER_MS)

typedef struct
{
    ENetHost *host;
    ENetPeer **peers;
    long connected;
    long capacity;
    long rate;
    long size;
    uint64_t run_ns;
    uint64_t start;
    uint64_t cpu;
    long sent;
    long received;
    long lost;
    bool is_armed;
    bool is_running;
} server;

static void handle(server *s, ENetEvent *event)
{
    switch (event->type)
    {
        case ENET_EVENT_TYPE_CONNECT:
            if (s->connected < s->capacity) s->peers[s->connected++] = event->peer;
            break;
        case ENET_EVENT_TYPE_DISCONNECT:
            s->lost++;
            break;
        case ENET_EVENT_TYPE_RECEIVE:
            s->received++;
            enet_packet_destroy(event->packet);
            break;
        default:
            break;
    }
}

/* The clock of a run starts with the first message, so that both ends see the same seconds. */
static void begin_when_due(server *s)
{
    if (!s->is_armed || (s->rate > 0 && s->received == 0)) return;
    s->is_armed = false;
    s->is_running = true;
    s->sent = 0;
    s->start = wall_ns();
    s->cpu = process_cpu_ns();
}

static void send_due(server *s)
{
    static unsigned char payload[4096];
    if (!s->is_running || s->rate == 0) return;
    uint64_t elapsed = wall_ns() - s->start;
    if (elapsed > s->run_ns) elapsed = s->run_ns;
    long due = (long)(elapsed * (uint64_t)s->rate * (uint64_t)s->connected / NS_PER_S);
    for (; s->sent < due; s->sent++)
    {
        ENetPacket *packet = enet_packet_create(payload, (size_t)s->size, ENET_PACKET_FLAG_RELIABLE);
        if (enet_peer_send(s->peers[s->sent % s->connected], 0, packet) < 0) enet_packet_destroy(packet);
    }
}

static void end_when_due(server *s)
{
    if (!s->is_running || wall_ns() - s->start < s->run_ns + (s->rate > 0 ? GRACE_NS : 0)) return;
    s->is_running = false;
    struct mallinfo2 memory = mallinfo2();
    say("result cpu=%llu wall=%llu messages=%ld sent=%ld lost=%ld memory=%zu peers=%zu", (unsigned long long)(process_cpu_ns() - s->cpu),
        (unsigned long long)(wall_ns() - s->start), s->received, s->sent, s->lost, memory.uordblks + memory.hblkhd, s->host->connectedPeers);
}

static void tick(server *s, long drive_ms, uint64_t *next)
{
    ENetEvent event;
    if (drive_ms > 0)
    {
        uint64_t now = wall_ns();
        *next = *next + (uint64_t)drive_ms * NS_PER_MS;
        if (*next > now) sleep_until(*next);
        else *next = now;
        while (enet_host_service(s->host, &event, 0) > 0) handle(s, &event);
        send_due(s);
        enet_host_flush(s->host);
        return;
    }

    send_due(s);
    if (enet_host_service(s->host, &event, 1) > 0) handle(s, &event);
}

int server_main(void)
{
    long capacity = option("peers", 1000);
    const char *drive = option_text("drive", "wait");
    long drive_ms = strcmp(drive, "wait") == 0 ? 0 : atol(drive);
    server s = { .capacity = capacity, .rate = option("rate", 20), .size = option("size", 100) };
    s.run_ns = (uint64_t)option("seconds", 2) * NS_PER_S;
    s.host = bench_host(true, (size_t)capacity);
    s.peers = calloc((size_t)capacity, sizeof *s.peers);
    commands_in_background();
    say("ready port=%d", s.host->address.port);
    uint64_t next = wall_ns();
    for (command c = take_command(); c != COMMAND_END; c = take_command())
    {
        if (c == COMMAND_RUN)
        {
            s.is_armed = true;
            s.received = 0;
        }

        tick(&s, drive_ms, &next);
        begin_when_due(&s);
        end_when_due(&s);
    }

    return 0;
}
