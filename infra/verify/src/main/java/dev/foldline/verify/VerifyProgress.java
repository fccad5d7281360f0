package dev.foldline.verify;

/** Is told how far a verification has come. Called by the verifying thread. */
public interface VerifyProgress {

    /** Nobody wants to know. */
    VerifyProgress NONE = new VerifyProgress() {
        @Override
        public void begin(long events) {}

        @Override
        public void advance(long events) {}
    };

    /** How many events there are to compare. */
    void begin(long events);

    /** So many more have been compared. */
    void advance(long events);
}
