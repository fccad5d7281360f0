package dev.foldline.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version in the jar's manifest, and the Java that runs it. */
final class FoldlineVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = FoldlineCommand.class.getPackage().getImplementationVersion();
        return new String[] {
            "foldline " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
        };
    }
}
