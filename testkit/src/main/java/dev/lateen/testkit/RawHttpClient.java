package dev.lateen.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/// One TCP connection that sends bytes exactly as given and reads responses strictly. Every operation has a deadline,
/// 30 s unless told otherwise. One thread.
public final class RawHttpClient implements AutoCloseable {

    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Socket socket;
    private final SocketInput input;
    private final HttpReader reader;

    private RawHttpClient(Socket socket, Duration timeout) {
        this.socket = socket;
        this.input = new SocketInput(socket, timeout);
        this.reader = new HttpReader(input);
    }

    /// To 127.0.0.1.
    public static RawHttpClient connect(int port) throws IOException {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT);
    }

    public static RawHttpClient connect(InetSocketAddress address, Duration timeout) throws IOException {
        return connect(new Socket(), address, timeout);
    }

    /// With a small receive buffer, for a client that reads slowly.
    public static RawHttpClient connectWithReceiveBuffer(int port, int bytes) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(bytes);
        return connect(socket, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT);
    }

    private static RawHttpClient connect(Socket socket, InetSocketAddress address, Duration timeout)
            throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, (int) timeout.toMillis());
            return new RawHttpClient(socket, timeout);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Over TLS to 127.0.0.1; returns when the handshake is done.
    ///
    /// @param name to ask for and to check the certificate against; empty asks for none and checks no name
    public static RawHttpClient connectTls(int port, String name, SSLContext context) throws IOException {
        return connectTls(port, name, context, _ -> {});
    }

    /// @param change of what the client offers: versions, suites
    public static RawHttpClient connectTls(int port, String name, SSLContext context, Consumer<SSLParameters> change)
            throws IOException {
        var plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setSoTimeout((int) TIMEOUT.toMillis());
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) TIMEOUT.toMillis());
            var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true);
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
            parameters.setEndpointIdentificationAlgorithm(name.isEmpty() ? null : "HTTPS");
            change.accept(parameters);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new RawHttpClient(socket, TIMEOUT);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /// Of a connection over TLS.
    public SSLSession tlsSession() {
        return ((SSLSocket) socket).getSession();
    }

    /// One request on a connection of its own.
    public static RawResponse fetch(int port, String path, String... headers) throws IOException {
        try (var client = connect(port)) {
            return client.get(path, headers);
        }
    }

    /// Sends `GET path` and reads the answer; `Host: 127.0.0.1:port` is added unless given.
    ///
    /// @param headers lines like `x-user: jason`
    public RawResponse get(String path, String... headers) throws IOException {
        return request("GET", path, headers);
    }

    public RawResponse request(String method, String target, String... headers) throws IOException {
        send(head(method, target, headers));
        return readFinal(method);
    }

    /// With a Content-Length.
    public RawResponse request(String method, String target, byte[] body, String... headers) throws IOException {
        var longer = Arrays.copyOf(headers, headers.length + 1);
        longer[headers.length] = "Content-Length: " + body.length;
        send(head(method, target, longer));
        send(body);
        return readFinal(method);
    }

    private String head(String method, String target, String... headers) {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        if (Arrays.stream(headers).noneMatch(line -> line.regionMatches(true, 0, "host:", 0, 5))) {
            head.append("Host: 127.0.0.1:").append(socket.getPort()).append("\r\n");
        }
        for (var line : headers) {
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /// As ISO-8859-1, so that each character is the byte of its number.
    public RawHttpClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttpClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /// The next response to a GET, be it final or 1xx.
    public RawResponse read() throws IOException {
        return read("GET");
    }

    /// The next response, be it final or 1xx.
    ///
    /// @param method of the request, since HEAD and CONNECT have no body in the answer
    public RawResponse read(String method) throws IOException {
        input.restart();
        var head = reader.head();
        if (head == null) {
            throw new EOFException("connection closed before a response");
        }
        var line = head.startLine();
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9] .*")) {
            throw new ProtocolViolation("status line \"" + line + "\" (expected: HTTP/1.1 200 OK)");
        }
        int status = Integer.parseInt(line.substring(9, 12));
        var body = hasBody(method, status) ? reader.body(head.headers(), true) : HttpReader.Body.NONE;
        return new RawResponse(
                head.bytes(),
                line.substring(0, 8),
                status,
                line.substring(13),
                head.headers(),
                body.bytes(),
                body.trailers());
    }

    /// The next final response; 1xx before it are dropped.
    public RawResponse readFinal(String method) throws IOException {
        while (true) {
            var response = read(method);
            if (response.status() >= 200 || response.status() == 101) {
                return response;
            }
        }
    }

    private static boolean hasBody(String method, int status) {
        boolean tunnel = method.equals("CONNECT") && status / 100 == 2;
        return !method.equals("HEAD") && !tunnel && status >= 200 && status != 204 && status != 304;
    }

    /// The next bytes, whatever they are, for instance those of a tunnel.
    public byte[] readBytes(int length) throws IOException {
        input.restart();
        return input.readExactly(length, "while reading bytes");
    }

    /// Everything up to the end of the connection.
    public byte[] readUntilClose() throws IOException {
        input.restart();
        return input.readToEnd();
    }

    /// Waits for the peer to close; a reset counts, another byte fails.
    public void awaitClose() throws IOException {
        input.restart();
        int b;
        try {
            b = input.read();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return; // a reset closes as well
        }
        if (b >= 0) {
            throw new ProtocolViolation("byte 0x" + Integer.toHexString(b) + " (expected: end of the connection)");
        }
    }

    /// Sends FIN and keeps reading.
    public RawHttpClient halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /// Closes with RST.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public int localPort() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
