# Which JDK and which TornadoVM to use, and what a JVM needs for it: for ./netc and bench/compare, which source this.
needed=25
needed_tornado=5.2.0-jdk25

fail() {
  printf "${0##*/}: %s\n" "$@" >&2
  exit 2
}

# The file behind symbolic links: readlink has no -f everywhere.
follow() {
  local path=$1 link
  while [ -h "$path" ]; do
    link=$(readlink "$path")
    case $link in
      /*) path=$link ;;
      *) path=${path%/*}/$link ;;
    esac
  done
  printf '%s\n' "$path"
}

# Sets `major` to the Java version of the JDK in folder $1; to 0 if there is none, or one that lacks the compiler or the Vector API.
probe() {
  major=0
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  local line version=0 modules=" jdk.incubator.vector "
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      JAVA_VERSION=*) version=${line#*\"} && version=${version%%[!0-9]*} ;;
      MODULES=*) modules=${line#*=} && modules=" ${modules//\"/} " ;;
    esac
  done < "$1/release"
  case $modules in
    *" jdk.incubator.vector "*) major=${version:-0} ;;
  esac
}

# Sets `jdk`: the first of JAVA_HOME and the PATH that is new enough; else the oldest such one of the usual places.
find_jdk() {
  local java candidate best=0
  java=$(command -v java || true)
  [ -z "$java" ] || java=$(follow "$java")
  for candidate in "${JAVA_HOME-}" "${java%/bin/java}"; do
    probe "$candidate"
    if [ "$major" -ge $needed ]; then
      jdk=$candidate
      return
    fi
  done
  for candidate in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/*jdk* /opt/*jdk* /opt/*java* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    probe "$candidate"
    if [ "$major" -ge $needed ] && { [ "$best" = 0 ] || [ "$major" -lt "$best" ]; }; then
      jdk=$candidate
      best=$major
    fi
  done
  [ "$best" != 0 ] || fail \
    "a JDK $needed or later is needed, and there is none in JAVA_HOME, on the PATH or in the usual places." \
    "Install one, for example from https://adoptium.net, or set JAVA_HOME to where it is."
}

# Sets `tornado`: the folder of the TornadoVM to use, in TORNADOVM_HOME or else where SDKMAN puts it; empty if there is none. Then `without` says why.
find_tornado() {
  tornado=${TORNADOVM_HOME:-${HOME-}/.sdkman/candidates/tornadovm/current}
  without=
  probe "$jdk"
  if [ ! -d "$tornado/share/java/tornado" ]; then
    without="TornadoVM is not installed"
    [ -z "${TORNADOVM_HOME-}" ] || without="TORNADOVM_HOME is $tornado, where there is no TornadoVM"
  elif [ ! -e "$tornado/share/java/tornado/tornado-api-$needed_tornado.jar" ]; then
    without="the TornadoVM in $tornado is not version $needed_tornado"
  elif [ "$major" != $needed ]; then
    without="TornadoVM $needed_tornado needs JDK $needed, and netc runs on JDK $major"
  fi
  [ -z "$without" ] || tornado=
}

# Sets `options`: what a JVM needs for TornadoVM: its argument file, or the same made of its lists where that is missing or was made elsewhere.
tornado_options() {
  local lists=$tornado/etc/exportLists line backends='' backend modules=ALL-SYSTEM,tornado.runtime,tornado.annotation,tornado.drivers.common
  if [ -r "$tornado/tornado-argfile" ] && [[ $(< "$tornado/tornado-argfile") == *"-Djava.library.path=$tornado/lib"* ]]; then
    options=("@$tornado/tornado-argfile")
  else
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in
        tornado.backends=*) backends=${line#*=} ;;
      esac
    done < "$tornado/etc/tornado.backend"
    options=(-XX:+UnlockExperimentalVMOptions -XX:+EnableJVMCI --enable-preview "-Djava.library.path=$tornado/lib"
      --upgrade-module-path "$tornado/share/java/graalJars"
      -Dtornado.load.api.implementation=uk.ac.manchester.tornado.runtime.tasks.TornadoTaskGraph
      -Dtornado.load.runtime.implementation=uk.ac.manchester.tornado.runtime.TornadoCoreRuntime
      -Dtornado.load.tornado.implementation=uk.ac.manchester.tornado.runtime.common.Tornado
      -Dtornado.load.annotation.implementation=uk.ac.manchester.tornado.annotation.ASMClassVisitor
      -Dtornado.load.annotation.parallel=uk.ac.manchester.tornado.api.annotations.Parallel
      "@$lists/common-exports")
    for backend in ${backends//,/ }; do
      backend=${backend%-backend}
      modules+=,tornado.drivers.$backend
      options+=("@$lists/$backend-exports" "--enable-native-access=tornado.drivers.$backend")
    done
    options+=(--add-modules "$modules")
  fi
  # A kernel that does not compile is an error, not a reason to run it as sequential Java. Large networks need room for TornadoVM's own code. Its limit
  # on device memory is none: netc asks the device how much it has.
  options+=(-XX:+UseParallelGC -Dtornado.recover.bailout=False -Dtornado.tvm.maxbytecodesize=65536 -Dtornado.device.memory=1024GB)
}
