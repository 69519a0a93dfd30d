/*
 * The players of a game server, each with its own socket as players have: `rate` unreliable messages a second each while a run lasts.
 * They are the same for every server that is measured, and their own time is not counted.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#define DRAIN_NS (500 * NS_PER_MS)

/* Everybody is serviced at least this often, whatever happens: pings and retransmissions are due then. */
#define CARE_MS 100

typedef struct
{
    ENetHost **hosts;
    ENetPeer **peers;
    long count;
    long connected;
    long rate;
    long size;
    long sent;
    long received;
    long cared;
    uint64_t start;
    uint64_t run_ns;
    int epoll;
} players;

static void service(players *p, long i)
{
    ENetEvent event;
    while (enet_host_service(p->hosts[i], &event, 0) > 0)
    {
        if (event.type == ENET_EVENT_TYPE_CONNECT) p->connected++;
        if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
        p->received++;
        enet_packet_destroy(event.packet);
    }
}

static void service_readable(players *p, int timeout_ms)
{
    struct epoll_event ready[256];
    int count = epoll_wait(p->epoll, ready, 256, timeout_ms);
    for (int i = 0; i < count; i++) service(p, (long)ready[i].data.u64);
}

static void send_due(players *p)
{
    static unsigned char payload[4096];
    uint64_t elapsed = wall_ns() - p->start;
    if (elapsed > p->run_ns) elapsed = p->run_ns;
    long due = (long)(elapsed * (uint64_t)p->rate * (uint64_t)p->count / NS_PER_S);
    for (; p->sent < due; p->sent++)
    {
        long i = p->sent % p->count;
        ENetPacket *packet = enet_packet_create(payload, (size_t)p->size, 0);
        if (enet_peer_send(p->peers[i], 0, packet) < 0) enet_packet_destroy(packet);
        service(p, i);
    }
}

static void care(players *p, long *last_ms)
{
    long now_ms = (long)(wall_ns() / NS_PER_MS);
    long due = (now_ms - *last_ms) * p->count / CARE_MS;
    if (due == 0) return;
    if (due > p->count) due = p->count;
    *last_ms = now_ms;
    for (long i = 0; i < due; i++) service(p, p->cared++ % p->count);
}

static void join(players *p, enet_uint16 port)
{
    ENetAddress address = loopback(port);
    long last_ms = (long)(wall_ns() / NS_PER_MS);
    p->epoll = epoll_create1(0);
    uint64_t end = wall_ns() + 60 * NS_PER_S;
    for (long asked = 0; p->connected < p->count && wall_ns() < end;)
    {
        for (int burst = 0; burst < 16 && asked < p->count; burst++, asked++)
        {
            p->hosts[asked] = bench_host(false, 1);
            p->peers[asked] = enet_host_connect(p->hosts[asked], &address, 1, 0);
            struct epoll_event wanted = { .events = EPOLLIN, .data.u64 = (uint64_t)asked };
            epoll_ctl(p->epoll, EPOLL_CTL_ADD, p->hosts[asked]->socket, &wanted);
            service(p, asked);
        }

        service_readable(p, 1);
        long count = p->count;
        p->count = asked;
        care(p, &last_ms);
        p->count = count;
    }

    if (p->connected < p->count) fail("not everybody could connect");
}

static void allow_many_sockets(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int clients_main(void)
{
    allow_many_sockets();
    players p = { .count = option("peers", 1000), .rate = option("rate", 20), .size = option("size", 100) };
    p.run_ns = (uint64_t)option("seconds", 2) * NS_PER_S;
    p.hosts = calloc((size_t)p.count, sizeof *p.hosts);
    p.peers = calloc((size_t)p.count, sizeof *p.peers);
    join(&p, (enet_uint16)option("port", 0));
    commands_in_background();
    say("ready");
    long last_ms = (long)(wall_ns() / NS_PER_MS);
    bool is_running = false;
    for (command c = take_command(); c != COMMAND_END; c = take_command())
    {
        if (c == COMMAND_RUN)
        {
            is_running = true;
            p.start = wall_ns();
            p.sent = p.received = 0;
        }

        if (is_running) send_due(&p);
        service_readable(&p, 1);
        care(&p, &last_ms);
        if (!is_running || wall_ns() - p.start < p.run_ns + DRAIN_NS) continue;
        is_running = false;
        say("result sent=%ld received=%ld", p.sent, p.received);
    }

    return 0;
}
