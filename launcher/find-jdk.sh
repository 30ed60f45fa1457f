# Sourced by scripts: sets JAVA_HOME to a JDK 25 and jdk_version to its full version, or says what to install
# and fails. Starts no process unless it has to follow a link from PATH.

is_jdk_25() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  jdk_version=
  while IFS='=' read -r key value; do
    if [ "$key" = JAVA_RUNTIME_VERSION ]; then
      value=${value#\"}
      jdk_version=${value%\"}
    fi
  done <"$1/release"
  case $jdk_version in
    25 | 25[.+-]*) return 0 ;;
    *) return 1 ;;
  esac
}

find_jdk_25() {
  is_jdk_25 "${JAVA_HOME:-}" && return 0
  on_path=$(command -v javac) && on_path=$(readlink -f "$on_path" 2>/dev/null) || on_path=
  home=${HOME:-}
  for candidate in "${on_path%/bin/javac}" /usr/lib/jvm/*25* /usr/lib64/jvm/*25* /opt/*jdk*25* \
    "${SDKMAN_DIR:-$home/.sdkman}"/candidates/java/25* "$home"/.jdks/*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home \
    "$home"/Library/Java/JavaVirtualMachines/*25*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    is_jdk_25 "$candidate" && JAVA_HOME=$candidate && return 0
  done
  echo "${0##*/}: no JDK 25 found; install one (https://adoptium.net) or set JAVA_HOME to it" >&2
  return 1
}
