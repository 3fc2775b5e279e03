# shellcheck shell=bash disable=SC2034,SC2154 # the launcher and its variables
# The lab's control plane and gateways, and how they and the hosts join. Sourced by lab.sh.

lab_control() {
    own_dir 0700 oriel-db "$state/pg"
    own_dir 0711 oriel "$state/portal"
    make_database
    inside=("${in_net[@]}")
    listen=$lab_net.1 public_name=$lab_net.1
    program_arguments
    portal_arguments+=(--oriel.appliance=false --oriel.control.listen="$lab_net.1"
        --oriel.control.url="https://$lab_net.1:$control_port")
    running postgres >/dev/null || { start_postgres && record postgres "${pid[postgres]}"; }
    running portal >/dev/null || { start portal 180 && record portal "${pid[portal]}"; }
    # What is started from here on is started by words of its own.
    inside=()
}

lab_oriel() { "${in_net[@]}" "$home/oriel" --state "$lab" "$@"; }

# The code in the command with which a host or a gateway joins.
lab_join() { # file owner host|gateway name options…
    local file=$1 owner=$2 kind=$3 name=$4 command
    shift 4
    command=$(lab_oriel "$kind" add "$name" "$@" 2>>"$lab/log/join.log") ||
        { tail -n 5 "$lab/log/join.log" >&2; die "$kind $name could not be added; see $lab/log/join.log"; }
    [[ $command == *\'*\'* ]] || die "adding $kind $name printed no join command"
    command=${command#*\'}
    (umask 077 && echo "${command%%\'*}" >"$file")
    chown "$owner:" "$file"
}

lab_joins() {
    local n
    step "adding the hosts and gateways"
    for n in 1 2; do
        own_dir 0700 oriel-gateway "$lab/gw$n"
        [[ -e $lab/gw$n/join ]] ||
            lab_join "$lab/gw$n/join" oriel-gateway gateway "gw$n" --public-name "$lab_net.3$n" --port "$gateway_port"
    done
    for ((n = 1; n <= lab_hosts; n++)); do
        [[ -e $lab/h$n/agent/join ]] ||
            lab_join "$lab/h$n/agent/join" root host "h$n" --address "$lab_net.1$n" --port "$agent_port"
    done
    done_step
}

lab_gateway() { # number
    local name=gw$1 log=$lab/log/gw$1.log
    running "$name" >/dev/null && return 0
    as oriel-gateway
    # shellcheck disable=SC2046
    setsid "${in_net[@]}" "${rights[@]}" "$java" $(jvm_flags gateway) $(aot_flags gateway) -Xlog:disable \
        -jar "$app/gateway/display-proxy.jar" --oriel.state="$lab/$name" --oriel.join="$lab/$name/join" \
        --oriel.listen="$lab_net.3$1" --oriel.public-name="$lab_net.3$1" --oriel.gateway.port="$gateway_port" \
        --oriel.gateway.metrics-port="$((metrics_port + 10 * $1))" --oriel.control.url="https://$lab_net.1:$control_port" \
        9>&- </dev/null >>"$log" 2>&1 &
    record "$name" $!
}

# A host is Up when the control plane says so.
lab_await_up() {
    local deadline=$((SECONDS + 180)) up
    step "waiting for the hosts to be up"
    until up=$(lab_oriel host list -o name --state up 2>>"$lab/log/join.log") && (($(grep -c . <<<"$up") >= lab_hosts)); do
        ((SECONDS < deadline)) || { lab_oriel host list >&2 || true; die "not every host is up"; }
        sleep 0.5
    done
    done_step
}
