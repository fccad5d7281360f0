# Sourced by mvnw and foldline: points JAVA_HOME at a JDK 25, whatever `java` is on the PATH.
# The build compiles and tests on the toolchain's JDK in any case; Maven itself runs on it too because the
# formatter parses the sources with the JVM that it runs in.

is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

find_jdk25() {
  for jdk in "${JAVA_HOME-}" "${JAVA25_HOME-}" "${JAVA_HOME_25_X64-}" "${JAVA_HOME_25_ARM64-}" \
    /usr/lib/jvm/* /usr/local/lib/jvm/* /usr/java/* /opt/jdk* /opt/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/*; do
    if [ -n "$jdk" ] && is_jdk25 "$jdk"; then
      JAVA_HOME=$jdk
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

if ! find_jdk25; then
  echo "foldline: no JDK 25 under the usual folders (/usr/lib/jvm, ~/.sdkman, ~/.jdks, ...): install one, for example Temurin 25, or set JAVA_HOME to it" >&2
  exit 1
fi
