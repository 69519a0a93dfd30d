/* A long queue of reliable messages of one byte: how the time to send and acknowledge it grows when it doubles. */
#include "bench.h"

static uint64_t drain(pair *p, long messages)
{
    ENetEvent event;
    long received = 0;
    unsigned char payload = 1;
    for (long i = 0; i < messages; i++)
        if (enet_peer_send(p->to_server, 0, enet_packet_create(&payload, 1, ENET_PACKET_FLAG_RELIABLE)) < 0) fail("enet_peer_send refused");
    uint64_t cpu = process_cpu_ns();
    while (received < messages || p->to_server->reliableDataInTransit > 0)
    {
        while (enet_host_service(p->client, &event, 0) > 0)
            if (event.type == ENET_EVENT_TYPE_DISCONNECT) fail("the connection broke");
        while (enet_host_service(p->server, &event, 0) > 0)
        {
            if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
            received++;
            enet_packet_destroy(event.packet);
        }
    }

    return process_cpu_ns() - cpu;
}

int backlog_main(void)
{
    pair p = open_pair(1);
    long messages = option("messages", 100000);
    say("ready");
    while (wait_for_run())
    {
        uint64_t once = drain(&p, messages), twice = drain(&p, messages * 2);
        say("result cpu=%llu messages=%ld growth=%.4f", (unsigned long long)(once + twice), messages * 3, (double)twice / (double)once);
    }

    return 0;
}
