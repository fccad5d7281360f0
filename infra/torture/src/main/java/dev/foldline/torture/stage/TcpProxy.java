package dev.foldline.torture.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Passes connections on to a server of this machine; can delay what passes, and reset them all. Thread-safe. */
public final class TcpProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket server;
    private final IntSupplier target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long delayMs;

    private TcpProxy(ServerSocket server, IntSupplier target) {
        this.server = server;
        this.target = target;
    }

    /**
     * Listens on a port of its own.
     *
     * @param target port of the server, asked for each connection
     */
    public static TcpProxy start(IntSupplier target) {
        try {
            TcpProxy proxy = new TcpProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().name("tcp-proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy gets no port", e);
        }
    }

    /** Where it listens on 127.0.0.1. */
    public int port() {
        return server.getLocalPort();
    }

    /** Ends every connection with a reset, in the middle of whatever it carries. */
    public void reset() {
        open.forEach(TcpProxy::reset);
    }

    /** Delays whatever passes from now on; zero for not at all. */
    public void delay(long ms) {
        delayMs = ms;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy does not close", e);
        }
        reset();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket behind = connect(client);
                pump(client, behind);
                pump(behind, client);
            } catch (IOException e) {
                // Closed, or the server behind is away: the client sees its connection end.
            }
        }
    }

    private Socket connect(Socket client) throws IOException {
        try {
            Socket behind = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            open.add(client);
            open.add(behind);
            return behind;
        } catch (IOException e) {
            reset(client);
            throw e;
        }
    }

    private void pump(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    TimeUnit.MILLISECONDS.sleep(delayMs);
                    out.write(buffer, 0, read);
                }
            } catch (IOException | InterruptedException e) {
                // One side is gone, so the other goes too.
            } finally {
                reset(from);
                reset(to);
                open.remove(from);
                open.remove(to);
            }
        });
    }

    private static void reset(Socket socket) {
        try {
            // With a linger of zero closing sends RST.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }
}
