/* Records conversations between native ENet hosts under a virtual clock, in the form of protocol-spec/vectors/README.md.
 *
 *     cc -O1 -o conversation_driver conversation_driver.c -lenet
 *     ./conversation_driver < scenarios/burst.txt > burst.txt
 *
 * The program defines the functions with which libenet reaches the clock and the sockets. The dynamic linker prefers them to the library's own, so that the
 * unchanged library runs here: its clock is a counter, its network is a list in memory, and chance comes from the scenario's seed alone.
 * What a scenario may say stands in scenarios/README.md. */

#include <enet/enet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_HOSTS = 16, MAX_STEPS = 400000, MAX_HANDLERS = 32, LINE = 600 };

typedef struct {
    char name[8];
    int port;
    ENetHost *enet;
} Host;

typedef struct {
    long time;
    long order;
    char text[LINE];
} Step;

typedef struct {
    char host[8];
    char event[16];
    char text[LINE];
} Handler;

typedef struct Datagram {
    long arrival;
    int from, to;
    size_t length;
    struct Datagram *next;
    unsigned char bytes[];
} Datagram;

static Host hosts[MAX_HOSTS];
static int host_count;
static Step *steps;
static int step_count, next_step;
static Handler handlers[MAX_HANDLERS];
static int handler_count;
static Datagram *network;

static long now, end_time = 1000, latency, listed_hex = 400;
static int uses_checksum, uses_range_coder, is_cut;
static int loss, duplication, lateness, latest;
static unsigned long long chance = 1;

/* ---- small things */

static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static unsigned draw(unsigned below)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (unsigned)((chance >> 11) % below);
}

static const char *field(const char *text, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = strstr(text, key); at != NULL; at = strstr(at + 1, key))
        if ((at == text || at[-1] == ' ') && at[length] == '=') return at + length + 1;
    return NULL;
}

static long number(const char *text, const char *key, long missing)
{
    const char *value = field(text, key);
    return value == NULL ? missing : strtol(value, NULL, 10);
}

static unsigned long hex(const char *text, const char *key)
{
    const char *value = field(text, key);
    return value == NULL ? 0 : strtoul(value, NULL, 16);
}

static int host_named(const char *name)
{
    for (int i = 0; i < host_count; i++)
        if (strcmp(hosts[i].name, name) == 0) return i;
    fail("nobody is called %s", name);
    return -1;
}

static const char *name_at(int port)
{
    static char text[16];
    for (int i = 0; i < host_count; i++)
        if (hosts[i].port == port) return hosts[i].name;
    if (port == 7777) return "S";
    snprintf(text, sizeof text, "%c", 'C' + port - 7801);
    return text;
}

/* ---- the network: everything that a host sends is told, given a fate, and kept until its time */

static void keep(int from, int to, const unsigned char *bytes, size_t length, long arrival)
{
    Datagram *datagram = malloc(sizeof *datagram + length);
    datagram->arrival = arrival;
    datagram->from = from;
    datagram->to = to;
    datagram->length = length;
    memcpy(datagram->bytes, bytes, length);
    Datagram **place = &network;
    while (*place != NULL && (*place)->arrival <= arrival) place = &(*place)->next;
    datagram->next = *place;
    *place = datagram;
}

static void print_hex(const unsigned char *bytes, size_t length)
{
    size_t shown = length > (size_t)listed_hex ? (size_t)listed_hex : length;
    for (size_t i = 0; i < shown; i++) printf("%02x", bytes[i]);
    if (shown < length) fputs("...", stdout);
}

static unsigned long big_endian(const unsigned char *bytes, int count)
{
    unsigned long value = 0;
    for (int i = 0; i < count; i++) value = value << 8 | bytes[i];
    return value;
}

/* The fields behind a command's header: a width and a name each; a width of 0 ends them, x is hexadecimal. */
typedef struct {
    const char *name;
    const char *fields;
} Layout;

#define TERMS "2 out_peer_id 1 in_session 1 out_session 4 mtu 4 window 4 channels 4 in_bw 4 out_bw 4 thr_interval 4 thr_accel 4 thr_decel x connect_id"
#define PART "2 start_seq 2 len 4 count 4 number 4 total 4 offset"

static const Layout layouts[16] = {
    [1] = {"ACK", "2 received_seq 2 received_sent_time"},
    [2] = {"CONNECT", TERMS " x data"},
    [3] = {"VERIFY_CONNECT", TERMS},
    [4] = {"DISCONNECT", "x data"},
    [5] = {"PING", ""},
    [6] = {"SEND_RELIABLE", "2 len"},
    [7] = {"SEND_UNRELIABLE", "2 useq 2 len"},
    [8] = {"SEND_FRAGMENT", PART},
    [9] = {"SEND_UNSEQUENCED", "2 group 2 len"},
    [10] = {"BANDWIDTH_LIMIT", "4 in_bw 4 out_bw"},
    [11] = {"THROTTLE_CONFIGURE", "4 interval 4 accel 4 decel"},
    [12] = {"SEND_UNRELIABLE_FRAGMENT", PART},
};

static void tell_commands(const unsigned char *at, const unsigned char *end)
{
    while (at + 4 <= end && layouts[at[0] & 15].name != NULL) {
        const Layout *layout = &layouts[at[0] & 15];
        printf("#  %s%s%s ch=%u seq=%lu", layout->name, at[0] & 0x80 ? "|ACK" : "", at[0] & 0x40 ? "|UNSEQ" : "", at[1], big_endian(at + 2, 2));
        at += 4;
        size_t payload = 0;
        char name[32], width;
        int read;
        for (const char *f = layout->fields; sscanf(f, " %c %31s%n", &width, name, &read) == 2; f += read) {
            int bytes = width == 'x' ? 4 : width - '0';
            unsigned long value = big_endian(at, bytes);
            printf(width == 'x' ? " %s=%08lx" : " %s=%lu", name, value);
            if (strcmp(name, "len") == 0) payload = value;
            at += bytes;
        }
        putchar('\n');
        at += payload;
    }
}

static void tell_datagram(const unsigned char *bytes, size_t length)
{
    static void *coder;
    unsigned char plain[ENET_PROTOCOL_MAXIMUM_MTU];
    unsigned header = (unsigned)big_endian(bytes, 2);
    size_t at = 2;
    printf("#   hdr peer=%u session=%u", header & 0xFFF, header >> 12 & 3);
    if (header & 0x8000) printf(" SENT_TIME");
    if (header & 0x4000) printf(" COMPRESSED");
    if (header & 0x8000) printf(" time=%lu", big_endian(bytes + 2, 2)), at += 2;
    if (uses_checksum) printf(" checksum=%08lx", big_endian(bytes + at, 4)), at += 4;
    const unsigned char *commands = bytes + at;
    size_t count = length - at;
    if (header & 0x4000) {
        if (coder == NULL) coder = enet_range_coder_create();
        count = enet_range_coder_decompress(coder, commands, count, plain, sizeof plain);
        commands = plain;
        printf(" raw_len=%zu plain=", count);
        print_hex(plain, count);
    }
    putchar('\n');
    tell_commands(commands, commands + count);
}

/* ---- what libenet asks of the operating system */

static int open_socket;

enet_uint32 enet_time_get(void) { return (enet_uint32)now; }
void enet_time_set(enet_uint32 time) { (void)time; }
enet_uint32 enet_host_random_seed(void) { return 0; }
ENetSocket enet_socket_create(ENetSocketType type) { (void)type; return open_socket; }
void enet_socket_destroy(ENetSocket socket) { (void)socket; }
int enet_socket_bind(ENetSocket socket, const ENetAddress *address) { (void)socket; (void)address; return 0; }
int enet_socket_set_option(ENetSocket socket, ENetSocketOption option, int value) { (void)socket; (void)option; (void)value; return 0; }
int enet_socket_wait(ENetSocket socket, enet_uint32 *condition, enet_uint32 timeout) { (void)socket; (void)timeout; *condition = 0; return 0; }

int enet_socket_get_address(ENetSocket socket, ENetAddress *address)
{
    enet_address_set_host_ip(address, "127.0.0.1");
    address->port = (enet_uint16)hosts[socket].port;
    return 0;
}

int enet_socket_send(ENetSocket socket, const ENetAddress *address, const ENetBuffer *buffers, size_t count)
{
    unsigned char bytes[2 * ENET_PROTOCOL_MAXIMUM_MTU];
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + length, buffers[i].data, buffers[i].dataLength);
        length += buffers[i].dataLength;
    }

    int copies = 1;
    long extra = 0;
    char fate[32] = "ok";
    if (is_cut || (loss > 0 && draw(100) < (unsigned)loss)) copies = 0, strcpy(fate, "drop");
    else if (duplication > 0 && draw(100) < (unsigned)duplication) copies = 2, strcpy(fate, "dup");
    else if (lateness > 0 && draw(100) < (unsigned)lateness) extra = 1 + draw((unsigned)latest), sprintf(fate, "late+%ld", extra);

    printf("D %ld %s %s %s %zu ", now, hosts[socket].name, name_at(address->port), fate, length);
    print_hex(bytes, length);
    putchar('\n');
    tell_datagram(bytes, length);
    for (; copies > 0; copies--) keep(hosts[socket].port, address->port, bytes, length, now + latency + extra);
    return (int)length;
}

int enet_socket_receive(ENetSocket socket, ENetAddress *address, ENetBuffer *buffers, size_t count)
{
    (void)count;
    for (Datagram **place = &network; *place != NULL && (*place)->arrival <= now; place = &(*place)->next) {
        Datagram *datagram = *place;
        if (datagram->to != hosts[socket].port) continue;
        *place = datagram->next;
        size_t length = datagram->length;
        enet_address_set_host_ip(address, "127.0.0.1");
        address->port = (enet_uint16)datagram->from;
        memcpy(buffers[0].data, datagram->bytes, length);
        free(datagram);
        return (int)length;
    }
    return 0;
}

/* ---- what the applications do */

static ENetPacket *packet(const char *call)
{
    size_t length = (size_t)number(call, "len", 0);
    long seed = number(call, "seed", 0);
    ENetPacket *made = enet_packet_create(NULL, length, (enet_uint32)number(call, "flags", 0));
    for (size_t i = 0; i < length; i++) made->data[i] = (enet_uint8)(i * 7 + (size_t)seed * 13 + (i >> 8));
    return made;
}

static void tell_state(const Host *host, const char *call)
{
    long slot = number(call, "peer", 0);
    const ENetPeer *peer = &host->enet->peers[slot];
    printf("S %ld %s peer=%ld state=%d rtt=%u rttvar=%u last_rtt=%u last_rttvar=%u lowest_rtt=%u highest_rttvar=%u", now, host->name, slot, peer->state,
           peer->roundTripTime, peer->roundTripTimeVariance, peer->lastRoundTripTime, peer->lastRoundTripTimeVariance, peer->lowestRoundTripTime,
           peer->highestRoundTripTimeVariance);
    printf(" throttle=%u throttle_limit=%u loss=%u loss_var=%u lost=%u sent=%u in_transit=%u window=%u mtu=%u channels=%zu", peer->packetThrottle,
           peer->packetThrottleLimit, peer->packetLoss, peer->packetLossVariance, peer->packetsLost, peer->packetsSent, peer->reliableDataInTransit,
           peer->windowSize, peer->mtu, peer->channelCount);
    printf(" out_session=%u in_session=%u out_peer=%u\n", peer->outgoingSessionID, peer->incomingSessionID, peer->outgoingPeerID);
}

static void tell_call(const Host *host, const char *call, const char *answer)
{
    printf("A %ld %s %s%s%s\n", now, host->name, call, answer == NULL ? "" : " rc=", answer == NULL ? "" : answer);
}

static void act(const Host *host, const char *call)
{
    char verb[32];
    sscanf(call, "%31s", verb);
    ENetHost *enet = host->enet;
    ENetPeer *peer = &enet->peers[number(call, "peer", 0)];
    enet_uint8 channel = (enet_uint8)number(call, "ch", 0);
    enet_uint32 data = (enet_uint32)hex(call, "data");

    /* What is set on a free slot has no meaning on the wire: left out, so that a scenario need not know who is connected when. */
    if (field(call, "peer") != NULL && peer->state == ENET_PEER_STATE_DISCONNECTED && strcmp(verb, "send") != 0) return;
    if (strcmp(verb, "state") == 0) {
        tell_state(host, call);
    } else if (strcmp(verb, "connect") == 0) {
        char to[8] = "S";
        if (field(call, "to") != NULL) sscanf(field(call, "to"), "%7s", to);
        ENetAddress address;
        enet_address_set_host_ip(&address, "127.0.0.1");
        address.port = (enet_uint16)hosts[host_named(to)].port;
        ENetPeer *made = enet_host_connect(enet, &address, (size_t)number(call, "channels", 1), data);
        tell_call(host, call, made == NULL ? "failed" : "ok");
    } else if (strcmp(verb, "send") == 0) {
        int answer = 0;
        for (long times = number(call, "times", 1); times > 0 && answer == 0; times--) {
            ENetPacket *payload = packet(call);
            answer = enet_peer_send(peer, channel, payload);
            if (answer != 0) enet_packet_destroy(payload);
        }
        tell_call(host, call, answer == 0 ? "0" : "-1");
    } else {
        tell_call(host, call, NULL);
        if (strcmp(verb, "broadcast") == 0) enet_host_broadcast(enet, channel, packet(call));
        else if (strcmp(verb, "flush") == 0) enet_host_flush(enet);
        else if (strcmp(verb, "disconnect") == 0) enet_peer_disconnect(peer, data);
        else if (strcmp(verb, "disconnect_now") == 0) enet_peer_disconnect_now(peer, data);
        else if (strcmp(verb, "disconnect_later") == 0) enet_peer_disconnect_later(peer, data);
        else if (strcmp(verb, "reset") == 0) enet_peer_reset(peer);
        else if (strcmp(verb, "ping") == 0) enet_peer_ping(peer);
        else if (strcmp(verb, "ping_interval") == 0) enet_peer_ping_interval(peer, (enet_uint32)number(call, "interval", 0));
        else if (strcmp(verb, "channel_limit") == 0) enet_host_channel_limit(enet, (size_t)number(call, "limit", 0));
        else if (strcmp(verb, "bandwidth_limit") == 0)
            enet_host_bandwidth_limit(enet, (enet_uint32)number(call, "in", 0), (enet_uint32)number(call, "out", 0));
        else if (strcmp(verb, "timeout") == 0)
            enet_peer_timeout(peer, (enet_uint32)number(call, "limit", 0), (enet_uint32)number(call, "min", 0), (enet_uint32)number(call, "max", 0));
        else if (strcmp(verb, "throttle_configure") == 0)
            enet_peer_throttle_configure(peer, (enet_uint32)number(call, "interval", 0), (enet_uint32)number(call, "accel", 0),
                                         (enet_uint32)number(call, "decel", 0));
        else fail("nobody knows the call %s", call);
    }
}

static void handle(const Host *host, const char *event)
{
    for (int i = 0; i < handler_count; i++)
        if (strcmp(handlers[i].host, host->name) == 0 && strcmp(handlers[i].event, event) == 0) act(host, handlers[i].text);
}

static int seed_of(const ENetPacket *received)
{
    if (received->dataLength == 0) return 0;
    int seed = received->data[0] * 197 & 255;
    for (size_t i = 1; i < received->dataLength; i++)
        if (received->data[i] != (enet_uint8)(i * 7 + (size_t)seed * 13 + (i >> 8))) return -1;
    return seed;
}

static void tell_event(const Host *host, const ENetEvent *event)
{
    const ENetPeer *peer = event->peer;
    long slot = (long)(peer - host->enet->peers);
    switch (event->type) {
    case ENET_EVENT_TYPE_CONNECT:
        printf("E %ld %s CONNECT peer=%ld data=%08x channels=%zu mtu=%u window=%u in_bw=%u out_bw=%u out_peer=%u in_session=%u out_session=%u connect_id=%08x\n",
               now, host->name, slot, event->data, peer->channelCount, peer->mtu, peer->windowSize, peer->incomingBandwidth, peer->outgoingBandwidth,
               peer->outgoingPeerID, peer->incomingSessionID, peer->outgoingSessionID, peer->connectID);
        handle(host, "CONNECT");
        break;
    case ENET_EVENT_TYPE_DISCONNECT:
        printf("E %ld %s DISCONNECT peer=%ld data=%08x\n", now, host->name, slot, event->data);
        handle(host, "DISCONNECT");
        break;
    case ENET_EVENT_TYPE_RECEIVE:
        printf("E %ld %s RECEIVE peer=%ld ch=%u flags=%u len=%zu seed=%d\n", now, host->name, slot, event->channelID, event->packet->flags,
               event->packet->dataLength, seed_of(event->packet));
        enet_packet_destroy(event->packet);
        handle(host, "RECEIVE");
        break;
    default:
        break;
    }
}

/* ---- the scenario */

static void add_step(long time, const char *text)
{
    if (step_count == MAX_STEPS) fail("more than %d steps", MAX_STEPS);
    steps[step_count].time = time;
    steps[step_count].order = step_count;
    strcpy(steps[step_count++].text, text);
}

/* A # stands for the number of the repetition. */
static void add_repeated(long from, long to, long step, const char *text)
{
    for (long time = from, i = 0; time <= to; time += step, i++) {
        char filled[LINE], *end = filled;
        for (const char *at = text; *at != '\0'; at++) {
            if (*at == '#') end += sprintf(end, "%ld", i);
            else *end++ = *at;
        }
        *end = '\0';
        add_step(time, filled);
    }
}

/* 1.3.17 gives a peer its MTU when its slot becomes free, later versions when it is taken: set both. */
static void set_mtu(ENetHost *enet, long mtu)
{
    enet->mtu = (enet_uint32)mtu;
    for (size_t i = 0; i < enet->peerCount; i++)
        if (enet->peers[i].state == ENET_PEER_STATE_DISCONNECTED) enet->peers[i].mtu = enet->mtu;
}

static void create_host(const char *line)
{
    Host *host = &hosts[host_count];
    sscanf(line, "%7s", host->name);
    host->port = (int)number(line, "port", 7801 + host->name[0] - 'C');
    open_socket = host_count++;
    ENetAddress address = {.host = ENET_HOST_ANY, .port = (enet_uint16)host->port};
    size_t peers = (size_t)number(line, "peers", 1), channels = (size_t)number(line, "channel_limit", 0);
    unsigned long incoming = (unsigned long)number(line, "in_bw", 0), outgoing = (unsigned long)number(line, "out_bw", 0);
    host->enet = enet_host_create(&address, peers, channels, (enet_uint32)incoming, (enet_uint32)outgoing);
    host->enet->randomSeed = 0x01010101u * (unsigned char)host->name[0];
    set_mtu(host->enet, number(line, "mtu", 1400));
    if (uses_checksum) host->enet->checksum = enet_crc32;
    if (uses_range_coder) enet_host_compress_with_range_coder(host->enet);
    printf("V host=%s port=%d peers=%zu channel_limit=%zu in_bw=%lu out_bw=%lu mtu=%u checksum=%d range=%d\n", host->name, host->port, peers,
           host->enet->channelLimit, incoming, outgoing, host->enet->mtu, uses_checksum, uses_range_coder);
}

static void begin(const char *line)
{
    ENetVersion version = enet_linked_version();
    char name[32];
    sscanf(line, "%31s", name);
    uses_checksum = (int)number(line, "checksum", 0);
    uses_range_coder = (int)number(line, "range", 0);
    latency = number(line, "latency", 0);
    chance = (unsigned long long)number(line, "seed", 1) * 0x9E3779B97F4A7C15ull | 1;
    now = number(line, "start", 0);
    listed_hex = number(line, "hex", listed_hex);
    const char *text = field(line, "text");
    printf("V scenario=%s enet=%d.%d.%d checksum=%d range=%d text=%s\n", name, ENET_VERSION_GET_MAJOR(version), ENET_VERSION_GET_MINOR(version),
           ENET_VERSION_GET_PATCH(version), uses_checksum, uses_range_coder, text == NULL ? name : text);
    printf("V driver: every virtual millisecond each host, in order of creation, calls enet_host_service(host, &event, 0) until it returns 0\n");
    printf("V latency=%ld one way, in ms\n", latency);
}

static void read_line(char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    char word[16] = "", host[8], event[16];
    long from, to, step;
    int at = 0;
    if (sscanf(line, "%15s %n", word, &at) < 1 || word[0] == '#') return;
    char *rest = line + at;
    if (strcmp(word, "scenario") == 0) begin(rest);
    else if (strcmp(word, "host") == 0) create_host(rest);
    else if (strcmp(word, "end") == 0) end_time = strtol(rest, NULL, 10);
    else if (strcmp(word, "at") == 0 && sscanf(rest, "%ld %n", &from, &at) == 1) add_step(from, rest + at);
    else if (strcmp(word, "every") == 0 && sscanf(rest, "%ld %ld %ld %n", &from, &to, &step, &at) == 3) add_repeated(from, to, step, rest + at);
    else if (strcmp(word, "on") == 0 && handler_count < MAX_HANDLERS && sscanf(rest, "%7s %15s %n", host, event, &at) == 2) {
        Handler *handler = &handlers[handler_count++];
        strcpy(handler->host, host);
        strcpy(handler->event, event);
        strcpy(handler->text, rest + at);
    } else fail("not understood: %s", line);
}

static int by_time(const void *left, const void *right)
{
    const Step *l = left, *r = right;
    if (l->time != r->time) return l->time < r->time ? -1 : 1;
    return l->order < r->order ? -1 : 1;
}

static void inject(const char *text)
{
    unsigned char bytes[ENET_PROTOCOL_MAXIMUM_MTU];
    char to[8], digits[2 * ENET_PROTOCOL_MAXIMUM_MTU] = "";
    int port, length = 0;
    if (sscanf(text, "port=%d %7s %8191s", &port, to, digits) < 2) fail("not understood: inject %s", text);
    while (sscanf(digits + 2 * length, "%2hhx", &bytes[length]) == 1) length++;
    const char *why = field(text, "why");
    printf("I %ld port=%d %s %d ", now, port, to, length);
    print_hex(bytes, (size_t)length);
    printf(" why=%s\n", why == NULL ? "" : why);
    keep(port, hosts[host_named(to)].port, bytes, (size_t)length, now);
}

static void run_step(const char *text)
{
    char word[16];
    int at = 0;
    sscanf(text, "%15s %n", word, &at);
    const char *rest = text + at;
    if (strcmp(word, "net") == 0) {
        loss = (int)number(rest, "loss", 0);
        duplication = (int)number(rest, "dup", 0);
        lateness = (int)number(rest, "late", 0);
        latest = (int)number(rest, "by", 1);
    } else if (strcmp(word, "cut") == 0) {
        is_cut = 1;
        printf("V network is cut from here\n");
    } else if (strcmp(word, "mtu") == 0) {
        for (int i = 0; i < host_count; i++)
            set_mtu(hosts[i].enet, number(rest, strcmp(hosts[i].name, "S") == 0 ? "server_mtu" : "client_mtu", hosts[i].enet->mtu));
        printf("V %s\n", rest);
    } else if (strcmp(word, "inject") == 0) {
        inject(rest);
    } else {
        act(&hosts[host_named(word)], rest);
    }
}

int main(void)
{
    char line[LINE];
    steps = calloc(MAX_STEPS, sizeof *steps);
    if (steps == NULL || enet_initialize() != 0) fail("cannot start");
    while (fgets(line, sizeof line, stdin) != NULL) read_line(line);
    qsort(steps, (size_t)step_count, sizeof *steps, by_time);

    for (; now < end_time; now++) {
        for (; next_step < step_count && steps[next_step].time <= now; next_step++) run_step(steps[next_step].text);
        for (int i = 0; i < host_count; i++) {
            ENetEvent event;
            while (enet_host_service(hosts[i].enet, &event, 0) > 0) tell_event(&hosts[i], &event);
        }
    }
    printf("V end t=%ld\n", end_time);
    return 0;
}
