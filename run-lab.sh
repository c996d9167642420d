#!/usr/bin/env bash
# Sets the machine up, builds the lab once, and hands over to the program that does the work (lab/Runner).
# run-lab.ps1 takes the same parameters; a test compares the two.
set -euo pipefail
((BASH_VERSINFO[0] >= 4)) || { echo "run-lab: bash 4 or later is needed; this is $BASH_VERSION" >&2; exit 3; }

root="$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)"
program="$root/lab/Runner/bin/Release/net10.0/cdnlab.dll"
stamp="$root/runs/.built"

export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build servers would stay behind; a lab leaves no process.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

usage() {
  cat <<'HELP'
Runs CdnLab: real CDN nodes, shaped links, simulated viewers, a report.

  ./run-lab.sh -Scenario eu-us                  build, run, report
  ./run-lab.sh -Scenario eu-us -Set viewers=200,duration=30s
  ./run-lab.sh -Test                            every test of the repository

What to do (one of these)
  -Scenario NAME     Runs a scenario of scenarios/, or a file that ends in .yaml.
  -List              Shows scenarios and link profiles.
  -Doctor            Says what this machine can run, and what is missing.
  -Test              Runs all tests; the last line is "N passed, N failed, N skipped".
  -Compare A,B       Compares two results.json files; -Report names the page to write.
  -Report DIR        Writes the report of a run folder again.
  -Calibrate         Compares the machine with itself, to learn its noise.
  -Show WHAT         Prints nodes, routes or connections of a running node; -Node says which.
  -Help              Shows this text.

With -Scenario
  -Set KEY=VALUE     Changes values of the scenario; several with commas, or -Set again.
  -Seed N            Seed of everything random.
  -Out DIR           Folder for the results; default runs/.
  -Hold              Keeps the cluster up after measuring, until Enter or Ctrl-C.
  -Live              Shows measurements while the run goes on.
  -Baseline REF      Also runs another commit, or reads a results file, and compares.
  -Pairs N           Number of pairs of runs with -Baseline.
  -Gate NAME         Rules that decide pass or fail.
  -Profile NAME      Named set of run options, such as local or ci.
  -DryRun            Prints the resolved scenario and the commands; starts nothing.

With -Show
  -Node URL          The node to ask.

Exit codes: 0 pass, 1 fault of the lab, 2 bad arguments or scenario, 3 a node failed or the host cannot run this,
4 objective missed, 5 regression, 6 inconclusive, 7 invalid run, 130 cancelled.
HELP
}

fail() { # exit code, sentence
  printf 'run-lab: %s\n' "$2" >&2
  exit "$1"
}

# --- parameters ---------------------------------------------------------------------------------------------------------

verb=""
target=()
options=()
report=""
use() { # verb; a second one is a contradiction, but for -Report, which is also an option of -Compare
  [[ -z $verb ]] || fail 2 "-$1 and -$verb exclude each other (-Help shows the parameters)"
  verb="$1"
}

while (($# > 0)); do
  name="$1"
  shift
  value=""
  has_value=false
  if [[ $name == -*=* ]]; then
    value="${name#*=}"
    name="${name%%=*}"
    has_value=true
  fi

  # -Scenario, --scenario and --dry-run are all understood.
  key="${name##-}"
  key="${key##-}"
  key="${key//-/}"
  [[ $name == -* ]] || fail 2 "unexpected argument '$name' (-Help shows the parameters)"
  case "${key,,}" in
    scenario | compare | show | report | set | seed | out | baseline | pairs | gate | profile | node)
      if ! $has_value; then
        # A value that begins with a dash can be given as -Out=-x.
        [[ $# -gt 0 && $1 != -* ]] || fail 2 "$name needs a value"
        value="$1"
        shift
      fi
      [[ -n $value ]] || fail 2 "$name needs a value"
      ;;
    *) if $has_value; then fail 2 "$name takes no value"; fi ;;
  esac
  case "${key,,}" in
    scenario) use Scenario; target=("$value") ;;
    list) use List ;;
    doctor) use Doctor ;;
    test) use Test ;;
    compare) use Compare; IFS=, read -r -a target <<<"$value" ;;
    report) report="$value" ;;
    calibrate) use Calibrate ;;
    show)
      use Show
      case "${value,,}" in
        nodes) target=(cdn-nodes) ;;
        routes) target=(cdn-routes) ;;
        connections) target=(connections) ;;
        *) fail 2 "-Show $value: expected nodes, routes or connections" ;;
      esac
      ;;
    set) options+=(--set "$value") ;;
    seed) options+=(--seed "$value") ;;
    out) options+=(--out "$value") ;;
    hold) options+=(--hold) ;;
    live) options+=(--live) ;;
    baseline) options+=(--baseline "$value") ;;
    pairs) options+=(--pairs "$value") ;;
    gate) options+=(--gate "$value") ;;
    profile) options+=(--profile "$value") ;;
    dryrun) options+=(--dry-run) ;;
    node) options+=(--node "$value") ;;
    h | help | '?') usage; exit 0 ;;
    *) fail 2 "unknown parameter '$name' (-Help shows the parameters)" ;;
  esac
done

if [[ -n $report ]]; then
  case "$verb" in
    "") verb=Report; target=("$report") ;;
    Compare) options+=(--report "$report") ;;
    *) fail 2 "-Report goes alone or with -Compare, not with -$verb" ;;
  esac
fi

[[ -n $verb ]] || { usage >&2; exit 2; }

# --- what the machine must have -----------------------------------------------------------------------------------------

sdk=""
if command -v dotnet >/dev/null; then
  sdk="$(cd -- "$root" && dotnet --version 2>/dev/null)" || sdk=""
fi
[[ $sdk == 10.* ]] || fail 3 "the .NET 10 SDK is needed and was not found (global.json; found: ${sdk:-none}). Get it from https://dotnet.microsoft.com/download/dotnet/10.0"

missing=() # package<TAB>why
want() {   # package, why, programs of which one is enough
  local package="$1" why="$2" program
  shift 2
  for program in "$@"; do
    if command -v "$program" >/dev/null || [[ -x /usr/sbin/$program || -x /sbin/$program ]]; then return 0; fi
  done
  missing+=("$package"$'\t'"$why")
}

if [[ $(uname -s) == Linux ]]; then
  want nodejs "builds the report's page, with the pinned chart library" node
  want npm "fetches the pinned chart library" npm
  case "$verb" in
    Scenario | Test | Doctor | Calibrate)
      want util-linux "starts nodes so that none outlives the lab, inside their regions (setpriv, setsid, nsenter)" setpriv
      # Without it and without root the loopback backend still works, and the report says that it was used.
      if ((EUID == 0)) || [[ $verb == Test ]]; then want iproute2 "makes the regions: network namespaces, addresses, routes (ip)" ip; fi
      ;;
  esac
  if [[ $verb == Test ]]; then
    want chromium "the browser of tests/Interop" chromium chromium-browser google-chrome google-chrome-stable
    # A foreign publisher. Not every distribution has it; without it, or without root, one test is skipped and says why.
    if ((EUID == 0)) && command -v apt-cache >/dev/null && apt-cache show simple-whip-client >/dev/null 2>&1; then
      want simple-whip-client "a WHIP publisher that is neither ours nor a browser, for tests/Interop" whip-client
      want gcc "builds the library without which that publisher does not start on Debian 12" gcc cc
    fi
  fi
else
  command -v npm >/dev/null || fail 3 "Node.js with npm is needed: it fetches the report's chart library"
fi

if ((${#missing[@]} > 0)); then
  echo "Missing on this machine:" >&2
  packages=()
  for item in "${missing[@]}"; do
    packages+=("${item%%$'\t'*}")
    printf '  %-12s %s\n' "${item%%$'\t'*}" "${item#*$'\t'}" >&2
  done
  if ! command -v apt-get >/dev/null; then
    fail 3 "install these with the package manager of this system, then run again"
  elif ((EUID != 0)); then
    fail 3 "install them as root, then run again: apt-get install --no-install-recommends ${packages[*]}"
  fi
  echo "Installing with apt-get: ${packages[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get install -y -q --no-install-recommends "${packages[@]}" ||
    { apt-get update -q && apt-get install -y -q --no-install-recommends "${packages[@]}"; }; } >"${TMPDIR:-/tmp}/run-lab-apt.$$" 2>&1; then
    tail -n 20 -- "${TMPDIR:-/tmp}/run-lab-apt.$$" >&2
    rm -f -- "${TMPDIR:-/tmp}/run-lab-apt.$$"
    fail 3 "apt-get could not install ${packages[*]}; its last lines are above"
  fi
  rm -f -- "${TMPDIR:-/tmp}/run-lab-apt.$$"
fi

# --- build --------------------------------------------------------------------------------------------------------------

# The build takes seconds even when there is nothing to do, so it is asked only when a source is newer than the last one.
# Files are held against the build's beginning, since what changed during the build may not be in it. Folders, which become
# newer when a file in them is removed, are held against its end, since the build itself makes bin and obj in them.
is_built() {
  [[ -f $program && -f $stamp && -f $stamp.end && $(<"$stamp") == "$sdk" ]] || return 1
  local newer
  newer="$(find "$root" -mindepth 1 \( -name .git -o -name bin -o -name obj -o -name runs -o -name node_modules -o -name TestResults \) -prune \
    -o -type d -newer "$stamp.end" -print -quit -o -type f -newer "$stamp" -print -quit)"
  [[ -z $newer ]]
}

if ! is_built; then
  echo "Building (Release) ..." >&2
  mkdir -p -- "$root/runs"
  started="$(mktemp -- "$root/runs/.build.XXXXXX")"
  trap 'rm -f -- "$started"' EXIT
  if ! output="$(cd -- "$root" && dotnet build CdnLab.sln -c Release -v q --nologo 2>&1)"; then
    printf '%s\n' "$output" >&2
    fail 1 "the build failed; its output is above"
  fi
  printf '%s\n' "$sdk" >"$stamp"
  touch -r "$started" -- "$stamp"
  : >"$stamp.end"
  rm -f -- "$started"
  trap - EXIT
fi

# --- tests --------------------------------------------------------------------------------------------------------------

run_tests() {
  local results project name dll log line code started failed_projects=()
  local passed=0 failed=0 skipped=0 p f s
  results="$root/runs/tests/$(date -u +%Y%m%dT%H%M%SZ)-$$"
  mkdir -p -- "$results"

  # Projects of the solution, quick ones first, so that a simple mistake is told early.
  local projects=() slow='EndToEnd|Interop|Simulation|Fidelity|Fuzz'
  while IFS= read -r project; do projects+=("$project"); done < <(
    sed -n 's/^Project([^)]*) = "[^"]*", "\(tests[\\/][^"]*\.Tests\.csproj\)".*/\1/p' "$root/CdnLab.sln" | tr '\\' / |
      awk -v slow="$slow" '{ print ($0 ~ slow) "\t" $0 }' | sort | cut -f2-)
  ((${#projects[@]} > 0)) || fail 1 "CdnLab.sln names no test project"

  local pid=""
  trap '[[ -z $pid ]] || kill -TERM "$pid" 2>/dev/null; wait; exit 130' INT TERM
  for project in "${projects[@]}"; do
    name="$(basename -- "$project" .csproj)"
    dll="$root/$(dirname -- "$project")/bin/Release/net10.0/$name.dll"
    log="$results/$name.log"
    started=$SECONDS
    code=0
    # timeout gives the tests a process group of their own and ends all of it.
    timeout --kill-after=10 "${CDNLAB_TEST_TIMEOUT:-600}" dotnet test "$dll" --nologo --logger "console;verbosity=normal" \
      --results-directory "$results" >"$log" 2>&1 </dev/null &
    pid=$!
    wait "$pid" || code=$?
    pid=""
    # The totals at the end, a line each: "     Passed: 12"; absent when a project has no tests.
    p=0 f=0 s=0
    while read -r line; do
      case "$line" in
        Passed:*) p="${line##* }" ;;
        Failed:*) f="${line##* }" ;;
        Skipped:*) s="${line##* }" ;;
      esac
    done < <(awk '/^Total tests:/ { totals = 1 } totals && /^ *(Passed|Failed|Skipped): *[0-9]+/ { print $1, $2 }' "$log")
    # A host that crashed or ran out of time counts as a failure, whatever had passed before.
    if ((code != 0 && f == 0)); then f=1; fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    printf '%-36s %5d passed %3d failed %3d skipped %4d s%s\n' "$name" "$p" "$f" "$s" "$((SECONDS - started))" \
      "$( ((p + f + s > 0)) || echo ' (no tests)')"
    if ((f > 0)); then
      failed_projects+=("$name")
      if ((code == 124 || code == 137)); then echo "  $name did not end in time and was stopped"; fi
      print_failures "$log"
    fi
  done
  trap - INT TERM

  echo "logs: $results"
  ((${#failed_projects[@]} == 0)) || echo "failed in: ${failed_projects[*]}"
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && passed > 0))
}

print_failures() { # the paragraphs of failed tests, or the log's end where there are none
  local text
  text="$(awk '/^ *Failed [^ :]+/ { show = 1 } /^ *(Passed|Skipped) [^ :]+|^Test Run |^Total tests:/ { show = 0 } show' "$1")"
  if [[ -n $text ]]; then
    printf '%s\n' "$text" | head -n 400
  else
    tail -n 20 -- "$1" | sed 's/^/  /'
  fi
}

# --- hand over ----------------------------------------------------------------------------------------------------------

case "$verb" in
  Test) run_tests; exit ;;
  Scenario) verb=run ;;
  *) verb="${verb,,}" ;;
esac
exec dotnet "$program" "$verb" ${target[@]+"${target[@]}"} ${options[@]+"${options[@]}"}
