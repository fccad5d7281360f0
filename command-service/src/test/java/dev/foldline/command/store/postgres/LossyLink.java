package dev.foldline.command.store.postgres;

import dev.foldline.command.store.StoreFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A connection to Postgres that breaks once, at the moment that a fault says, and is whole again afterwards. */
final class LossyLink implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket listener;
    private final int serverPort;
    private final AtomicReference<@Nullable StoreFault> armed;

    LossyLink(int serverPort, StoreFault fault) {
        this.serverPort = serverPort;
        armed = new AtomicReference<>(fault);
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), serverPort));
                Thread.ofVirtual().start(link::toServer);
                Thread.ofVirtual().start(link::toClient);
            } catch (IOException e) {
                // The test is over: the listener was closed.
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** One connection, both ways. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        private volatile boolean replyIsLost;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void toServer() {
            pump(client, server, (bytes, count) -> {
                String text = new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
                if (text.contains("COPY events_") && armed.compareAndSet(StoreFault.APPEND_FAILS, null)) {
                    return false;
                }
                if (text.contains("COMMIT") && armed.compareAndSet(StoreFault.COMMIT_IS_LOST, null)) {
                    return false;
                }
                if (text.contains("COMMIT") && armed.compareAndSet(StoreFault.COMMIT_REPLY_IS_LOST, null)) {
                    replyIsLost = true;
                }
                return true;
            });
        }

        void toClient() {
            pump(server, client, (_, _) -> !replyIsLost);
        }

        private void pump(Socket from, Socket to, Gate gate) {
            try (client;
                    server) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] bytes = new byte[BUFFER_BYTES];
                int count = in.read(bytes);
                while (count >= 0 && gate.lets(bytes, count)) {
                    out.write(bytes, 0, count);
                    count = in.read(bytes);
                }
            } catch (IOException e) {
                // One of the ends was closed; try-with-resources closes the other.
            }
        }
    }

    /** Whether bytes get through; the link breaks where they do not. */
    @FunctionalInterface
    private interface Gate {
        boolean lets(byte[] bytes, int count);
    }
}
