/*
 * The workloads of benchmarks/ManagedENet.Workloads, driven through native ENet's own C API so that no call out of managed code is put on native's account.
 *
 *     native_bench WORKLOAD key=value ...
 *
 * Build: cc -O2 -o native_bench *.c -lenet -lpthread
 */
#define _GNU_SOURCE
#include "bench.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int argument_count;
static char **arguments;
static atomic_int pending_runs;
static atomic_bool input_ended;

const char *option_text(const char *key, const char *fallback)
{
    size_t length = strlen(key);
    for (int i = 2; i < argument_count; i++)
        if (strncmp(arguments[i], key, length) == 0 && arguments[i][length] == '=') return arguments[i] + length + 1;
    return fallback;
}

long option(const char *key, long fallback)
{
    const char *text = option_text(key, NULL);
    return text == NULL ? fallback : atol(text);
}

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t wall_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

uint64_t process_cpu_ns(void) { return clock_ns(CLOCK_PROCESS_CPUTIME_ID); }

void sleep_until(uint64_t deadline_ns)
{
    struct timespec deadline = { (time_t)(deadline_ns / NS_PER_S), (long)(deadline_ns % NS_PER_S) };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
}

void say(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vprintf(format, values);
    va_end(values);
    putchar('\n');
    fflush(stdout);
}

void fail(const char *what)
{
    fprintf(stderr, "native_bench: %s\n", what);
    exit(1);
}

bool wait_for_run(void)
{
    char line[64];
    return fgets(line, sizeof line, stdin) != NULL;
}

static void *read_commands(void *unused)
{
    (void)unused;
    while (wait_for_run()) atomic_fetch_add(&pending_runs, 1);
    atomic_store(&input_ended, true);
    return NULL;
}

void commands_in_background(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, read_commands, NULL) != 0) fail("no thread for the commands");
}

command take_command(void)
{
    if (atomic_load(&pending_runs) > 0)
    {
        atomic_fetch_sub(&pending_runs, 1);
        return COMMAND_RUN;
    }

    return atomic_load(&input_ended) ? COMMAND_END : COMMAND_NONE;
}

int compare_ns(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

ENetAddress loopback(enet_uint16 port)
{
    ENetAddress address;
    enet_address_set_host_ip(&address, "127.0.0.1");
    address.port = port;
    return address;
}

ENetHost *bench_host(bool is_server, size_t slots)
{
    ENetAddress any = loopback(0);
    ENetHost *host = enet_host_create(is_server ? &any : NULL, slots, 0, 0, 0);
    if (host == NULL) fail("enet_host_create answered NULL");
    host->mtu = BENCH_MTU;
    return host;
}

void add_codecs(ENetHost *host)
{
    if (option("checksum", 0)) host->checksum = enet_crc32;
    if (option("compress", 0) && enet_host_compress_with_range_coder(host) != 0) fail("no range coder");
}

pair open_pair(size_t server_slots)
{
    pair p = { bench_host(true, server_slots), bench_host(false, 1), NULL, NULL };
    add_codecs(p.server);
    add_codecs(p.client);
    ENetAddress address = loopback(p.server->address.port);
    p.to_server = enet_host_connect(p.client, &address, 2, 0);
    bool connected = false;
    ENetEvent event;
    for (uint64_t end = wall_ns() + 10 * NS_PER_S; wall_ns() < end && !(connected && p.to_client != NULL);)
    {
        if (enet_host_service(p.client, &event, 1) > 0 && event.type == ENET_EVENT_TYPE_CONNECT) connected = true;
        if (enet_host_service(p.server, &event, 1) > 0 && event.type == ENET_EVENT_TYPE_CONNECT) p.to_client = event.peer;
    }

    if (!connected || p.to_client == NULL) fail("no connection over loopback");
    return p;
}

static const struct
{
    const char *name;
    int (*main)(void);
} workloads[] = {
    { "stream", stream_main }, { "echo", echo_main }, { "connect", connect_main }, { "peers", peers_main },
    { "server", server_main }, { "clients", clients_main }, { "source", source_main }, { "sink", sink_main },
    { "backlog", backlog_main }, { "crc", crc_main }, { "range", range_main },
    { "first-second", first_second_main },
};

int main(int count, char **values)
{
    argument_count = count;
    arguments = values;
    if (count >= 2 && strcmp(values[1], "version") == 0)
    {
        ENetVersion version = enet_linked_version();
        say("%d.%d.%d", ENET_VERSION_GET_MAJOR(version), ENET_VERSION_GET_MINOR(version), ENET_VERSION_GET_PATCH(version));
        return 0;
    }

    if (enet_initialize() != 0) fail("enet_initialize failed");
    for (size_t i = 0; count >= 2 && i < sizeof workloads / sizeof workloads[0]; i++)
        if (strcmp(values[1], workloads[i].name) == 0) return workloads[i].main();
    fail("no such workload");
}
