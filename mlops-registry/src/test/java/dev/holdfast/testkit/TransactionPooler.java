// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool between transactions, as pgbouncer is one: each transaction of a client meets another session of the server
 * than the one before. Speaks the wire protocol of PostgreSQL 3.0, in which a message is a letter and a length; the
 * server says after each exchange whether a transaction is open. For one client at a time and a server that trusts.
 */
public final class TransactionPooler implements Closeable {
    private static final int SESSIONS = 3;

    private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final int server;
    private final AtomicInteger transactions = new AtomicInteger();

    public TransactionPooler(int server) throws IOException {
        this.server = server;
        Thread thread = new Thread(this::accept, "pooler");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Returns how many times a client changed the session. */
    public int transactions() {
        return transactions.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                client.setTcpNoDelay(true);
                Thread thread = new Thread(() -> serve(client), "pooled client");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // The door is closed: the test is over.
            return;
        }
    }

    private void serve(Socket client) {
        List<Socket> sessions = new ArrayList<>();
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            byte[] startup = startup(in, out);
            for (int i = 0; i < SESSIONS; i++) {
                Socket session = new Socket(InetAddress.getLoopbackAddress(), server);
                session.setTcpNoDelay(true);
                sessions.add(session);
                session.getOutputStream().write(startup);
                untilReady(
                        new DataInputStream(session.getInputStream()), i == 0 ? out : OutputStream.nullOutputStream());
            }
            exchange(in, out, sessions);
        } catch (IOException e) {
            // The client has gone, or the test is over.
            return;
        } finally {
            for (Socket session : sessions) {
                try {
                    session.close();
                } catch (IOException e) {
                    // It is closed either way.
                }
            }
        }
    }

    private void exchange(DataInputStream in, OutputStream out, List<Socket> sessions) throws IOException {
        int current = 0;
        while (true) {
            Socket session = sessions.get(current);
            // What the client sends goes to the session until it asks for the answer: a query, or a sync.
            int letter;
            do {
                letter = in.read();
                if (letter < 0 || letter == 'X') {
                    return;
                }
                copy(letter, in, session.getOutputStream());
            } while (letter != 'Q' && letter != 'S');
            if (untilReady(new DataInputStream(session.getInputStream()), out) == 'I') {
                current = (current + 1) % sessions.size();
                transactions.incrementAndGet();
            }
        }
    }

    /** Reads the first message, which has no letter, and says no to encryption. */
    private static byte[] startup(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int length = in.readInt();
            byte[] message = new byte[length];
            message[0] = (byte) (length >> 24);
            message[1] = (byte) (length >> 16);
            message[2] = (byte) (length >> 8);
            message[3] = (byte) length;
            in.readFully(message, 4, length - 4);
            if (length != 8) {
                return message;
            }
            out.write('N');
        }
    }

    /** Hands on what the server says until it is ready for more; returns how its transaction stands. */
    private static int untilReady(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int letter = in.readUnsignedByte();
            byte[] body = copy(letter, in, out);
            if (letter == 'Z') {
                out.flush();
                return body[0];
            }
        }
    }

    private static byte[] copy(int letter, DataInputStream in, OutputStream out) throws IOException {
        int length = in.readInt();
        byte[] body = new byte[length - 4];
        in.readFully(body);
        byte[] head = {(byte) letter, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        };
        out.write(head);
        out.write(body);
        return body;
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
