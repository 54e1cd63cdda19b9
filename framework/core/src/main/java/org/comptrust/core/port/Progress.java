package org.comptrust.core.port;

/** Where long work reports. Implemented by the host; thread-safe. */
public interface Progress {
    Progress NONE = new Progress() {
        @Override
        public void step(String what, long done, long total) {}
    };

    /**
     * @param what the work, such as {@code compressing chat with wanda}
     * @param done units done
     * @param total units in all
     */
    void step(String what, long done, long total);
}
