/* Both sides of the fan-out benchmark.
 *
 *   fanout loop SOCKETS MESSAGES BYTES PACE_US
 *       The limit: sends MESSAGES messages of BYTES to each of SOCKETS loopback sockets, one send() each, a message every
 *       PACE_US microseconds. Its reader is a process of its own. Prints "cpu_ns=N delivered=N reached_ns=N": the CPU of
 *       the sending, and how long after a message was begun the last socket had it (the 99th of a hundred messages).
 *
 *   fanout viewers PORT PATH COUNT [STALLED]
 *       COUNT WebSocket viewers of 127.0.0.1:PORT. Every frame is checked: a delta must start at its viewer's version,
 *       and two deltas with the same ends must be the same bytes. Reads commands from stdin, one a line:
 *         report       prints "open=N lowest=N highest=N delivered=N bytes=N resyncs=N errors=N"
 *         dump FILE    writes every different message once, a line each, in order of arrival; prints "dumped=N"
 *         reached FILE writes a line for each of them: by how many viewers it was heard, and the time at which the last
 *                      heard it, in nanoseconds since 1970; prints "dumped=N"
 *         quit         (or the end of stdin)
 *       STALLED more sockets come beside them and never read.
 *
 * Exits 1 with a line on stderr where the system refuses what is needed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" /* what RFC 6455, 1.3 answers to KEY */
#define EVENTS 256
#define STALLED_MS 10000
#define LONGEST (8 << 20)

static void fail(const char *what)
{
    fprintf(stderr, "fanout: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int connected(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void watched(int epoll, int fd, uint64_t number)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = number};
    if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0)
        fail("epoll_ctl");
}

/* ---- the loop ---- */

static void drain(int port, int sockets, int messages, int bytes, int64_t *reached, int done)
{
    static char room[1 << 16];
    struct epoll_event events[EVENTS];
    int epoll = epoll_create1(0), *fds = calloc(sockets, sizeof *fds);
    int64_t got = 0, whole = (int64_t)sockets * bytes;
    if (fds == NULL)
        fail("memory");
    for (int i = 0; i < sockets; i++)
        watched(epoll, fds[i] = connected(port), i);
    for (int m = 0; m < messages;) {
        int ready = epoll_wait(epoll, events, EVENTS, STALLED_MS);
        if (ready <= 0)
            fail("the reader waits in vain");
        for (int i = 0; i < ready; i++) {
            ssize_t n = recv(fds[events[i].data.u64], room, sizeof room, 0);
            if (n == 0 || (n < 0 && errno != EAGAIN))
                fail("recv");
            got += n > 0 ? n : 0;
        }
        for (; m < messages && got >= (m + 1) * whole; m++)
            reached[m] = now_ns(CLOCK_MONOTONIC) - reached[m];
    }
    if (write(done, "", 1) != 1)
        fail("pipe");
    exit(0);
}

static int rising(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return a < b ? -1 : a > b;
}

static int loop(int sockets, int messages, int bytes, int pace_us)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int one = 1, ends[2], listener = socket(AF_INET, SOCK_STREAM, 0), *fds = calloc(sockets, sizeof *fds);
    char *message = malloc(bytes), ended;
    if (fds == NULL || message == NULL || pipe(ends) < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 ||
        listen(listener, 1024) < 0 || getsockname(listener, (struct sockaddr *)&address, &size) < 0)
        fail("listen");
    memset(message, 'x', bytes);
    /* when a message was begun, then how long it took to reach the last socket */
    int64_t *reached = mmap(NULL, messages * sizeof *reached, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (reached == MAP_FAILED)
        fail("memory");
    pid_t parent = getpid(), reader = fork();
    if (reader < 0)
        fail("fork");
    if (reader == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            exit(1);
        drain(ntohs(address.sin_port), sockets, messages, bytes, reached, ends[1]);
    }
    close(ends[1]); /* so that the end of the reader is seen */
    for (int i = 0; i < sockets; i++) {
        if ((fds[i] = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) < 0)
            fail("accept");
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    usleep(100000);
    int64_t cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID), due = now_ns(CLOCK_MONOTONIC);
    for (int m = 0; m < messages; m++) {
        reached[m] = now_ns(CLOCK_MONOTONIC);
        for (int i = 0; i < sockets; i++)
            if (send(fds[i], message, bytes, MSG_NOSIGNAL) != bytes)
                fail("send");
        due += (int64_t)pace_us * 1000;
        struct timespec until = {.tv_sec = due / 1000000000, .tv_nsec = due % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
    }
    cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (read(ends[0], &ended, 1) != 1)
        fail("the reader ended early");
    waitpid(reader, NULL, 0);
    qsort(reached, messages, sizeof *reached, rising);
    printf("cpu_ns=%lld delivered=%lld reached_ns=%lld\n", (long long)cpu, (long long)sockets * messages,
           (long long)reached[(messages * 99 + 99) / 100 - 1]);
    return 0;
}

/* ---- the viewers ---- */

struct message {
    char *text;
    size_t length;
    enum { DELTA, SNAPSHOT, RESYNC, HEARTBEAT, UNKNOWN } kind;
    long from, to; /* to: also a snapshot's version */
    int heard;     /* by how many viewers */
    int64_t last;  /* when the last of them heard it, ns since 1970 */
};

struct viewer {
    int fd, open;
    long version; /* -1: holds no board */
    char *room;
    size_t filled, size;
};

static struct message *messages;
static size_t known;
static struct viewer *viewers;
static int count;
static long long delivered, bytes_in, resyncs, errors;

/* The value of a key of the outermost object, NULL where there is none. */
static const char *value(const char *text, size_t length, const char *key)
{
    int depth = 0;
    const char *end = text + length;
    for (const char *at = text; at < end; at++) {
        if (*at == '{' || *at == '[')
            depth++;
        else if (*at == '}' || *at == ']')
            depth--;
        else if (*at == '"') {
            const char *start = ++at;
            while (at < end && *at != '"')
                at += *at == '\\' ? 2 : 1;
            if (at + 1 < end && depth == 1 && at[1] == ':' && strlen(key) == (size_t)(at - start) &&
                memcmp(start, key, at - start) == 0)
                return at + 2;
        }
    }
    return NULL;
}

static long number(const char *text, size_t length, const char *key)
{
    const char *found = value(text, length, key);
    if (found == NULL || *found < '0' || *found > '9') {
        errors++;
        return -2;
    }
    return strtol(found, NULL, 10);
}

static struct message *read_message(const char *text, size_t length)
{
    for (size_t i = known; i > 0 && i + 64 > known; i--)
        if (messages[i - 1].length == length && memcmp(messages[i - 1].text, text, length) == 0)
            return &messages[i - 1];
    if ((known & (known - 1)) == 0 && (messages = realloc(messages, (known ? known * 2 : 1) * sizeof *messages)) == NULL)
        fail("memory");
    struct message *new = &messages[known++];
    const char *type = value(text, length, "type");
    *new = (struct message){.text = malloc(length + 1), .length = length, .kind = UNKNOWN, .from = -2, .to = -2};
    if (new->text == NULL)
        fail("memory");
    memcpy(new->text, text, length);
    new->text[length] = 0;
    if (type != NULL && strncmp(type, "\"delta\"", 7) == 0) {
        new->kind = DELTA;
        new->from = number(text, length, "from");
        new->to = number(text, length, "to");
        for (size_t i = 0; i + 1 < known; i++)
            if (messages[i].kind == DELTA && messages[i].from == new->from && messages[i].to == new->to)
                errors++; /* the same way, told differently */
    } else if (type != NULL && strncmp(type, "\"snapshot\"", 10) == 0) {
        new->kind = SNAPSHOT;
        new->to = number(text, length, "version");
    } else if (type != NULL && strncmp(type, "\"resync\"", 8) == 0)
        new->kind = RESYNC;
    else if (type != NULL && strncmp(type, "\"heartbeat\"", 11) == 0)
        new->kind = HEARTBEAT;
    else
        errors++;
    return new;
}

static void hear(struct viewer *viewer, const char *text, size_t length, size_t framed)
{
    struct message *message = read_message(text, length);
    message->heard++;
    message->last = now_ns(CLOCK_REALTIME);
    if (message->kind == DELTA) {
        delivered++;
        bytes_in += framed;
        if (message->from != viewer->version || message->to <= message->from)
            errors++;
        viewer->version = message->to;
    } else if (message->kind == SNAPSHOT) {
        viewer->version = message->to;
    } else if (message->kind == RESYNC) {
        resyncs++;
        viewer->version = -1;
    }
}

static void pong(struct viewer *viewer, const char *payload, size_t length)
{
    char frame[6 + 125] = {(char)0x8a, (char)(0x80 | length)}; /* the mask is zero */
    memcpy(frame + 6, payload, length);
    if (send(viewer->fd, frame, 6 + length, MSG_NOSIGNAL) != (ssize_t)(6 + length))
        errors++;
}

/* Bytes of the first frame, 0 while it is not whole. */
static size_t frame(struct viewer *viewer, const unsigned char *at, size_t filled)
{
    size_t head = 2, length;
    if (filled < 2)
        return 0;
    length = at[1] & 0x7f;
    head = length == 126 ? 4 : length == 127 ? 10 : 2;
    if (filled < head)
        return 0;
    if (head == 4)
        length = at[2] << 8 | at[3];
    else if (head == 10) {
        length = 0;
        for (int i = 2; i < 10; i++)
            length = length << 8 | at[i];
    }
    if (length > LONGEST || (at[1] & 0x80))
        return errors++, viewer->open = 0, 0;
    if (filled < head + length)
        return 0;
    if (at[0] == 0x81)
        hear(viewer, (const char *)at + head, length, head + length);
    else if (at[0] == 0x89 && length <= 125)
        pong(viewer, (const char *)at + head, length);
    else
        errors++, viewer->open = 0;
    return head + length;
}

static void receive(struct viewer *viewer)
{
    if (viewer->size - viewer->filled < 4096) {
        viewer->size = viewer->size * 2 + 4096;
        if ((viewer->room = realloc(viewer->room, viewer->size)) == NULL)
            fail("memory");
    }
    ssize_t n = recv(viewer->fd, viewer->room + viewer->filled, viewer->size - viewer->filled, 0);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        errors++;
        viewer->open = 0;
        close(viewer->fd);
        return;
    }
    viewer->filled += n;
    size_t used = 0, step;
    while (viewer->open && (step = frame(viewer, (unsigned char *)viewer->room + used, viewer->filled - used)) > 0)
        used += step;
    memmove(viewer->room, viewer->room + used, viewer->filled - used);
    viewer->filled -= used;
    if (!viewer->open)
        close(viewer->fd);
}

static void upgrade(struct viewer *viewer, int port, const char *path)
{
    char head[2048];
    size_t filled = 0;
    int asked = snprintf(head, sizeof head,
                         "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Key: " KEY "\r\nSec-WebSocket-Version: 13\r\n\r\n", path, port);
    viewer->fd = connected(port);
    if (send(viewer->fd, head, asked, MSG_NOSIGNAL) != asked)
        fail("send");
    for (;;) { /* byte by byte: what follows the head is frames */
        if (filled + 1 >= sizeof head || recv(viewer->fd, head + filled, 1, 0) != 1)
            fail("upgrade");
        head[++filled] = 0;
        if (filled >= 4 && memcmp(head + filled - 4, "\r\n\r\n", 4) == 0)
            break;
    }
    if (strncmp(head, "HTTP/1.1 101 ", 13) != 0 || strstr(head, ACCEPT) == NULL) {
        fprintf(stderr, "fanout: refused: %.60s\n", head);
        exit(1);
    }
    viewer->open = 1;
    viewer->version = -1;
}

static void report(void)
{
    int open = 0;
    long lowest = -1, highest = -1;
    for (int i = 0; i < count; i++) {
        open += viewers[i].open;
        lowest = i == 0 || viewers[i].version < lowest ? viewers[i].version : lowest;
        highest = viewers[i].version > highest ? viewers[i].version : highest;
    }
    printf("open=%d lowest=%ld highest=%ld delivered=%lld bytes=%lld resyncs=%lld errors=%lld\n", open, lowest, highest,
           delivered, bytes_in, resyncs, errors);
}

static void dump(const char *name, int times)
{
    FILE *file = fopen(name, "w");
    if (file == NULL)
        fail(name);
    for (size_t i = 0; i < known; i++)
        if ((times ? fprintf(file, "%d %lld\n", messages[i].heard, (long long)messages[i].last)
                   : fprintf(file, "%s\n", messages[i].text)) < 0)
            fail(name);
    if (fclose(file) != 0)
        fail(name);
    printf("dumped=%zu\n", known);
}

/* One command of those that stdin holds; 0 when it has ended. */
static int command(void)
{
    static char line[4096];
    static size_t filled;
    ssize_t n = read(STDIN_FILENO, line + filled, sizeof line - 1 - filled);
    if (n <= 0)
        return 0;
    line[filled += n] = 0;
    for (char *end; (end = memchr(line, '\n', filled)) != NULL;) {
        *end = 0;
        if (strcmp(line, "report") == 0)
            report();
        else if (strncmp(line, "dump ", 5) == 0)
            dump(line + 5, 0);
        else if (strncmp(line, "reached ", 8) == 0)
            dump(line + 8, 1);
        else
            return 0;
        fflush(stdout);
        filled -= end + 1 - line;
        memmove(line, end + 1, filled + 1);
    }
    return 1;
}

static int watch(int port, const char *path, int wanted, int stalled)
{
    struct epoll_event events[EVENTS], asked = {.events = EPOLLIN, .data.u64 = UINT64_MAX};
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if ((viewers = calloc(wanted, sizeof *viewers)) == NULL)
        fail("memory");
    for (count = 0; count < wanted; count++) {
        upgrade(&viewers[count], port, path);
        watched(epoll, viewers[count].fd, count);
    }
    for (int i = 0; i < stalled; i++) {
        struct viewer deaf;
        upgrade(&deaf, port, path);
    }
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &asked) < 0)
        fail("stdin");
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.u64 == UINT64_MAX) {
                if (!command())
                    return 0;
            } else if (viewers[events[i].data.u64].open)
                receive(&viewers[events[i].data.u64]);
        }
    }
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc == 6 && strcmp(argv[1], "loop") == 0)
        return loop(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5]));
    if ((argc == 5 || argc == 6) && strcmp(argv[1], "viewers") == 0)
        return watch(atoi(argv[2]), argv[3], atoi(argv[4]), argc == 6 ? atoi(argv[5]) : 0);
    fprintf(stderr, "fanout loop SOCKETS MESSAGES BYTES PACE_US | fanout viewers PORT PATH COUNT [STALLED]\n");
    return 2;
}
