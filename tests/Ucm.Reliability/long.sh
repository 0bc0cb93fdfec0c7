#!/usr/bin/env bash
# The long form of docs/reliability.md: the local cluster, 10 minutes of load and chaos with audit, recovery times, an outage of the database, visibility. Leaves its reports in one directory.
#   long.sh [DIRECTORY] [more arguments of the reliability program, such as --rate 0.5]
# Environment: MINUTES (10), TIMES (10), OUTAGE (60 seconds), REVOCATIONS (1000), UCM_CONFIGURATION (Release)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=${1:-reliability-$(date -u +%Y%m%d-%H%M%S)}
[[ $# -eq 0 ]] || shift
mkdir -p "$out" && out=$(cd "$out" && pwd)
[[ -z $(ls -A "$out") ]] || { echo "long.sh: $out is not empty" >&2; exit 2; }
configuration=${UCM_CONFIGURATION:-Release}
cluster=$root/deploy/local/cluster.sh
export UCM_CLUSTER_DIR=$out/cluster UCM_CONFIGURATION=$configuration

for project in src/Ucm.Silo src/Ucm.Frontend tests/Ucm.Reliability; do
    dotnet build "$root/$project" -c "$configuration" -v q -nologo -nodeReuse:false
done
program=(dotnet "$root/tests/Ucm.Reliability/bin/$configuration/net10.0/Ucm.Reliability.dll")
common=(--cluster "$UCM_CLUSTER_DIR" --script "$cluster")

"$cluster" up
trap 'cp -r "$UCM_CLUSTER_DIR/logs" "$out/" || echo "no logs to keep" >&2; "$cluster" destroy --yes' EXIT
status=0
"${program[@]}" run --minutes "${MINUTES:-10}" "${common[@]}" --out "$out/run" "$@" || status=1
"${program[@]}" recovery --times "${TIMES:-10}" "${common[@]}" --out "$out/recovery" || status=1
"${program[@]}" outage --seconds "${OUTAGE:-60}" "${common[@]}" --out "$out/outage" || status=1
"${program[@]}" visibility --revocations "${REVOCATIONS:-1000}" "${common[@]}" --out "$out/visibility" "$@" || status=1

cat "$out/run/report.md" "$out/recovery/recovery.md" "$out/outage/outage.md" "$out/visibility/visibility.md" >"$out/report.md" || status=1
echo "report: $out/report.md"
exit $status
