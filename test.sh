#!/usr/bin/env bash
# Installs what the tests need from Debian's packages, builds once, runs every test project, prints the slowest tests, and ends with "N passed, N failed".
# "./test.sh fast" is for the inner loop: no check of the format, and only the tests that need no server and no cluster.
set -euo pipefail
cd "$(dirname "$0")"

configuration=${CONFIGURATION:-Release}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# program:package; Debian keeps the database server's programs off the PATH, so it is known by a file
tools="openssl:openssl certtool:gnutls-bin python3:python3 /usr/lib/python3/dist-packages/cryptography:python3-cryptography"
case ${1:-} in
  "") selection=() tools="$tools ocsptool:gnutls-bin certbot:certbot lego:lego uacme:uacme ualpn:uacme dehydrated:dehydrated acme-tiny:acme-tiny acmetool:acmetool /usr/sbin/apache2:apache2-bin unshare:util-linux pebble-challtestsrv:pebble wrk:wrk chromium:chromium sqlite3:sqlite3 curl:curl jq:jq psql:postgresql-client haproxy:haproxy pgbouncer:pgbouncer ip:iproute2 certutil:libnss3-tools /usr/lib/postgresql/*/bin/initdb:postgresql oathtool:oathtool /usr/sbin/slapd:slapd node:nodejs npm:npm /usr/sbin/nginx:nginx keytool:openjdk-17-jre-headless" ;;
  fast) selection=(-trait- needs=server) && export UCM_TESTS=fast ;;
  *) echo "usage: ./test.sh [fast]" >&2; exit 2 ;;
esac
set -f
is_here() { case $1 in /*) set +f; compgen -G "$1" >/dev/null; local found=$?; set -f; return $found ;; *) command -v "$1" >/dev/null ;; esac; }
missing=()
for tool in $tools; do
  is_here "${tool%%:*}" || missing+=("${tool##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
for tool in $tools; do
  is_here "${tool%%:*}" || { echo "missing tool: ${tool%%:*} (Debian package ${tool##*:})" >&2; exit 1; }
done
set +f

results=$(mktemp -d)
format=
others=
trap 'for job in $format $others; do kill "$job" 2>/dev/null || true; done; rm -rf "$results"' EXIT
status=0

dotnet restore UltimateCA.sln -v q -nodeReuse:false
dotnet build UltimateCA.sln -c "$configuration" --no-restore -v q -nodeReuse:false

# Checks the format in what processor time the tests leave; the answer is waited for below.
if [ "${1:-}" != fast ]; then
  nice -n 19 dotnet format UltimateCA.sln --no-restore --verify-no-changes >"$results/format.txt" 2>&1 &
  format=$!
fi

check_format() {
  [ -n "$format" ] || return 0
  wait "$format" || { cat "$results/format.txt"; echo "the format is not as .editorconfig wants it: run dotnet format" >&2; status=1; }
  format=
}

run() {
  timeout 1800 dotnet "tests/$1/bin/$configuration/net10.0/$1.dll" -noColor "${selection[@]}" -result-xml "$results/$1.xml" 2>&1
}

# These start no process and no cluster, so they run beside those that wait a lot.
beside="Ucm.Frontend.Tests Ucm.Pki.Tests"
(
  code=0
  for name in $beside; do run "$name" >"$results/$name.log" || code=1; done
  exit $code
) &
others=$!

finish_others() {
  wait "$others" || status=1
  for other in $beside; do echo "== $other"; cat "$results/$other.log"; done
}

# The clusters come last and have the machine to themselves: some of their tests count seconds, and a starved silo is voted out.
for project in $(ls -d tests/*.Tests | grep -v Conformance) tests/Ucm.Conformance.Tests; do
  name=$(basename "$project")
  case " $beside " in *" $name "*) continue ;; esac
  if [ "$name" = Ucm.Conformance.Tests ]; then
    finish_others
    check_format
  fi
  echo "== $name"
  run "$name" | tee "$results/$name.log" || status=1
done

echo "== The 40 slowest tests, in seconds"
sed 's/<test /\n&/g' "$results"/*.xml | sed -n 's/^<test .* name="\([^"]*\)" result="[^"]*" time="\([^"]*\)".*/\2 \1/p' |
  sed 's/\\*&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort -rn | awk 'NR <= 40 { $1 = sprintf("%7.1f", $1); print }'

# The runner closes each project with "Total: 12, Errors: 0, Failed: 0, Skipped: 0, …".
sum() { sed -n "s/.*$1: *\([0-9]*\).*/\1/p" "$results"/*.log | awk '{ n += $1 } END { print n + 0 }'; }
total=$(sum Total) failed=$(($(sum Failed) + $(sum Errors))) skipped=$(sum Skipped)
[ "$total" -gt 0 ] || { echo "no test ran" >&2; status=1; }
if [ "$skipped" -gt 0 ] && [ "${CI:-}" = true ]; then
  echo "$skipped tests were skipped; in CI that is a failure" >&2
  status=1
fi
[ "$failed" -eq 0 ] || status=1
echo "$((total - failed - skipped)) passed, $failed failed"
exit $status
