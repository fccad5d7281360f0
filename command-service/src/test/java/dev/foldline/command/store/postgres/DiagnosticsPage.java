package dev.foldline.command.store.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page {@code infra/guides/diagnostics.md}, and the statements of psql that it has. */
final class DiagnosticsPage {

    /** Tests run in the folder of their module. */
    static final Path INFRA = Path.of("..", "infra");

    private static final Pattern SECTION = Pattern.compile("(?ms)^### ([^\n]+)\n(.*?)(?=^#|\\z)");
    private static final Pattern QUERY = Pattern.compile("(?ms)^```sql\n(.*?)^```");
    private static final Pattern VARIABLE = Pattern.compile(":'(\\w+)'");

    /**
     * A query of the page.
     *
     * @param text what the page says about it
     * @param sql  the query, with psql's variables in it
     */
    record Query(String text, String sql) {

        boolean usesAnIndex() {
            return text.startsWith("Index");
        }

        /** The query as psql sends it. */
        String with(Map<String, String> variables) {
            return VARIABLE.matcher(sql).replaceAll(match -> {
                String value = variables.get(match.group(1));
                if (value == null) {
                    throw new IllegalArgumentException("the page says nothing of a variable " + match.group(1));
                }
                return Matcher.quoteReplacement("'" + value.replace("'", "''") + "'");
            });
        }
    }

    private DiagnosticsPage() {}

    /** Each query of the page, by its heading. */
    static Map<String, Query> queries() {
        String page = text("guides/diagnostics.md");
        Map<String, Query> queries = new LinkedHashMap<>();
        for (Matcher section = SECTION.matcher(page); section.find(); ) {
            Matcher query = QUERY.matcher(section.group(2));
            if (query.find()) {
                queries.put(
                        section.group(1),
                        new Query(section.group(2).substring(0, query.start()).strip(), query.group(1)));
            }
        }
        long written = QUERY.matcher(page).results().count();
        if (written != queries.size()) {
            throw new IllegalStateException("diagnostics.md has " + written + " blocks of sql, but " + queries.size()
                    + " of them under a heading of its own");
        }
        return queries;
    }

    /** A text file of the folder {@code infra}. */
    static String text(String path) {
        try {
            return Files.readString(INFRA.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
