package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever follows a link of a page arrives; and the README stays short enough to be read. */
class MarkdownLinksTest {

    private static final int README_LINES_MAX = 200;

    private static final Map<String, String> PAGES = pages();

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        assertThat(PAGES).containsKeys("README.md", "infra/guides/README.md", "infra/decisions/README.md");
        Path root = Repository.root();
        List<String> broken = new ArrayList<>();
        PAGES.forEach((page, text) -> links(text).forEach(link -> {
            if (!leadsSomewhere(root, page, link)) {
                broken.add(page + " -> " + link);
            }
        }));
        assertThat(broken).isEmpty();
    }

    @Test
    void theReadmeIsShort() {
        assertThat(PAGES.getOrDefault("README.md", "").lines().count()).isBetween(100L, (long) README_LINES_MAX);
    }

    @Test
    void everyGuideIsInTheListOfGuidesAndEveryDecisionInThatOfDecisions() {
        for (String folder : List.of("infra/guides/", "infra/decisions/")) {
            String list = PAGES.getOrDefault(folder + "README.md", "");
            assertThat(PAGES.keySet())
                    .filteredOn(page -> page.startsWith(folder) && !page.endsWith("/README.md"))
                    .hasSizeGreaterThan(15)
                    .allSatisfy(page -> assertThat(list).contains("](" + page.substring(folder.length()) + ")"));
        }
    }

    @Test
    void everyDecisionHasAStatusAndADate() {
        Map<String, String> decisions = new TreeMap<>(PAGES);
        decisions.keySet().removeIf(page -> !page.matches("infra/decisions/\\d{4}-.*"));
        assertThat(decisions)
                .hasSizeGreaterThan(15)
                .allSatisfy((page, text) -> assertThat(text)
                        .as(page)
                        .containsPattern("\\A# \\d{4}: .+\\n\\nStatus: (accepted|superseded by \\d{4})\\n"
                                + "Date: \\d{4}-\\d\\d-\\d\\d\\n"));
    }

    @Test
    void linksAreFoundAndHeadingsAreNamedAsTheyAreOnThePage() {
        assertThat(links("a [b](c.md#d) [`e`](f)\n```sh\n[g](h)\n```\n`[i](j)`"))
                .containsExactly("c.md#d", "f");
        assertThat(anchors("# A `b`, and C: d\n## Same\n## Same\n```sh\n# none\n```\n"))
                .containsExactlyInAnyOrder("a-b-and-c-d", "same", "same-1");
        Path root = Repository.root();
        assertThat(leadsSomewhere(root, "README.md", "nowhere.md")).isFalse();
        assertThat(leadsSomewhere(root, "README.md", "CHANGELOG.md#nowhere")).isFalse();
        assertThat(leadsSomewhere(root, "infra/guides/README.md", "../../LICENSE"))
                .isTrue();
    }

    private static boolean leadsSomewhere(Path root, String page, String link) {
        if (ELSEWHERE.matcher(link).matches()) {
            return true;
        }
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = root.resolve(page);
        if (!file.isEmpty()) {
            target = root.resolve(page).resolveSibling(file).normalize();
        }
        if (!target.startsWith(root) || !Files.exists(target)) {
            return false;
        }
        String name = root.relativize(target).toString().replace('\\', '/');
        return hash < 0 || anchors(PAGES.getOrDefault(name, "")).contains(link.substring(hash + 1));
    }

    private static List<String> links(String text) {
        String prose = CODE_BLOCK.matcher(text).replaceAll("");
        // What a link is called may be code; what looks like a link inside of code is none.
        Set<String> shownAsCode = new HashSet<>();
        for (Matcher code = CODE.matcher(prose); code.find(); ) {
            LINK.matcher(code.group()).results().forEach(link -> shownAsCode.add(link.group(1)));
        }
        return LINK.matcher(prose)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !shownAsCode.contains(link))
                .toList();
    }

    /** Names of a page's headings as GitHub makes them. */
    private static Set<String> anchors(String text) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        for (Matcher heading = HEADING.matcher(CODE_BLOCK.matcher(text).replaceAll("")); heading.find(); ) {
            String name = heading.group(1)
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int before = seen.merge(name, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? name : name + "-" + before);
        }
        return anchors;
    }

    private static Map<String, String> pages() {
        Map<String, String> pages = new TreeMap<>(Repository.textFiles());
        pages.keySet().removeIf(path -> !path.endsWith(".md"));
        return pages;
    }
}
