/* A server full of peers of which one in a hundred says something: what a service call costs that finds nothing, and one that reads a tick's messages. */
#include "bench.h"

#include <string.h>

#define EMPTY_CALLS 16

typedef struct
{
    ENetHost *server;
    ENetHost *idle;
    ENetHost **active;
    ENetPeer **to_server;
    long active_count;
    long connected;
    long received;
} crowd;

static void pump(crowd *c)
{
    ENetEvent event;
    while (enet_host_service(c->server, &event, 0) > 0)
    {
        if (event.type == ENET_EVENT_TYPE_CONNECT) c->connected++;
        if (event.type == ENET_EVENT_TYPE_DISCONNECT) fail("a peer was lost");
        if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
        c->received++;
        enet_packet_destroy(event.packet);
    }
}

static void pump_clients(crowd *c)
{
    ENetEvent event;
    while (enet_host_service(c->idle, &event, 0) > 0);
    for (long i = 0; i < c->active_count; i++)
        while (enet_host_service(c->active[i], &event, 0) > 0);
}

static void fill_slots(crowd *c, long count)
{
    ENetAddress address = loopback(c->server->address.port);
    for (long i = 0; i < c->active_count; i++)
    {
        c->active[i] = bench_host(false, 1);
        c->to_server[i] = enet_host_connect(c->active[i], &address, 1, 0);
    }

    uint64_t end = wall_ns() + 60 * NS_PER_S;
    for (long asked = c->active_count; c->connected < count && wall_ns() < end;)
    {
        for (int burst = 0; burst < 64 && asked < count; burst++, asked++) enet_host_connect(c->idle, &address, 1, 0);
        pump_clients(c);
        pump(c);
    }

    if (c->connected < count) fail("not everybody could connect");
}

/* Everybody in the server's slots is heard, and nothing is left in its socket. */
static void settle(crowd *c)
{
    for (int i = 0; i < 3; i++)
    {
        pump_clients(c);
        pump(c);
    }
}

int peers_main(void)
{
    long count = option("count", 64);
    crowd c = { .server = bench_host(true, (size_t)count), .idle = bench_host(false, (size_t)count) };
    c.active_count = count / 100 > 0 ? count / 100 : 1;
    c.active = calloc((size_t)c.active_count, sizeof *c.active);
    c.to_server = calloc((size_t)c.active_count, sizeof *c.to_server);
    fill_slots(&c, count);
    long ticks = option("ticks", 300);
    uint64_t *empty = calloc((size_t)ticks, sizeof *empty), *reads = calloc((size_t)ticks, sizeof *reads);
    unsigned char payload[32];
    memset(payload, 7, sizeof payload);
    say("ready");
    while (wait_for_run())
    {
        ENetEvent event;
        c.received = 0;
        for (long tick = 0; tick < ticks; tick++)
        {
            settle(&c);
            uint64_t start = wall_ns();
            for (int i = 0; i < EMPTY_CALLS; i++) enet_host_service(c.server, &event, 0);
            empty[tick] = (wall_ns() - start) / EMPTY_CALLS;
            for (long i = 0; i < c.active_count; i++)
            {
                enet_peer_send(c.to_server[i], 0, enet_packet_create(payload, sizeof payload, 0));
                enet_host_flush(c.active[i]);
            }

            start = wall_ns();
            pump(&c);
            reads[tick] = wall_ns() - start;
        }

        qsort(empty, (size_t)ticks, sizeof *empty, compare_ns);
        qsort(reads, (size_t)ticks, sizeof *reads, compare_ns);
        say("result empty=%llu read=%llu messages=%ld", (unsigned long long)empty[ticks / 2], (unsigned long long)reads[ticks / 2], c.received);
    }

    return 0;
}
