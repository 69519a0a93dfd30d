/* Messages one way, a window of them in flight, client and server serviced in turn on one thread. */
#include "bench.h"

#include <string.h>

typedef struct
{
    pair hosts;
    size_t size;
    long window;
    enet_uint32 flags;
    unsigned char *payload;
    long sent;
    long received;
    long lost;
} stream;

static enet_uint32 flags_of(const char *kind)
{
    if (strcmp(kind, "reliable") == 0) return ENET_PACKET_FLAG_RELIABLE;
    if (strcmp(kind, "unreliable") == 0) return 0;
    if (strcmp(kind, "unsequenced") == 0) return ENET_PACKET_FLAG_UNSEQUENCED;
    fail("kind is reliable, unreliable or unsequenced");
}

/* Half of it repeats and half of it changes slowly, as the state of a game does: the range coder finds something to do. */
static void fill(unsigned char *payload, size_t size)
{
    for (size_t i = 0; i < size; i++) payload[i] = (unsigned char)(i % 4 < 2 ? 0 : i * 7 / 16);
}

static void pump_client(stream *s)
{
    ENetEvent event;
    while (enet_host_service(s->hosts.client, &event, 0) > 0)
        if (event.type == ENET_EVENT_TYPE_DISCONNECT) fail("the connection broke");
}

static bool pump_server(stream *s)
{
    ENetEvent event;
    bool any = false;
    while (enet_host_service(s->hosts.server, &event, 0) > 0)
    {
        if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
        any = true;
        s->received++;
        enet_packet_destroy(event.packet);
    }

    return any;
}

static void run(stream *s, long messages)
{
    s->sent = s->received = s->lost = 0;
    int silent_rounds = 0;
    while (s->received + s->lost < messages)
    {
        while (s->sent < messages && s->sent - s->received - s->lost < s->window)
        {
            ENetPacket *packet = enet_packet_create(s->payload, s->size, s->flags);
            if (enet_peer_send(s->hosts.to_server, 0, packet) < 0) fail("enet_peer_send refused");
            s->sent++;
        }

        pump_client(s);
        silent_rounds = pump_server(s) ? 0 : silent_rounds + 1;

        /* What the throttle or a full socket swallowed does not come any more. */
        if (silent_rounds > 1000 && s->flags != ENET_PACKET_FLAG_RELIABLE)
        {
            s->lost = s->sent - s->received;
            silent_rounds = 0;
        }
    }

    /* The last acknowledgements belong to the work, and nothing is left open while nobody services us. */
    while (s->hosts.to_server->reliableDataInTransit > 0)
    {
        pump_server(s);
        pump_client(s);
    }
}

int stream_main(void)
{
    stream s = { .hosts = open_pair(1), .size = (size_t)option("size", 32), .window = option("window", 256) };
    s.flags = flags_of(option_text("kind", "reliable"));
    s.payload = malloc(s.size);
    fill(s.payload, s.size);
    long messages = option("messages", 100000);
    say("ready");
    while (wait_for_run())
    {
        uint64_t wall = wall_ns(), cpu = process_cpu_ns();
        run(&s, messages);
        cpu = process_cpu_ns() - cpu;
        wall = wall_ns() - wall;
        say("result cpu=%llu wall=%llu messages=%ld bytes=%zu sent=%ld", (unsigned long long)cpu, (unsigned long long)wall, s.received,
            (size_t)s.received * s.size, s.sent);
    }

    return 0;
}
