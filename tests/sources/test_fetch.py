"""The fetcher against hostile addresses and hostile servers: all refused in the same words."""

import datetime
import gzip
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sources.fetch import MAX_BYTES, Endpoint, Fetcher, FetchRefused, resolved
from sources.public_addresses import is_public
from tests.web import HERE, Handler, Server, here_or_public, leading, pages, response, serving

PAGE = b"<p>The ferry is safe.</p>"


def packed(body: bytes) -> bytes:
    """The same bytes in every process: the default stamps the second, and tests are named by it."""
    return gzip.compress(body, mtime=0)


# Each the first or the last of a closed range, or what is known to answer there.
CLOSED_4 = (
    "0.0.0.0",  # noqa: S104 - asked for, not bound
    *("0.255.255.255", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200"),
    *("100.127.255.255", "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254"),
    *("169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1"),
    *("192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.168.255.255"),
    *("192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
)
CLOSED_6 = (
    *("::", "::1", "::2", "100::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1", "febf::1"),
    *("fec0::1", "feff::1", "ff02::1", "ff0e::1", "2001::1", "2001:2::1", "2001:10::1"),
    *("2001:20::1", "2001:1ff:ffff::1", "2001:db8::1", "2002:808:808::1", "2620:4f:8000::1"),
    *("3fff::1", "4000::1", "5f00::1", "64:ff9b:1::808:808", "::ffff:0:808:808", "::808:808"),
    *("2a00:1450::5efe:a00:1", "2a00:1450::200:5efe:a00:1", "fe80::1%1", "2a00:1450::1%1"),
)
OPEN_4 = (
    *("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0"),
    *("126.255.255.255", "128.0.0.0", "168.63.129.15", "169.253.255.255", "169.255.0.0"),
    *("172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "192.169.0.0"),
    *("198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255"),
)
OPEN_6 = ("2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "3ffe::1")


def embedded(address: str) -> list[str]:
    """The IPv6 addresses that hold an IPv4 one, in each of the ways there are."""
    number = int(ipaddress.IPv4Address(address))
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    inverted = number ^ 0xFFFF_FFFF
    return [
        f"::ffff:{address}",
        f"::ffff:{high}:{low}",
        f"::{high}:{low}",
        f"::ffff:0:{high}:{low}",
        f"64:ff9b::{high}:{low}",
        f"64:ff9b:1::{high}:{low}",
        f"2002:{high}:{low}::1",
        f"2001:0:808:808::{inverted >> 16:x}:{inverted & 0xFFFF:x}",
        f"2001:0:{high}:{low}::1",
        f"fe80::5efe:{high}:{low}",
        f"2a00:1450::5efe:{high}:{low}",
    ]


def spelled(address: str) -> list[str]:
    """An IPv4 address as hosts of addresses, in the spellings that some programs take."""
    a, b, c, d = map(int, address.split("."))
    number = int(ipaddress.IPv4Address(address))
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    ringed = {str(n): "⓪①②③④⑤⑥⑦⑧⑨"[n] for n in range(10)}
    return [
        address,
        f"{address}.",
        str(number),
        hex(number),
        f"0{number:o}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a}.{(b << 16) + (c << 8) + d}",
        f"{a}.{b}.{(c << 8) + d}",
        f"00{a}.{b}.{c}.{d}",
        f"0x{a:02x}.{b}.{c}.{d}",
        address.translate(wide),
        "".join(ringed.get(digit, digit) for digit in address),
        address.replace(".", "。"),
        address.replace(".", "%2E"),
        f"%{ord(address[0]):x}{address[1:]}",
        f"a@{address}",
        f"example.org@{address}",
        f"{address}\\@example.org",
        *(f"[{inside}]" for inside in embedded(address)),
        f"[::ffff:{address}%251]",
    ]


REFUSED_URLS = (
    *(f"http://{host}/" for address in CLOSED_4 for host in spelled(address)),
    *(f"http://[{address}]/" for address in CLOSED_6),
    *("http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://paper.example:81/"),
    *("http://paper.example:22/", "http://paper.example:0/", "http://paper.example:65536/"),
    *("http://paper.example:080a/", "http://:80/", "http:///", "http://", "//paper.example/"),
    *("ftp://paper.example/", "file:///etc/passwd", "gopher://paper.example/", "data:text/html,a"),
    *(
        "javascript:alert(1)",
        "jar:http://paper.example!/",
        "http:paper.example",
        "",
        "paper.example",
    ),
    *("http://user@paper.example/", "http://user:secret@paper.example/", "http://@paper.example/"),
    *("http://paper.example\\@canary.example/", "http://paper.example#@canary.example:99999/"),
    *("http://paper.example /", "http://paper.example/a b", "http://paper.example/\r\nHost: x"),
    *("http://paper.example/\x00", "http://paper.example/\ud800", "http://paper..example/"),
    *("http://-paper.example/", "http://pa*per.example/", f"http://{'a' * 64}.example/"),
    *(f"http://{'a.' * 127}example/", f"http://paper.example/{'a' * 2000}", "http://[::1/"),
    *("http://::1/", "http://[::1]extra/", "http://[v1.a]/", "http://1.2.3/", "http://1.2.3.4.5/"),
    *("http://256.1.1.1/", "http://paper.example.1/", "http://paper.0x7f/", "http://0x/"),
)


@pytest.fixture(scope="module")
def canary() -> Iterator[Server]:
    """A server that nothing may reach."""
    with serving(pages({"/": response(PAGE)})) as server:
        yield server


def fetcher(server: Server, canary: Server | None = None, seconds: float = 5) -> Fetcher:
    """One for which `paper.example` is the server and this machine's other names the canary."""
    secret = (HERE, canary.port if canary else 1)
    names = {"paper.example": [server.endpoint], "localhost": [("127.0.0.2", secret[1])]}
    names |= {"canary.example": [("::1", secret[1]), secret], "mixed.example": [
        server.endpoint, ("127.0.0.2", secret[1])]}  # fmt: skip
    return Fetcher(resolve=leading(names), allows=here_or_public, seconds=seconds)


def refused(fetching: Fetcher, url: str = "http://paper.example/") -> str:
    with pytest.raises(FetchRefused) as refusal:
        fetching.fetch(url)
    assert (refusal.value.code, refusal.value.field) == ("not_fetched", "url")
    return str(refusal.value)


class TestAddresses:
    @pytest.mark.parametrize("address", [*CLOSED_4, *CLOSED_6])
    def test_what_is_not_public_is_closed(self, address: str) -> None:
        assert not is_public(address)

    @pytest.mark.parametrize("address", CLOSED_4)
    def test_so_it_is_inside_an_ipv6_address(self, address: str) -> None:
        assert [inside for inside in embedded(address) if is_public(inside)] == []

    @pytest.mark.parametrize("address", [*OPEN_4, *OPEN_6])
    def test_what_is_public_is_open(self, address: str) -> None:
        assert is_public(address)

    def test_of_a_public_one_only_what_is_opened_as_such_is_open(self) -> None:
        inside = embedded("8.8.8.8")
        assert [address for address in inside if is_public(address)] == [
            "::ffff:8.8.8.8", "::ffff:808:808", "64:ff9b::808:808",
        ]  # fmt: skip

    @pytest.mark.parametrize("address", ["", "paper.example", "127.1", "0x7f000001", "1.1.1.1/32"])
    def test_what_is_no_numeric_address_is_closed(self, address: str) -> None:
        assert not is_public(address)

    def test_every_spelling_is_refused_in_the_same_words(self, canary: Server) -> None:
        names = {"localhost": [canary.endpoint], "paper.example": [canary.endpoint]}

        def resolve(host: str, port: int) -> list[Endpoint]:
            # What leads to this machine leads to the canary's own port.
            return names.get(host) or [(to, canary.port) for to, _port in resolved(host, port)]

        fetching = Fetcher(resolve=resolve, seconds=5)
        assert len(REFUSED_URLS) >= 900
        assert {refused(fetching, url) for url in REFUSED_URLS} == {str(FetchRefused())}
        assert canary.connections == 0


class TestResolving:
    def test_one_bad_answer_among_good_ones_refuses_all(self, canary: Server) -> None:
        with serving(pages({"/": response(PAGE)})) as server:
            refused(fetcher(server, canary), "http://mixed.example/")
        assert (server.connections, canary.connections) == (0, 0)

    def test_a_name_that_changes_its_meaning_is_asked_once(self, canary: Server) -> None:
        with serving(pages({"/": response(PAGE)})) as server:
            answers = iter([[server.endpoint], [("127.0.0.2", canary.port)]])
            asked: list[str] = []

            def rebinding(host: str, port: int) -> list[Endpoint]:
                asked.append(host)
                return next(answers)

            found = Fetcher(resolve=rebinding, allows=here_or_public).fetch("http://re.example/")
        assert (found.data, asked, canary.connections) == (PAGE, ["re.example"], 0)

    def test_a_second_address_is_tried_where_the_first_does_not_answer(self) -> None:
        with serving(pages({"/": response(PAGE)})) as server, socket.socket() as closed:
            closed.bind((HERE, 0))
            names = {"paper.example": [(HERE, closed.getsockname()[1]), server.endpoint]}
            fetching = Fetcher(resolve=leading(names), allows=here_or_public)
            assert fetching.fetch("http://paper.example/").data == PAGE

    def test_a_resolver_that_does_not_answer_is_not_waited_for(self) -> None:
        over = threading.Event()

        def waiting(host: str, port: int) -> list[Endpoint]:
            assert over.wait(60)
            return [(HERE, 1)]

        refused(Fetcher(resolve=waiting, allows=here_or_public, seconds=0.2))
        over.set()

    def test_a_name_without_an_address_is_refused(self) -> None:
        refused(Fetcher(resolve=lambda host, port: []))


def redirect(to: str, status: str = "302 Found") -> bytes:
    return response(status=status, more=f"Location: {to}\r\n")


class TestRedirects:
    @pytest.mark.parametrize(
        "to",
        [
            *("http://127.0.0.2/", "http://[::1]/", "//127.0.0.2/", "http://2130706433/"),
            *("http://canary.example/", "http://localhost/", "http://169.254.169.254/latest/"),
            *("file:///etc/passwd", "ftp://paper.example/", "http://paper.example:8080/"),
            *("http://a@paper.example/", "", "http://[", "\\\\127.0.0.2\\"),
        ],
    )
    def test_each_is_checked_as_the_first_address_was(self, to: str, canary: Server) -> None:
        with serving(pages({"/": redirect(to), "/latest/": response(PAGE)})) as server:
            refused(fetcher(server, canary))
        assert canary.connections == 0

    @pytest.mark.parametrize("status", ["301 a", "302 a", "303 a", "307 a", "308 a"])
    def test_three_are_followed(self, status: str) -> None:
        hops = {f"/{n}": redirect(f"/{n + 1}", status) for n in range(3)}
        with serving(pages({**hops, "/3": response(PAGE)})) as server:
            found = fetcher(server).fetch("http://paper.example/0")
        assert (found.data, found.url) == (PAGE, "http://paper.example/3")

    def test_a_fourth_is_not(self) -> None:
        hops = {f"/{n}": redirect(f"/{n + 1}") for n in range(4)}
        with serving(pages({**hops, "/4": response(PAGE)})) as server:
            refused(fetcher(server), "http://paper.example/0")
        assert server.connections == 4

    def test_one_in_utf_8_is_understood(self) -> None:
        with serving(pages({"/": redirect("/été"), "/%C3%A9t%C3%A9": response(PAGE)})) as server:
            assert fetcher(server).fetch("http://paper.example/").data == PAGE


class TestRequest:
    def test_it_says_who_asks_and_sends_nothing_else(self) -> None:
        cookie = response(PAGE, more="Set-Cookie: a=b\r\n")
        with serving(pages({"/a%20b?q=%C3%A9": cookie})) as server:
            for _time in range(2):
                fetcher(server).fetch(" http://PAPER.example:80/a%20b?q=é#fragment ")
        assert server.requests[0] == server.requests[1]
        assert server.requests[0].split("\r\n") == [
            "GET /a%20b?q=%C3%A9 HTTP/1.1",
            "Host: paper.example",
            "User-Agent: Dixit/1 (capture of one page for a newsroom's record)",
            "Accept: application/pdf, application/xhtml+xml, text/html, text/plain",
            "Accept-Encoding: gzip, deflate",
            "Connection: close",
            "",
            "",
        ]

    def test_no_proxy_of_the_environment_is_asked(
        self, canary: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{HERE}:{canary.port}")
        with serving(pages({"/": response(PAGE)})) as server:
            assert fetcher(server).fetch("http://paper.example/").data == PAGE
        assert canary.connections == 0


def dripping(head: bytes, drop: bytes) -> Handler:
    """A handler that sends a head and then a drop every twentieth of a second, for ever."""

    def handler(connection: socket.socket, path: str) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(drop)
            time.sleep(0.05)

    return handler


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


class TestBodies:
    @pytest.mark.parametrize(
        "handler",
        [
            dripping(b"", b"H"),
            dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
            dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
            dripping(HEAD + b"\r\n", b"a"),
            dripping(HEAD + b"Content-Length: 4000000\r\n\r\n", b"a"),
            dripping(CHUNKED, b"1\r\na\r\n"),
            dripping(CHUNKED + b"0\r\n", b"X: a\r\n"),
        ],
    )
    def test_a_slow_drip_ends_with_the_time_for_all(self, handler: Handler) -> None:
        with serving(handler) as server:
            refused(fetcher(server, seconds=0.5))

    @pytest.mark.parametrize(
        "handler",
        [
            dripping(HEAD + b"\r\n", b"a" * 1_000_000),
            dripping(CHUNKED, b"F4240\r\n" + b"a" * 1_000_000 + b"\r\n"),
            dripping(CHUNKED + b"0\r\n", b"X: " + b"a" * 60_000 + b"\r\n"),
            dripping(b"HTTP/1.1 100 Continue\r\n", b"X: " + b"a" * 60_000 + b"\r\n"),
        ],
        ids=["body", "chunks", "trailers", "heads"],
    )  # fmt: skip
    def test_an_endless_answer_ends_at_the_cap(self, handler: Handler) -> None:
        with serving(handler) as server:
            refused(fetcher(server, seconds=60))

    @pytest.mark.parametrize(
        ("coding", "body"),
        [
            ("gzip", packed(b"\0" * (MAX_BYTES + 1))),
            ("deflate", zlib.compress(b"\0" * (MAX_BYTES + 1))),
            ("deflate", zlib.compressobj(wbits=-15).compress(b"\0" * 10) + b"\xff" * 20),
            ("br", b"\xce\xb2\xcf\x81"),
            ("zstd", b"\x28\xb5\x2f\xfd"),
            ("gzip, gzip", packed(packed(PAGE))),
            ("gzip", packed(PAGE)[:-9]),
            ("gzip", packed(PAGE) + b"more"),
            ("gzip", PAGE),
        ],
        ids=[
            "gzip-one-too-many", "deflate-one-too-many", "deflate-broken", "br", "zstd",
            "gzip-twice", "gzip-cut", "gzip-and-more", "not-gzip",
        ],
    )  # fmt: skip
    def test_bombs_and_broken_packings_are_refused(self, coding: str, body: bytes) -> None:
        answer = response(body, more=f"Content-Encoding: {coding}\r\n")
        with serving(pages({"/": answer})) as server:
            refused(fetcher(server, seconds=60))

    def test_half_a_gigabyte_in_half_a_megabyte_is_refused(self) -> None:
        bomb = zlib.compressobj(1, wbits=31)
        body = b"".join(bomb.compress(bytes(1_000_000)) for _ in range(500)) + bomb.flush()
        answer = response(body, more="Content-Encoding: gzip\r\n")
        with serving(pages({"/": answer})) as server:
            refused(fetcher(server, seconds=60))

    @pytest.mark.parametrize(
        ("coding", "body"),
        [
            ("gzip", packed(PAGE)),
            ("X-GZIP", packed(PAGE)),
            ("deflate", zlib.compress(PAGE)),
            ("deflate", zlib.compress(PAGE)[2:-4]),
            ("identity", PAGE),
        ],
        ids=["gzip", "x-gzip", "zlib", "deflate", "identity"],
    )
    def test_a_packed_page_is_unpacked(self, coding: str, body: bytes) -> None:
        answer = response(body, more=f"Content-Encoding: {coding}\r\n")
        with serving(pages({"/": answer})) as server:
            assert fetcher(server).fetch("http://paper.example/").data == PAGE

    def test_exactly_the_cap_is_taken_and_one_byte_more_is_not(self) -> None:
        whole = {"/most": response(b"a" * MAX_BYTES), "/more": response(b"a" * (MAX_BYTES + 1))}
        with serving(pages(whole)) as server:
            assert len(fetcher(server).fetch("http://paper.example/most").data) == MAX_BYTES
            refused(fetcher(server), "http://paper.example/more")

    @pytest.mark.parametrize(
        "answer",
        [
            *(response(PAGE, status=f"{status} a") for status in (201, 204, 206, 300, 304, 401)),
            *(response(PAGE, status=f"{status} a") for status in (403, 404, 410, 429, 500, 503)),
            *(response(PAGE, type=kind) for kind in ("image/png", "application/json", "", "a/b/c")),
            response(PAGE, type="application/octet-stream"),
            response(PAGE, more="Transfer-Encoding: gzip, chunked\r\n"),
            HEAD + b"Content-Length: 100\r\n\r\nshort",
            CHUNKED + b"zz\r\n",
            CHUNKED + b"5\r\nab",
            b"not HTTP at all\r\n\r\n",
            b"",
        ],
    )
    def test_other_answers_are_refused(self, answer: bytes) -> None:
        with serving(pages({"/": answer})) as server:
            refused(fetcher(server))

    @pytest.mark.parametrize(
        "kind",
        ["text/html; charset=utf-8", "application/xhtml+xml", "text/plain", "APPLICATION/PDF"],
    )
    def test_the_declared_type_comes_with_the_page(self, kind: str) -> None:
        with serving(pages({"/": response(PAGE, type=kind)})) as server:
            assert fetcher(server).fetch("http://paper.example/").media_type == kind


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for `paper.example`, its key, and nobody above it."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "paper.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("paper.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    folder.joinpath("certificate.pem").write_bytes(certificate.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    folder.joinpath("key.pem").write_bytes(private)
    return folder


class TestCertificates:
    @pytest.fixture
    def secure(self, certificates: Path) -> Iterator[Server]:
        own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        own.load_cert_chain(certificates / "certificate.pem", certificates / "key.pem")
        with serving(pages({"/": response(PAGE)}), own) as server:
            yield server

    def fetching(self, server: Server, name: str, tls: ssl.SSLContext | None) -> Fetcher:
        names = leading({name: [server.endpoint]})
        return Fetcher(resolve=names, allows=here_or_public, tls=tls, seconds=5)

    def test_one_that_is_believed_and_names_the_host_is_taken(
        self, secure: Server, certificates: Path
    ) -> None:
        tls = ssl.create_default_context(cafile=certificates / "certificate.pem")
        found = self.fetching(secure, "paper.example", tls).fetch("https://paper.example/")
        assert (found.data, found.url) == (PAGE, "https://paper.example/")

    def test_one_for_another_name_is_not(self, secure: Server, certificates: Path) -> None:
        tls = ssl.create_default_context(cafile=certificates / "certificate.pem")
        refused(self.fetching(secure, "other.example", tls), "https://other.example/")
        assert secure.requests == []

    def test_nor_one_that_nobody_vouches_for(self, secure: Server) -> None:
        refused(self.fetching(secure, "paper.example", None), "https://paper.example/")
        assert secure.requests == []
