/* What a program pays at its start: processor time of the process from its beginning to echoes that come back. ManagedENet.FirstSecond does the same. */
#include "bench.h"

#define WINDOW 16
#define MESSAGE_BYTES 64
#define TEN_THOUSAND 10000
#define LAST 200000

static void send_message(ENetPeer *peer, const void *payload)
{
    if (enet_peer_send(peer, 0, enet_packet_create(payload, MESSAGE_BYTES, ENET_PACKET_FLAG_RELIABLE)) < 0) fail("enet_peer_send refused");
}

int first_second_main(void)
{
    static const unsigned char payload[MESSAGE_BYTES];
    uint64_t at_main = process_cpu_ns(), at_first = 0, at_ten_thousandth = 0;
    pair p = { bench_host(true, 1), bench_host(false, 1), NULL, NULL };
    ENetAddress address = loopback(p.server->address.port);
    p.to_server = enet_host_connect(p.client, &address, 1, 0);
    ENetEvent event;
    for (long echoes = 0; echoes < LAST;)
    {
        while (enet_host_service(p.client, &event, 0) > 0)
        {
            if (event.type == ENET_EVENT_TYPE_DISCONNECT) fail("the connection broke");
            if (event.type == ENET_EVENT_TYPE_CONNECT)
                for (int i = 0; i < WINDOW; i++) send_message(p.to_server, payload);
            if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
            enet_packet_destroy(event.packet);
            if (++echoes == 1) at_first = process_cpu_ns();
            if (echoes == TEN_THOUSAND) at_ten_thousandth = process_cpu_ns();
            send_message(p.to_server, payload);
        }

        while (enet_host_service(p.server, &event, 0) > 0)
        {
            if (event.type != ENET_EVENT_TYPE_RECEIVE) continue;
            send_message(event.peer, event.packet->data);
            enet_packet_destroy(event.packet);
        }
    }

    say("result main=%llu first=%llu tenThousandth=%llu last=%llu", (unsigned long long)at_main, (unsigned long long)at_first,
        (unsigned long long)at_ten_thousandth, (unsigned long long)process_cpu_ns());
    return 0;
}
