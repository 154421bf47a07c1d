/* Many come at once.
 *
 *   stampede PORT PATH COUNT FLIGHT [SINCE]
 *       COUNT WebSocket handshakes with 127.0.0.1:PORT, FLIGHT of them under way at a time. Each is done when it was
 *       answered 101 and, with SINCE, when its first message has come whole: a delta from that version on, or, where
 *       that is too long ago, the word that the whole board follows.
 *       Prints "done=N bytes=N wall_ns=N resyncs=N", then holds the sockets open until its stdin ends.
 *
 * Exits 1 with a line on stderr where one is refused or the system refuses what is needed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 256
#define STALLED_MS 30000
#define HEAD 2048

struct comer {
    int fd, asked, upgraded, done;
    size_t filled, wanted; /* of the head, then of the first message; bytes of that still to come */
    char head[HEAD];
};

static char from[40]; /* what the first message says, "" where none is waited for */
static long long bytes_in, resyncs;

static void fail(const char *what)
{
    fprintf(stderr, "stampede: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void come(struct comer *comer, int epoll, int port, uint64_t number)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.u64 = number};
    int one = 1;
    comer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (comer->fd < 0)
        fail("socket");
    setsockopt(comer->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(comer->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)
        fail("connect");
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, comer->fd, &event) < 0)
        fail("epoll_ctl");
}

static void ask(struct comer *comer, int epoll, int port, const char *path, uint64_t number)
{
    char head[HEAD];
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = number};
    int length = snprintf(head, sizeof head,
                          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", path, port);
    if (send(comer->fd, head, length, MSG_NOSIGNAL) != length)
        fail("send");
    comer->asked = 1;
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, comer->fd, &event) < 0)
        fail("epoll_ctl");
}

/* Bytes of the frame that begins here, head and all; 0 while its head is not whole. */
static size_t framed(const unsigned char *at, size_t filled)
{
    size_t short_length = filled < 2 ? 0 : at[1] & 0x7f, head = short_length == 126 ? 4 : short_length == 127 ? 10 : 2;
    size_t length = 0;
    if (filled < head)
        return 0;
    if (head == 2)
        return head + short_length;
    for (size_t i = 2; i < head; i++)
        length = length << 8 | at[i];
    return head + length;
}

/* The first message is here: it must lead on from the version that was said. */
static void check(struct comer *comer)
{
    comer->done = 1;
    if (memmem(comer->head, comer->filled, from, strlen(from)) != NULL)
        return;
    if (memmem(comer->head, comer->filled, "\"type\":\"resync\"", 15) == NULL) {
        fprintf(stderr, "stampede: neither a delta %s nor a resync: %.200s\n", from, comer->head);
        exit(1);
    }
    resyncs++;
}

static void hear(struct comer *comer, const char *got, size_t length)
{
    bytes_in += length;
    size_t beyond = comer->filled + length < HEAD ? 0 : comer->filled + length - (HEAD - 1); /* belongs to the message */
    memcpy(comer->head + comer->filled, got, length - beyond);
    comer->filled += length - beyond;
    comer->head[comer->filled] = 0;
    if (comer->wanted) {
        comer->wanted -= length < comer->wanted ? length : comer->wanted;
        if (comer->wanted == 0)
            check(comer);
        return;
    }
    if (!comer->upgraded) {
        char *end = memmem(comer->head, comer->filled, "\r\n\r\n", 4);
        if (end == NULL)
            return;
        if (strncmp(comer->head, "HTTP/1.1 101 ", 13) != 0) {
            fprintf(stderr, "stampede: refused: %.60s\n", comer->head);
            exit(1);
        }
        comer->upgraded = 1;
        comer->filled -= end + 4 - comer->head;
        memmove(comer->head, end + 4, comer->filled);
        if (!from[0]) {
            comer->done = 1;
            return;
        }
    }
    size_t whole = framed((unsigned char *)comer->head, comer->filled);
    if (whole == 0)
        return;
    comer->wanted = whole > comer->filled + beyond ? whole - comer->filled - beyond : 0;
    if (comer->wanted == 0)
        check(comer);
}

int main(int argc, char **argv)
{
    static char room[1 << 16];
    struct epoll_event events[EVENTS];
    if (argc != 5 && argc != 6) {
        fprintf(stderr, "stampede PORT PATH COUNT FLIGHT [SINCE]\n");
        return 2;
    }
    if (argc == 6)
        snprintf(from, sizeof from, "\"from\":%d,", atoi(argv[5]));
    int port = atoi(argv[1]), count = atoi(argv[3]), flight = atoi(argv[4]), epoll = epoll_create1(EPOLL_CLOEXEC);
    struct comer *comers = calloc(count, sizeof *comers);
    if (comers == NULL)
        fail("memory");
    int64_t began = now_ns();
    int came = 0, done = 0;
    while (done < count) {
        for (; came < count && came - done < flight; came++)
            come(&comers[came], epoll, port, came);
        int ready = epoll_wait(epoll, events, EVENTS, STALLED_MS);
        if (ready <= 0)
            fail("nothing comes");
        for (int i = 0; i < ready; i++) {
            struct comer *comer = &comers[events[i].data.u64];
            if (!comer->asked && events[i].events & EPOLLOUT)
                ask(comer, epoll, port, argv[2], events[i].data.u64);
            if (!(events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
                continue;
            ssize_t n = recv(comer->fd, room, sizeof room, 0);
            if (n < 0 && errno == EAGAIN)
                continue;
            if (n <= 0)
                fail("hung up");
            if (!comer->done) {
                hear(comer, room, n);
                done += comer->done;
            }
        }
    }
    printf("done=%d bytes=%lld wall_ns=%lld resyncs=%lld\n", done, bytes_in, (long long)(now_ns() - began), resyncs);
    fflush(stdout);
    while (read(STDIN_FILENO, room, sizeof room) > 0)
        continue;
    return 0;
}
