package dev.foldline.e2e.guards;

import dev.foldline.testing.TestTimeouts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;

/** A request that no client of Kafka sends, written to a broker by hand. */
final class RawRequest {

    private RawRequest() {}

    /** Sends it, and says whether the broker took it. */
    static boolean isTaken(String address, AbstractRequest request) {
        String[] hostAndPort = address.split(":", 2);
        RequestHeader header = new RequestHeader(request.apiKey(), request.version(), "unannounced", 1);
        ByteBuffer bytes = request.serializeWithHeader(header);
        try (Socket socket = new Socket(hostAndPort[0], Integer.parseInt(hostAndPort[1]))) {
            socket.setSoTimeout((int) TestTimeouts.CONDITION.toMillis());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(bytes.remaining());
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ByteBuffer response = ByteBuffer.wrap(in.readNBytes(in.readInt()));
            Map<Errors, Integer> errors =
                    AbstractResponse.parseResponse(response, header).errorCounts();
            return errors.keySet().equals(Set.of(Errors.NONE));
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + request, e);
        }
    }
}
