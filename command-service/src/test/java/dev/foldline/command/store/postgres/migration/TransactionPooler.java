package dev.foldline.command.store.postgres.migration;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pooler that has one session of Postgres, and lends it to a client for one transaction, as PgBouncer does with
 * {@code pool_mode=transaction}. It knows the simple and the extended query protocol without copying, and no
 * passwords.
 */
final class TransactionPooler implements AutoCloseable {

    private static final int REQUEST_WITHOUT_TYPE = 8;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;
    private static final String VERSION_PARAMETER = "server_version\0";

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Socket server;
    private final DataInputStream fromServer;
    private final DataOutputStream toServer;
    private final String version;
    private final ReentrantLock session = new ReentrantLock();

    /** What the server has said to the first client, up to being ready; empty before there was one. */
    private byte[] greeting = {};

    TransactionPooler(int postgresPort) throws IOException {
        this(postgresPort, "");
    }

    /**
     * @param version what the server says that it is; empty for the truth
     */
    TransactionPooler(int postgresPort, String version) throws IOException {
        this.version = version;
        server = new Socket(InetAddress.getLoopbackAddress(), postgresPort);
        fromServer = new DataInputStream(server.getInputStream());
        toServer = new DataOutputStream(server.getOutputStream());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket client) {
        try (client;
                DataInputStream fromClient = new DataInputStream(client.getInputStream());
                DataOutputStream toClient = new DataOutputStream(client.getOutputStream())) {
            greet(startup(fromClient, toClient), toClient);
            while (true) {
                int type = fromClient.readByte();
                byte[] body = new byte[fromClient.readInt() - Integer.BYTES];
                fromClient.readFully(body);
                if (type == 'X') {
                    return;
                }
                if (!session.isHeldByCurrentThread()) {
                    session.lock();
                }
                write(toServer, type, body);
                if ((type == 'Q' || type == 'S') && relayUntilReady(toClient)) {
                    session.unlock();
                }
            }
        } catch (IOException e) {
            // One of the two has gone.
        } finally {
            if (session.isHeldByCurrentThread()) {
                session.unlock();
            }
        }
    }

    private static byte[] startup(DataInputStream fromClient, DataOutputStream toClient) throws IOException {
        while (true) {
            int length = fromClient.readInt();
            byte[] body = new byte[length - Integer.BYTES];
            fromClient.readFully(body);
            int code = ((body[0] & 0xff) << 24) | ((body[1] & 0xff) << 16) | ((body[2] & 0xff) << 8) | (body[3] & 0xff);
            if (length != REQUEST_WITHOUT_TYPE || (code != SSL_REQUEST && code != GSS_REQUEST)) {
                return body;
            }
            toClient.writeByte('N');
            toClient.flush();
        }
    }

    /** The first client's start-up goes to the server; every later one gets the same answer. */
    private void greet(byte[] startup, DataOutputStream toClient) throws IOException {
        session.lock();
        try {
            if (greeting.length == 0) {
                toServer.writeInt(startup.length + Integer.BYTES);
                toServer.write(startup);
                toServer.flush();
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                relayUntilReady(new DataOutputStream(said));
                greeting = said.toByteArray();
            }
            toClient.write(greeting);
            toClient.flush();
        } finally {
            session.unlock();
        }
    }

    /** Whether the server is not in a transaction then. */
    private boolean relayUntilReady(DataOutputStream toClient) throws IOException {
        while (true) {
            int type = fromServer.read();
            if (type < 0) {
                throw new EOFException("the server has gone");
            }
            byte[] body = new byte[fromServer.readInt() - Integer.BYTES];
            fromServer.readFully(body);
            write(toClient, type, type == 'S' ? parameter(body) : body);
            if (type == 'Z') {
                return body[0] == 'I';
            }
        }
    }

    private byte[] parameter(byte[] body) {
        boolean isVersion = new String(body, StandardCharsets.UTF_8).startsWith(VERSION_PARAMETER);
        return isVersion && !version.isEmpty()
                ? (VERSION_PARAMETER + version + '\0').getBytes(StandardCharsets.UTF_8)
                : body;
    }

    private static void write(DataOutputStream to, int type, byte[] body) throws IOException {
        to.writeByte(type);
        to.writeInt(body.length + Integer.BYTES);
        to.write(body);
        to.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        server.close();
    }
}
