/* A message there and back: on one thread that never waits, or on two threads that wait in the service call. */
#include "bench.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define PATIENCE_MS 600000

static atomic_bool is_over;

static void answer(ENetEvent *event)
{
    ENetPacket *packet = enet_packet_create(event->packet->data, event->packet->dataLength, ENET_PACKET_FLAG_RELIABLE);
    enet_packet_destroy(event->packet);
    if (enet_peer_send(event->peer, 0, packet) < 0) fail("enet_peer_send refused");
}

static void *serve(void *host)
{
    ENetEvent event;
    while (!atomic_load(&is_over))
    {
        /* The call that follows an event sends the answer before it waits. */
        if (enet_host_service(host, &event, 100) > 0 && event.type == ENET_EVENT_TYPE_RECEIVE) answer(&event);
    }

    return NULL;
}

static void pump_server(ENetHost *server)
{
    ENetEvent event;
    while (enet_host_service(server, &event, 0) > 0)
        if (event.type == ENET_EVENT_TYPE_RECEIVE) answer(&event);
}

static uint64_t round_trip(pair *p, const void *payload, size_t size, bool is_spinning)
{
    ENetEvent event;
    uint64_t start = wall_ns();
    enet_peer_send(p->to_server, 0, enet_packet_create(payload, size, ENET_PACKET_FLAG_RELIABLE));
    while (true)
    {
        if (enet_host_service(p->client, &event, is_spinning ? 0 : 100) > 0)
        {
            if (event.type == ENET_EVENT_TYPE_RECEIVE) break;
            fail("the connection broke");
        }

        if (is_spinning) pump_server(p->server);
    }

    uint64_t taken = wall_ns() - start;
    enet_packet_destroy(event.packet);
    return taken;
}

int echo_main(void)
{
    pair p = open_pair(1);
    bool is_spinning = strcmp(option_text("mode", "spin"), "spin") == 0;
    size_t size = (size_t)option("size", 32);
    long rounds = option("rounds", 10000);
    unsigned char *payload = calloc(1, size);
    uint64_t *times = calloc((size_t)rounds, sizeof *times);

    /* Between the runs the client is not serviced, while the server's thread goes on and would give it up. */
    enet_peer_timeout(p.to_server, 0, PATIENCE_MS, PATIENCE_MS);
    enet_peer_timeout(&p.server->peers[0], 0, PATIENCE_MS, PATIENCE_MS);
    pthread_t server;
    if (!is_spinning && pthread_create(&server, NULL, serve, p.server) != 0) fail("no thread for the server");
    say("ready");
    while (wait_for_run())
    {
        uint64_t wall = wall_ns(), cpu = process_cpu_ns();
        for (long i = 0; i < rounds; i++) times[i] = round_trip(&p, payload, size, is_spinning);
        cpu = process_cpu_ns() - cpu;
        wall = wall_ns() - wall;
        qsort(times, (size_t)rounds, sizeof *times, compare_ns);
        say("result cpu=%llu wall=%llu messages=%ld p50=%llu p99=%llu", (unsigned long long)cpu, (unsigned long long)wall, rounds,
            (unsigned long long)times[rounds / 2], (unsigned long long)times[rounds * 99 / 100]);
    }

    atomic_store(&is_over, true);
    if (!is_spinning) pthread_join(server, NULL);
    return 0;
}
