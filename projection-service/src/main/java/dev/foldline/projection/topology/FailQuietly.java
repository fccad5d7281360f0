package dev.foldline.projection.topology;

import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Ends the stream thread on the first event that cannot be applied, and leaves the log line to {@link FailurePolicy}:
 * the library's own handler would print a stack trace, in which that line would be hard to find.
 */
public final class FailQuietly implements ProcessingExceptionHandler {

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
        return Response.fail();
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // Nothing to configure.
    }
}
