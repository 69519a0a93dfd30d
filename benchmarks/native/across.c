/* One way between two processes: a source that keeps a window in flight, and a sink that grants credit. Either end may be another implementation. */
#include "bench.h"

#include <stdio.h>
#include <string.h>

/* The sink grants this many more with each message it sends back. */
#define CREDIT 64

/* Counts everything that ever came: the first messages of a run may be there before the command that announces it. */
static void take(ENetEvent *event, long *received)
{
    static const unsigned char grant[4];
    if (event->type == ENET_EVENT_TYPE_DISCONNECT) fail("the source left");
    if (event->type != ENET_EVENT_TYPE_RECEIVE) return;
    enet_packet_destroy(event->packet);
    if (++*received % CREDIT != 0) return;
    enet_peer_send(event->peer, 0, enet_packet_create(grant, sizeof grant, ENET_PACKET_FLAG_RELIABLE));
}

int sink_main(void)
{
    ENetHost *host = bench_host(true, 4);
    long messages = option("messages", 102400), received = 0, target = 0;
    ENetEvent event;
    commands_in_background();
    say("ready port=%d", host->address.port);
    for (command c = take_command(); c != COMMAND_END; c = take_command())
    {
        if (enet_host_service(host, &event, 1) > 0) take(&event, &received);
        if (c != COMMAND_RUN) continue;
        uint64_t start = wall_ns(), cpu = process_cpu_ns();
        for (target += messages; received < target;)
            if (enet_host_service(host, &event, 100) > 0) take(&event, &received);
        enet_host_flush(host);
        say("result cpu=%llu wall=%llu messages=%ld", (unsigned long long)(process_cpu_ns() - cpu), (unsigned long long)(wall_ns() - start), messages);
    }

    return 0;
}

static void produce(ENetHost *host, ENetPeer *peer, long messages, long window, size_t size)
{
    static unsigned char payload[4096];
    ENetEvent event;
    long sent = 0, granted = window;
    while (granted < messages + window)
    {
        for (; sent < messages && sent < granted; sent++)
            enet_peer_send(peer, 0, enet_packet_create(payload, size, ENET_PACKET_FLAG_RELIABLE));
        if (enet_host_service(host, &event, 100) <= 0) continue;
        do
        {
            if (event.type == ENET_EVENT_TYPE_DISCONNECT) fail("the sink left");
            if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
            granted += CREDIT;
            enet_packet_destroy(event.packet);
        }
        while (enet_host_check_events(host, &event) > 0);
    }
}

int source_main(void)
{
    ENetHost *host = bench_host(false, 1);
    ENetAddress address = loopback((enet_uint16)option("port", 0));
    ENetPeer *peer = enet_host_connect(host, &address, 1, 0);
    ENetEvent event;
    if (enet_host_service(host, &event, 10000) <= 0 || event.type != ENET_EVENT_TYPE_CONNECT) fail("no connection to the sink");
    long messages = option("messages", 102400);
    commands_in_background();
    say("ready");
    for (command c = take_command(); c != COMMAND_END; c = take_command())
    {
        enet_host_service(host, &event, 1);
        if (c != COMMAND_RUN) continue;
        uint64_t start = wall_ns(), cpu = process_cpu_ns();
        produce(host, peer, messages, option("window", 256), (size_t)option("size", 32));
        say("result cpu=%llu wall=%llu messages=%ld", (unsigned long long)(process_cpu_ns() - cpu), (unsigned long long)(wall_ns() - start), messages);
    }

    return 0;
}
