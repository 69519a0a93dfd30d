/* What the native workloads share: arguments, clocks, the talk with whoever started us, and a pair of connected hosts. */
#ifndef BENCH_H
#define BENCH_H

#include <enet/enet.h>
#include <stdbool.h>
#include <stdint.h>

#define NS_PER_S 1000000000ULL
#define NS_PER_MS 1000000ULL

/* Managed hosts propose 1,392 bytes as native does since 1.3.18; Debian's 1.3.17 would propose 1,400. Equal datagrams make equal work. */
#define BENCH_MTU 1392

/* The value of "key=value" among the arguments. */
long option(const char *key, long fallback);
const char *option_text(const char *key, const char *fallback);

uint64_t wall_ns(void);
uint64_t process_cpu_ns(void);
void sleep_until(uint64_t deadline_ns);

/* The talk: we say "ready ...", and answer each line "run" with one line "result key=value ...". The end of the input ends us. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool wait_for_run(void);

/* The same without waiting, for workloads that must keep connections alive between runs. */
typedef enum { COMMAND_NONE, COMMAND_RUN, COMMAND_END } command;
void commands_in_background(void);
command take_command(void);

void fail(const char *what) __attribute__((noreturn));

ENetHost *bench_host(bool is_server, size_t slots);
ENetAddress loopback(enet_uint16 port);
int compare_ns(const void *left, const void *right);

/* Adds what ENet can do to every datagram, as checksum=1 and compress=1 ask for. */
void add_codecs(ENetHost *host);

typedef struct
{
    ENetHost *server;
    ENetHost *client;
    ENetPeer *to_server;
    ENetPeer *to_client;
} pair;

pair open_pair(size_t server_slots);

int stream_main(void);
int echo_main(void);
int connect_main(void);
int peers_main(void);
int server_main(void);
int clients_main(void);
int source_main(void);
int sink_main(void);
int backlog_main(void);
int crc_main(void);
int range_main(void);
int first_second_main(void);

#endif
