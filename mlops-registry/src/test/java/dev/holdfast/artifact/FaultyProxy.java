// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Stands before an HTTP server, one request a connection, and does to some requests what networks do. */
final class FaultyProxy implements AutoCloseable {
    /** What happens to a request. */
    record Fault(Kind kind, long at) {
        static final Fault NONE = new Fault(Kind.PASS, 0);

        enum Kind {
            PASS,
            /** The connection is reset after so many bytes of the request's body. */
            RESET_REQUEST,
            /** The connection is reset after so many bytes of the body of the response. */
            RESET_RESPONSE,
            /** One bit of a byte of the response's body changes on its way. */
            FLIP_RESPONSE,
            /** One bit of a byte of the request's body changes on its way. */
            FLIP_REQUEST,
            /** The answer is a status; the server is not asked. */
            STATUS,
            /** The server does what it is asked to, but the answer is a status. */
            STATUS_AFTERWARDS,
            /** So many bytes of the response come, then the rest with pauses. */
            SLOW
        }
    }

    private final ServerSocket listener;
    private final int target;
    private final Function<String, Fault> faults;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    FaultyProxy(int target, Function<String, Fault> faults) throws IOException {
        this.target = target;
        this.faults = faults;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The first lines of all requests by now. */
    List<String> requests() {
        return requests;
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            String line = head.substring(0, head.indexOf("\r\n"));
            requests.add(line);
            Fault fault = faults.apply(line);
            if (fault.kind() == Fault.Kind.STATUS) {
                answer(client, fault.at());
                return;
            }
            String single = head.replaceFirst("(?i)\r\nConnection: keep-alive", "");
            server.getOutputStream()
                    .write((single.substring(0, single.length() - 2) + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            threads.execute(() -> upstream(client, server, fault));
            downstream(client, server, fault);
        } catch (IOException e) {
            // A broken connection is what this class is for.
            return;
        }
    }

    private static void answer(Socket client, long status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + " Injected\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().flush();
        client.shutdownOutput();
        // What the client still sends is read, else it would see a reset instead of the answer.
        client.setSoTimeout(500);
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : (b == '\r' ? 1 : 0);
            if (matched == 4) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private static void upstream(Socket client, Socket server, Fault fault) {
        try {
            byte[] block = new byte[8192];
            long count = 0;
            InputStream in = client.getInputStream();
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                if (fault.kind() == Fault.Kind.RESET_REQUEST && count + read > fault.at()) {
                    reset(client);
                    server.close();
                    return;
                }
                if (fault.kind() == Fault.Kind.FLIP_REQUEST && fault.at() >= count && fault.at() < count + read) {
                    block[(int) (fault.at() - count)] ^= 1;
                }
                server.getOutputStream().write(block, 0, read);
                count += read;
            }
        } catch (IOException e) {
            // The response may have ended first.
            return;
        }
    }

    private static void downstream(Socket client, Socket server, Fault fault) throws IOException {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        String head = head(in);
        while (head.startsWith("HTTP/1.1 100")) {
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            head = head(in);
        }
        if (fault.kind() == Fault.Kind.STATUS_AFTERWARDS) {
            in.transferTo(OutputStream.nullOutputStream());
            answer(client, fault.at());
            return;
        }
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        byte[] block = new byte[8192];
        long count = 0;
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            if (fault.kind() == Fault.Kind.RESET_RESPONSE && count + read > fault.at()) {
                out.write(block, 0, (int) (fault.at() - count));
                out.flush();
                reset(client);
                return;
            }
            if (fault.kind() == Fault.Kind.FLIP_RESPONSE && fault.at() >= count && fault.at() < count + read) {
                block[(int) (fault.at() - count)] ^= 1;
            }
            if (fault.kind() == Fault.Kind.SLOW && count >= fault.at()) {
                pause();
            }
            out.write(block, 0, read);
            count += read;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IOException("stopped", e);
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
