#!/usr/bin/env bash
# A whole cluster on this machine: PostgreSQL, three silos, two frontends, HAProxy. Everything listens on 127.0.0.1 and lives in one directory.
#   cluster.sh up | down | destroy [--yes] | status | kill NAME | restart NAME | freeze NAME | thaw NAME | logs NAME
#   NAME: postgres haproxy silo1 silo2 silo3 frontend1 frontend2
# Environment: UCM_CLUSTER_DIR (./ucm-cluster), UCM_CONFIGURATION (Release), UCM_EXTRA (more arguments for silos and frontends),
#   UCM_EXTRA_SILO, UCM_EXTRA_FRONTEND (for one kind), UCM_ADMIN_PASSWORD (random).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dir=${UCM_CLUSTER_DIR:-./ucm-cluster}
configuration=${UCM_CONFIGURATION:-Release}
silo_dll=$root/src/Ucm.Silo/bin/$configuration/net10.0/Ucm.Silo.dll
# HAProxy's own address at the frontends, which expect a PROXY header from it and from nobody else: they may be asked without it too, from 127.0.0.1.
proxy_address=127.0.0.9
frontend_dll=$root/src/Ucm.Frontend/bin/$configuration/net10.0/Ucm.Frontend.dll
names=(postgres silo1 silo2 silo3 frontend1 frontend2 haproxy)

say() { printf '%s\n' "$*"; }
die() { printf 'cluster.sh: %s\n' "$*" >&2; exit 1; }

# ---------------------------------------------------------------- processes

pid_of() { cat "$dir/pids/$1" 2>/dev/null || true; }

alive() {
    local pid state
    pid=$(pid_of "$1")
    [[ -n $pid && -r /proc/$pid/stat ]] || return 1
    state=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -c1) || return 1
    # Its first thread may have ended before the others, which hold its connections open until they end too.
    [[ -n $state && ($state != Z || $(ls "/proc/$pid/task" 2>/dev/null | wc -l) -gt 1) ]]
}

# A process and its children, so that PostgreSQL stops as a whole.
tree() { printf '%s' "$1"; cat "/proc/$1/task/"*/children 2>/dev/null | tr '\n' ' ' | sed 's/^/ /'; }

known() {
    local name
    for name in "${names[@]}"; do [[ $name == "${1:-}" ]] && return; done
    die "no such process: '${1:-}' (${names[*]})"
}

# Runs the script run/NAME in a session of its own; a signal to this terminal does not reach it.
start() {
    setsid "$dir/run/$1" >>"$dir/logs/$1.log" 2>&1 </dev/null &
    echo $! >"$dir/pids/$1"
}

answers() {
    case $1 in
        postgres) "$pg_bin/pg_isready" -q -h 127.0.0.1 -p "$(port postgres)" ;;
        silo*) curl -fsS -o /dev/null -m 3 "http://127.0.0.1:$(port "$1.http")/health/ready" 2>/dev/null ;;
        frontend*) curl -fsSk -o /dev/null -m 3 "https://127.0.0.1:$(port "$1.https")/health/ready" 2>/dev/null ;;
        haproxy) curl -fsSk -o /dev/null -m 3 "https://127.0.0.1:$(port haproxy.https)/health/ready" 2>/dev/null ;;
    esac
}

await() {
    local name=$1 end=$((SECONDS + ${2:-90}))
    until answers "$name"; do
        alive "$name" || { tail -n 60 "$dir/logs/$name.log" >&2; die "$name ended; its log is $dir/logs/$name.log"; }
        ((SECONDS < end)) || { tail -n 20 "$dir/logs/$name.log" >&2; die "$name is not ready after ${2:-90} s; its log is $dir/logs/$name.log"; }
        sleep 0.2
    done
}

# Asks it to end, in order; what does not end in time is killed.
stop() {
    local name=$1 pid signal=TERM end
    alive "$name" || { rm -f "$dir/pids/$name"; return 0; }
    pid=$(pid_of "$name")
    [[ $name == postgres ]] && signal=INT # fast shutdown
    # shellcheck disable=SC2046 # a list of pids
    kill -CONT $(tree "$pid") 2>/dev/null || true
    kill "-$signal" "$pid" 2>/dev/null || true
    end=$((SECONDS + 40))
    while alive "$name"; do
        if ((SECONDS >= end)); then
            say "$name does not end; killing it"
            # shellcheck disable=SC2046
            kill -KILL $(tree "$pid") 2>/dev/null || true
            break
        fi
        sleep 0.1
    done
    rm -f "$dir/pids/$name"
}

# ---------------------------------------------------------------- ports and files

declare -A ports
port() { sed -n "s/^$1=//p" "$dir/ports"; }

# Below the range from which the system takes ports for outgoing connections.
pick() {
    local candidate
    while :; do
        candidate=$((20000 + RANDOM % 12000))
        [[ -z ${ports[$candidate]:-} ]] || continue
        (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null && continue
        ports[$candidate]=taken
        printf '%s=%s\n' "$1" "$candidate" >>"$dir/ports"
        return
    done
}

run_file() { # NAME, then the text of the script on stdin
    { printf '#!/usr/bin/env bash\nset -euo pipefail\n'; cat; } >"$dir/run/$1"
    chmod 700 "$dir/run/$1"
}

# The server refuses to run as root.
as_postgres() {
    if [[ $(id -u) == 0 ]]; then
        setpriv --reuid postgres --regid postgres --init-groups "$@"
    else
        "$@"
    fi
}

# shellcheck disable=SC2012 # the highest version
pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[[ -n $pg_bin ]] || pg_bin=$(dirname "$(command -v initdb || echo /nonexistent/initdb)")

pg() { printf 'Host=127.0.0.1;Port=%s;Username=%s;Database=ucm' "$(port postgres)" "$1"; }

build() {
    [[ -f $silo_dll && -f $frontend_dll ]] && return
    say "building ($configuration)"
    dotnet build "$root/src/Ucm.Silo" -c "$configuration" -v q -nologo
    dotnet build "$root/src/Ucm.Frontend" -c "$configuration" -v q -nologo
}

# ---------------------------------------------------------------- what runs

write_postgres() {
    # Outside of $dir, because the user postgres must reach it.
    local data
    data=$(mktemp -d "${TMPDIR:-/tmp}/ucm-cluster-pg-XXXXXX")
    echo "$data" >"$dir/postgres.path"
    [[ $(id -u) == 0 ]] && chown postgres "$data"
    (cd / && as_postgres "$pg_bin/initdb" -D "$data/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8) >"$dir/logs/initdb.log" 2>&1
    local prefix=exec
    [[ $(id -u) == 0 ]] && prefix='exec setpriv --reuid postgres --regid postgres --init-groups'
    run_file postgres <<EOF
cd /
$prefix "$pg_bin/postgres" -D "$data/data" -p $(port postgres) -c listen_addresses=127.0.0.1 -k "$data" -c max_connections=300 -c shared_buffers=128MB
EOF
}

shared_arguments() {
    printf ' --Ucm:Cluster:ClusterId=local --Ucm:PublicUrls:Https=https://localhost:%s --Ucm:PublicUrls:Http=http://localhost:%s --Ucm:Http:Address=127.0.0.1' \
        "$(port haproxy.https)" "$(port haproxy.http)"
}

write_silo() {
    local name=$1
    run_file "$name" <<EOF
export Ucm__Bootstrap__AdminPassword='$admin_password'
exec dotnet "$silo_dll" --Ucm:Mode=Silo "--Ucm:DataDirectory=$dir/$name" "--Ucm:MasterKey:Path=$dir/master.key" \\
    --Ucm:Storage:Provider=PostgreSql "--Ucm:Storage:ConnectionString=$(pg ucm_silo)" \\
    --Ucm:Cluster:AdvertisedAddress=127.0.0.1 --Ucm:Cluster:SiloPort=$(port "$name.silo") --Ucm:Cluster:GatewayPort=$(port "$name.gateway") \\
    --Ucm:Http:HttpPort=$(port "$name.http") --Ucm:Acme:Validation:AllowLoopback=true --Ucm:Acme:Validation:HttpPort=$(port acme) \\
   $(shared_arguments) ${UCM_EXTRA:-} ${UCM_EXTRA_SILO:-}
EOF
}

# The first frontend knows the gateways, the second reads the membership table: both ways are used.
write_frontend() {
    local name=$1 way
    if [[ $name == frontend1 ]]; then
        way="--Ucm:Cluster:Gateways=127.0.0.1:$(port silo1.gateway),127.0.0.1:$(port silo2.gateway),127.0.0.1:$(port silo3.gateway)"
    else
        way="--Ucm:Cluster:Membership:ConnectionString=$(pg ucm_frontend)"
    fi
    run_file "$name" <<EOF
exec dotnet "$frontend_dll" "$way" "--Ucm:Cluster:Tls:CertificatePath=$dir/$name/frontend.pem" "--Ucm:Cluster:Tls:KeyPath=$dir/$name/frontend.key" \\
    "--Ucm:Cluster:Tls:AuthorityPath=$dir/$name/cluster.pem" --Ucm:Http:HttpsPort=$(port "$name.https") --Ucm:Http:HttpPort=$(port "$name.http") \\
    --Ucm:Http:ProxyProtocol:From=$proxy_address \\
   $(shared_arguments) ${UCM_EXTRA:-} ${UCM_EXTRA_FRONTEND:-}
EOF
}

# A frontend that refuses a connection is out at once, and that connection goes to the other one: a client hears nothing of it. TLS ends at the frontends. A console needs the same frontend for all its requests (its circuit lives there), so the TLS port keeps to the source address. The PROXY header tells the frontends who the client is.
write_haproxy() {
    cat >"$dir/haproxy.cfg" <<EOF
global
    maxconn 8192
defaults
    mode tcp
    timeout connect 2s
    timeout client 1h
    timeout server 1h
    timeout queue 10s
    timeout check 3s
    retries 3
    option redispatch 1
    source $proxy_address
    option httpchk GET /health/ready
    default-server check-ssl verify none inter 500ms fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down send-proxy-v2 check-send-proxy
frontend https
    bind 127.0.0.1:$(port haproxy.https)
    default_backend https
frontend http
    bind 127.0.0.1:$(port haproxy.http)
    default_backend http
backend https
    balance source
    hash-type consistent
    server frontend1 127.0.0.1:$(port frontend1.https) check
    server frontend2 127.0.0.1:$(port frontend2.https) check
backend http
    balance leastconn
    option httpchk GET /health/serving
    server frontend1 127.0.0.1:$(port frontend1.http) check port $(port frontend1.https)
    server frontend2 127.0.0.1:$(port frontend2.http) check port $(port frontend2.https)
EOF
    run_file haproxy <<EOF
exec haproxy -db -f "$dir/haproxy.cfg"
EOF
}

write_environment() {
    local name
    {
        printf "UCM_HTTPS='https://localhost:%s'\nUCM_HTTP='http://localhost:%s'\n" "$(port haproxy.https)" "$(port haproxy.http)"
        for name in 1 2; do
            printf "UCM_FRONTEND%s_HTTPS='https://localhost:%s'\nUCM_FRONTEND%s_HTTP='http://localhost:%s'\n" \
                "$name" "$(port "frontend$name.https")" "$name" "$(port "frontend$name.http")"
        done
        for name in 1 2 3; do
            printf "UCM_SILO%s_HEALTH='http://127.0.0.1:%s/health/ready'\n" "$name" "$(port "silo$name.http")"
            printf "UCM_SILO%s_GATEWAY='127.0.0.1:%s'\n" "$name" "$(port "silo$name.gateway")"
        done
        printf "UCM_PG='%s'\nUCM_PG_FRONTEND='%s'\n" "$(pg postgres)" "$(pg ucm_frontend)"
        printf "UCM_PG_SUPERUSER_PSQL='postgresql://postgres@127.0.0.1:%s/ucm'\n" "$(port postgres)"
        printf "UCM_ROOT='%s'\nUCM_MASTER_KEY='%s'\nUCM_ADMIN_PASSWORD='%s'\nUCM_ACME_HTTP_PORT='%s'\n" "$dir/root.pem" "$dir/master.key" "$admin_password" "$(port acme)"
    } >"$dir/cluster.env"
}

# ---------------------------------------------------------------- commands

up() {
    local name began=$SECONDS
    [[ ! -e $dir/pids ]] || die "$dir is in use; run 'cluster.sh down' first"
    [[ ! -e $dir/complete ]] || { again; return; }
    [[ ! -e $dir/postgres.path ]] || die "$dir was never finished; run 'cluster.sh destroy' first"
    [[ -x $pg_bin/initdb ]] || die "PostgreSQL is not installed (Debian package postgresql)"
    command -v haproxy >/dev/null || die "HAProxy is not installed (Debian package haproxy)"
    build
    mkdir -p "$dir" && chmod 700 "$dir" && dir=$(cd "$dir" && pwd)
    mkdir "$dir/pids" "$dir/logs" "$dir/run"
    : >"$dir/ports"
    for name in postgres acme haproxy.https haproxy.http frontend1.https frontend1.http frontend2.https frontend2.http \
        silo1.silo silo1.gateway silo1.http silo2.silo silo2.gateway silo2.http silo3.silo silo3.gateway silo3.http; do pick "$name"; done
    admin_password=${UCM_ADMIN_PASSWORD:-$(head -c 18 /dev/urandom | base64 | tr '+/' 'xy')}

    say "postgres"
    write_postgres
    start postgres
    await postgres 60
    "$pg_bin/psql" -q -X -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(port postgres)" -U postgres -d postgres -c 'create database ucm'
    prepare_database

    for name in silo1 silo2 silo3; do write_silo "$name"; done
    for name in frontend1 frontend2; do write_frontend "$name"; done
    write_haproxy
    write_environment

    say "silo1 silo2 silo3"
    for name in silo1 silo2 silo3; do start "$name"; done
    for name in silo1 silo2 silo3; do await "$name"; done
    cp "$dir/silo1/root.pem" "$dir/root.pem"
    say "frontend1 frontend2 haproxy"
    for name in frontend1 frontend2; do
        dotnet "$silo_dll" frontend enroll --name "$name" --out "$dir/$name" "--Ucm:MasterKey:Path=$dir/master.key" --Ucm:Cluster:ClusterId=local >>"$dir/logs/enroll.log"
        start "$name"
    done
    for name in frontend1 frontend2; do await "$name"; done
    start haproxy
    await haproxy 30
    touch "$dir/complete"
    ready "$began"
}

ready() {
    say "ready after $((SECONDS - $1)) s: https://localhost:$(port haproxy.https)/  user admin, password in $dir/cluster.env"
    say "root certificate $dir/root.pem, settings $dir/cluster.env"
}

prepare_database() {
    "$pg_bin/psql" -q -X -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(port postgres)" -U postgres -d ucm -f "$root/deploy/sql/roles.sql" >"$dir/logs/roles.log"
    dotnet "$silo_dll" migrate --Ucm:Storage:Provider=PostgreSql "--Ucm:Storage:ConnectionString=$(pg ucm_migrate)" >"$dir/logs/migrate.log" 2>&1 \
        || { cat "$dir/logs/migrate.log" >&2; die "the schema could not be made"; }
}

# What was made before starts again, with its ports, database and keys.
again() {
    local name began=$SECONDS
    build
    dir=$(cd "$dir" && pwd)
    mkdir "$dir/pids"
    start postgres
    await postgres 60
    for name in silo1 silo2 silo3; do start "$name"; done
    for name in silo1 silo2 silo3; do await "$name"; done
    for name in frontend1 frontend2; do start "$name"; done
    for name in frontend1 frontend2; do await "$name"; done
    start haproxy
    await haproxy 30
    ready "$began"
}

stop_all() {
    local index
    [[ -d $dir/pids ]] || return 0
    for ((index = ${#names[@]} - 1; index >= 0; index--)); do stop "${names[index]}"; done
    rm -rf "$dir/pids"
}

down() {
    [[ -d $dir/pids ]] || { say "nothing runs in $dir"; return; }
    stop_all
    say "stopped; kept: $dir, $(cat "$dir/postgres.path" 2>/dev/null). 'cluster.sh up' starts it again, 'cluster.sh destroy' deletes it."
}

# Deletes the authorities' keys and every record of what they issued, so it asks.
destroy() {
    local answer
    [[ -d $dir ]] || { say "there is nothing in $dir"; return; }
    if [[ ${1:-} != --yes ]]; then
        printf 'This deletes the database, the master key and all keys of the authorities in %s, for good. Type "destroy" to go on: ' "$dir"
        read -r answer || answer=
        [[ $answer == destroy ]] || die "nothing was deleted"
    fi
    stop_all
    [[ -f $dir/postgres.path ]] && rm -rf "$(cat "$dir/postgres.path")"
    rm -rf "$dir"
}

status() {
    local name state down=0
    for name in "${names[@]}"; do
        if ! alive "$name"; then
            state=down
            down=1
        elif answers "$name"; then
            state=ready
        else
            state='not ready'
            down=1
        fi
        printf '%-10s %-8s %s\n' "$name" "$(pid_of "$name")" "$state"
    done
    return $down
}

signal_tree() { # SIGNAL NAME
    alive "$2" || die "$2 does not run"
    # shellcheck disable=SC2046
    kill "-$1" $(tree "$(pid_of "$2")")
}

kill_hard() {
    local end=$((SECONDS + 20)) pids
    alive "$1" || die "$1 does not run"
    pids=$(tree "$(pid_of "$1")")
    # shellcheck disable=SC2086
    kill -KILL $pids 2>/dev/null || true
    while alive "$1" && ((SECONDS < end)); do sleep 0.02; done
}

restart() {
    stop "$1"
    start "$1"
    await "$1"
}

command=${1:-}
[[ $# -eq 0 ]] || shift
[[ $command == up || ! -d $dir ]] || dir=$(cd "$dir" && pwd)
case $command in
    up) up ;;
    down) down ;;
    destroy) destroy "${1:-}" ;;
    status) status ;;
    kill) known "${1:-}" && kill_hard "$1" ;;
    restart) known "${1:-}" && restart "$1" ;;
    freeze) known "${1:-}" && signal_tree STOP "$1" ;;
    thaw) known "${1:-}" && signal_tree CONT "$1" ;;
    logs) known "${1:-}" && cat "$dir/logs/$1.log" ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
