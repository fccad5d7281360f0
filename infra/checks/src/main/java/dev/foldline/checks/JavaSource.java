package dev.foldline.checks;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A Java file as text and as the syntax tree of the JDK's own compiler.
 *
 * @param path      from the root of the repository, with {@code /}
 * @param lines     without their ends
 * @param tree      as written: nothing is resolved and nothing generated is in it
 * @param positions of the tree's nodes in the text
 */
record JavaSource(String path, List<String> lines, CompilationUnitTree tree, SourcePositions positions) {

    /** Every Java file of the repository, generated ones left out. */
    static List<JavaSource> ofRepository() {
        Map<String, String> texts = Repository.textFiles();
        texts.keySet().removeIf(path -> !path.endsWith(".java"));
        return parse(texts);
    }

    /**
     * Parses texts by path.
     *
     * @throws IllegalArgumentException if one of them is not Java
     */
    static List<JavaSource> parse(Map<String, String> textsByPath) {
        List<Text> texts = new ArrayList<>();
        textsByPath.forEach((path, text) -> texts.add(new Text(path, text)));
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task = (JavacTask) compiler.getTask(null, null, diagnostics, List.of("-proc:none"), null, texts);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<JavaSource> sources = new ArrayList<>();
        try {
            for (CompilationUnitTree tree : task.parse()) {
                JavaFileObject file = tree.getSourceFile();
                String path = file.getName().substring(1); // A slash, then the path that the text was given under.
                List<String> lines =
                        file.getCharContent(false).toString().lines().toList();
                sources.add(new JavaSource(path, lines, tree, positions));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!diagnostics.getDiagnostics().isEmpty()) {
            throw new IllegalArgumentException("does not parse: " + diagnostics.getDiagnostics());
        }
        return sources;
    }

    /** Folder of the file. */
    String folder() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    boolean isTest() {
        return path.contains("src/test/");
    }

    /** Line of a node's first character, its annotations included and its Javadoc not. */
    long firstLine(Tree node) {
        return tree.getLineMap().getLineNumber(positions.getStartPosition(tree, node));
    }

    /** Line of a node's last character. */
    long lastLine(Tree node) {
        return tree.getLineMap().getLineNumber(positions.getEndPosition(tree, node) - 1);
    }

    private static final class Text extends SimpleJavaFileObject {

        private final String content;

        Text(String path, String content) {
            super(URI.create("text:///" + path), Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }
}
