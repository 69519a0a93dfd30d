/* One client that comes and goes at a server with many slots. */
#include "bench.h"

static void await(ENetHost *client, ENetHost *server, ENetEventType type)
{
    ENetEvent event;
    int missing = 2;
    for (uint64_t end = wall_ns() + 10 * NS_PER_S; missing > 0;)
    {
        if (enet_host_service(client, &event, 0) > 0 && event.type == type) missing--;
        if (enet_host_service(server, &event, 0) > 0 && event.type == type) missing--;
        if (wall_ns() > end) fail("a connection did not come or go");
    }
}

int connect_main(void)
{
    ENetHost *server = bench_host(true, (size_t)option("slots", 64));
    ENetHost *client = bench_host(false, 1);
    ENetAddress address = loopback(server->address.port);
    long rounds = option("rounds", 2000);
    say("ready");
    while (wait_for_run())
    {
        uint64_t wall = wall_ns(), cpu = process_cpu_ns();
        for (long i = 0; i < rounds; i++)
        {
            ENetPeer *peer = enet_host_connect(client, &address, 2, 0);
            if (peer == NULL) fail("no free slot");
            await(client, server, ENET_EVENT_TYPE_CONNECT);
            enet_peer_disconnect(peer, 0);
            await(client, server, ENET_EVENT_TYPE_DISCONNECT);
        }

        cpu = process_cpu_ns() - cpu;
        wall = wall_ns() - wall;
        say("result cpu=%llu wall=%llu messages=%ld", (unsigned long long)cpu, (unsigned long long)wall, rounds);
    }

    return 0;
}
