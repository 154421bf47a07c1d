/* The limit of a fan-out: a server that does nothing but send.
 *
 *   sender PORT
 *       Listens on 127.0.0.1:PORT. GET makes a connection a WebSocket viewer, without a look at what it asks for. POST,
 *       on a connection that stays, carries a text as its body: one frame, written by one send() to each viewer, in a
 *       loop. Viewers are never read.
 *
 * Exits 1 with a line on stderr where the system refuses what is needed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define UPGRADE \
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" \
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n" /* to the one key that the viewers send */
#define DONE "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
#define MOST 20000
#define LONGEST (8 << 20)
#define HEAD 10

static int viewers[MOST], count;
static char frame[HEAD + LONGEST];

static void fail(const char *what)
{
    fprintf(stderr, "sender: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* Send the text that stands behind HEAD bytes of room to every viewer. */
static void tell(size_t length)
{
    size_t head = length < 126 ? 2 : length < 65536 ? 4 : HEAD;
    char *at = frame + HEAD - head;
    at[0] = (char)0x81;
    at[1] = head == 2 ? (char)length : head == 4 ? 126 : 127;
    for (size_t i = 2; i < head; i++)
        at[i] = (char)(length >> 8 * (head - 1 - i));
    for (int i = 0; i < count; i++)
        if (send(viewers[i], at, head + length, MSG_NOSIGNAL) < 0 && errno != EPIPE && errno != ECONNRESET)
            fail("send");
}

/* Read a head, byte by byte: what follows it is another's. 0 where the other side has gone. */
static int headed(int fd, char *head, size_t room)
{
    size_t filled = 0;
    while (filled < 4 || memcmp(head + filled - 4, "\r\n\r\n", 4) != 0) {
        if (filled + 1 >= room || recv(fd, head + filled, 1, 0) != 1)
            return 0;
        head[++filled] = 0;
    }
    return 1;
}

/* What a connection asks for; 0 where it is to be listened to no longer. */
static int served(int fd)
{
    char head[4096];
    if (!headed(fd, head, sizeof head)) {
        close(fd);
        return 0;
    }
    if (strncmp(head, "GET ", 4) == 0) {
        if (count == MOST || send(fd, UPGRADE, strlen(UPGRADE), MSG_NOSIGNAL) < 0)
            fail("upgrade");
        viewers[count++] = fd;
        return 0;
    }
    const char *said = strcasestr(head, "content-length:");
    size_t length = said == NULL ? 0 : strtoul(said + strlen("content-length:"), NULL, 10), filled = 0;
    if (length > LONGEST)
        fail("a text that long");
    while (filled < length) {
        ssize_t n = recv(fd, frame + HEAD + filled, length - filled, 0);
        if (n <= 0)
            fail("recv");
        filled += n;
    }
    tell(length);
    if (send(fd, DONE, strlen(DONE), MSG_NOSIGNAL) < 0)
        fail("answer");
    return 1;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN}, ready;
    int listener = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0), on = 1;
    if (argc != 2) {
        fprintf(stderr, "sender PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    address.sin_port = htons(atoi(argv[1]));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0)
        fail("listen");
    event.data.fd = listener;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) < 0)
        fail("epoll_ctl");
    while (epoll_wait(epoll, &ready, 1, -1) == 1 || errno == EINTR) {
        int fd = ready.data.fd;
        if (fd == listener) {
            if ((event.data.fd = accept(listener, NULL, NULL)) < 0)
                fail("accept");
            setsockopt(event.data.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            if (epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event) < 0)
                fail("epoll_ctl");
        } else if (!served(fd))
            epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
    }
    fail("epoll_wait");
}
