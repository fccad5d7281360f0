package dev.foldline.demo;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Sends a plan of commands as fast as the pipeline takes them, and awaits all results. */
public final class DemoRun {

    private static final int REPORT_EVERY = 1_024;
    private static final long REPORT_INTERVAL_MS = 100;

    private final CommandClient client;
    private final int records;
    private final LongConsumer onProgress;
    private final DemoTally tally;
    private final Queue<CommandRequest> repeats = new ConcurrentLinkedQueue<>();
    private int sent;
    private long reported;

    /**
     * @param records    how many records the plan makes, repeats counted
     * @param onProgress is told of so many more results, now and then, by the thread that runs
     */
    public DemoRun(CommandClient client, int records, LongConsumer onProgress) {
        this.client = client;
        this.records = records;
        this.onProgress = onProgress;
        this.tally = new DemoTally(records);
    }

    /**
     * Runs the plan; to be called once. A repeat is sent once the first result is there, as a client would that did not
     * see it.
     */
    public DemoStats run(Iterator<PlannedCommand> plan) throws InterruptedException {
        while (plan.hasNext()) {
            PlannedCommand planned = plan.next();
            send(planned.request(""), planned.sentTwice());
            sendRepeats();
            if (sent % REPORT_EVERY == 0) {
                report();
            }
        }
        while (!tally.open().await(REPORT_INTERVAL_MS, TimeUnit.MILLISECONDS)) {
            sendRepeats();
            report();
        }
        report();
        return tally.figures();
    }

    private void sendRepeats() {
        for (CommandRequest again = repeats.poll(); again != null; again = repeats.poll()) {
            send(again, false);
        }
    }

    private void send(CommandRequest request, boolean repeat) {
        int index = sent;
        sent++;
        tally.sent(index);
        var _ = client.send(request).whenComplete((result, failure) -> {
            if (repeat) {
                repeats.add(request);
            }
            tally.completed(index, result, failure);
        });
    }

    private void report() {
        long done = records - tally.open().getCount();
        onProgress.accept(done - reported);
        reported = done;
    }
}
