# shellcheck shell=bash disable=SC2034,SC2154 # the launcher and its variables
# `./oriel lab …`: a control plane, two gateways and several hosts on one machine. Sourced by the launcher, whose words
# (say, die, step, spawn, start …) it uses.
#
#   namespace olab-net   bridge 10.77.0.1/24: PostgreSQL, portal, gateways (.31, .32), BMCs (.21 …), DHCP for guests
#   namespace olab-hN    host N, 10.77.0.1N on its bridge br0: agent, libvirtd, guests; also mount, UTS, IPC and PID
#
# Nothing is put into the machine's own network. A lab in another directory has other names, so several can be up.

lab_home=$home/loadtest/src/lab
lab_net=10.77.0
# shellcheck source=made.sh
. "$lab_home/made.sh"

lab_usage() {
    cat <<'T'
usage: ./oriel [--state DIR] lab COMMAND

  up [--hosts N] [--install-deps] [--hosts-only] [--owner PID]
                     start a control plane, two gateways and N hosts (3), and
                     whatever of them is down. Hosts only: without a control
                     plane, for a test that enrols the agents itself. With an
                     owner the lab ends when that process does
  down               end it and remove everything it made
  status             what runs, and what the control plane thinks of it
  crash N            cut host N's power: its agent, libvirtd and guests are gone
  partition N        cut host N's network; heal N joins it again
  freeze N           stop host N's agent without ending it; thaw N lets it go on
  shell N [COMMAND]  a shell on host N, or in the control plane's network (0)

  A crashed host starts again by `up`, or by its BMC:
    ./oriel lab shell 0 ipmitool -I lanplus -C 3 -H 10.77.0.2N -U oriel \
        -f DIR/hN/bmc.password chassis power on
  DIR is /var/lib/oriel-lab unless --state names another.
T
}

lab_name() { # sets `prefix`: the default lab's names are plain, any other directory's carry a mark of it
    prefix=olab
    [[ $lab == /var/lib/oriel-lab ]] || prefix=olab-$(cksum <<<"$lab" | cut -d' ' -f1)
    in_net=(nsenter "--net=/run/netns/$prefix-net") # words, and not a function: $! must be the program's own number
}

# ---------------------------------------------------------------- network

lab_namespace() { # name: made, unless this lab has made it before
    was_made "namespace $1" && [[ -e /run/netns/$1 ]] && return 1
    [[ ! -e /run/netns/$1 ]] ||
        die "there is a network namespace $1 which this lab did not make; another lab's? Name another --state DIR."
    made "namespace $1"
    ip netns add "$1"
    ip -n "$1" link set lo up
}

lab_network() {
    local net=$prefix-net n
    lab_namespace "$net" || return 0
    ip -n "$net" link add olab-br type bridge
    ip -n "$net" addr add "$lab_net.1/24" dev olab-br
    for n in 31 32; do ip -n "$net" addr add "$lab_net.$n/24" dev olab-br; done
    ip -n "$net" link set olab-br up
    "${in_net[@]}" dnsmasq --conf-file=/dev/null --port=0 --interface=olab-br --bind-interfaces --except-interface=lo \
        --dhcp-range="$lab_net.50,$lab_net.250,255.255.255.0,1h" --no-ping --user=root --keep-in-foreground \
        --dhcp-leasefile="$lab/leases" --pid-file= --log-facility="$lab/log/dnsmasq.log" 9>&- &
    record dnsmasq $!
}

lab_cable() { # number: from the bridge to the host's own bridge, which its guests join too
    local n=$1 net=$prefix-net ns=$prefix-h$1
    lab_namespace "$ns" || return 0
    ip link add "h$n" netns "$net" type veth peer name eth0 netns "$ns"
    ip -n "$net" link set "h$n" master olab-br up
    ip -n "$ns" link add br0 type bridge
    ip -n "$ns" link set eth0 master br0 up
    ip -n "$ns" addr add "$lab_net.1$n/24" dev br0
    ip -n "$ns" link set br0 up
    ip -n "$ns" route add default via "$lab_net.1"
    ip -n "$net" addr add "$lab_net.2$n/24" dev olab-br
}

# ---------------------------------------------------------------- hosts

lab_host() { # number: its files, its cable and its BMC; it is off
    local n=$1 directory=$lab/h$1 uuid agent
    mkdir -p "$directory/agent" "$directory/bmc"
    chmod 0700 "$directory"
    if [[ ! -e $directory/product-uuid ]]; then
        uuid=$(</proc/sys/kernel/random/uuid)
        echo "${uuid//-/}" >"$directory/machine-id"
        echo "$uuid" >"$directory/product-uuid"
        (umask 077 && tr -dc 'a-z0-9' </dev/urandom | head -c 12 >"$directory/bmc.password" || true)
    fi
    {
        echo "127.0.0.1 localhost"
        echo "$lab_net.1 control"
        local i
        for ((i = 1; i <= lab_hosts; i++)); do echo "$lab_net.1$i h$i"; done
    } >"$directory/hosts"
    # shellcheck disable=SC2046
    agent=(env -i PATH="$PATH" HOME=/root LANG=C.UTF-8 "$java" $(jvm_flags agent) $(aot_flags agent) -Xlog:disable
        -jar "$app/agent/host-agent.jar" --oriel.state=/srv/agent --oriel.listen="$lab_net.1$n"
        --oriel.agent.port="$agent_port" --oriel.accelerator="$accelerator" --oriel.join=/srv/agent/join)
    {
        printf 'name=h%s namespace=%s-h%s\n' "$n" "$prefix" "$n"
        printf 'agent=('
        printf '%q ' "${agent[@]}"
        printf ')\n'
    } >"$directory/host"
    lab_cable "$n"
    lab_bmc "$n"
}

lab_bmc() { # number
    local n=$1 directory=$lab/h$1
    running "bmc$n" >/dev/null && return 0
    (umask 077 && cat >"$directory/bmc/lan.conf" <<T)
name "h${n}bmc"
set_working_mc 0x20
  startlan 1
    addr $lab_net.2$n 623
    priv_limit admin
    allowed_auths_callback none md2 md5 straight
    allowed_auths_user none md2 md5 straight
    allowed_auths_operator none md2 md5 straight
    allowed_auths_admin none md2 md5 straight
    guid $(tr -d - <"$directory/product-uuid")
  endlan
  chassis_control "$lab_home/power $lab $n"
  user 1 false "" "" user 10 none md2 md5 straight
  user 2 true "oriel" "$(<"$directory/bmc.password")" admin 10 none md2 md5 straight
T
    cat >"$directory/bmc/commands" <<'T'
mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_enable 0x20
T
    "${in_net[@]}" setsid ipmi_sim -c "$directory/bmc/lan.conf" -f "$directory/bmc/commands" -s "$directory/bmc" -n \
        9>&- </dev/null >>"$lab/log/bmc$n.log" 2>&1 &
    record "bmc$n" $!
}

# The number, outside, of the process that a host knows by another.
lab_inside() { # number inner-pid
    local pid
    for pid in $(ip netns pids "$prefix-h$1"); do
        [[ $(awk '/^NSpid:/ {print (NF > 2 ? $NF : "")}' "/proc/$pid/status" 2>/dev/null) != "$2" ]] || echo "$pid"
    done
}

lab_agent() { # number: prints the agent's process; fails when the host is off
    local pid
    running "h$1" >/dev/null || return 1
    pid=$(lab_inside "$1" "$(<"$lab/h$1/agent.pid")")
    [[ -n $pid ]] && echo "$pid"
}

# ---------------------------------------------------------------- control plane and gateways

lab_control() {
    local user
    for user in oriel-db oriel oriel-gateway; do own_user "$user"; done
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

# ---------------------------------------------------------------- up, down

lab_needs() {
    [[ $EUID -eq 0 ]] || die "the lab needs root: it makes network namespaces"
    check_packages ipmi_sim:openipmi ipmitool:ipmitool nsenter:util-linux
}

lab_up() {
    local owner='' hosts_only=no n
    lab_hosts=3
    up_defaults
    while (($#)); do
        case $1 in
            --install-deps) install_deps=yes ;;
            --hosts-only) hosts_only=yes ;;
            --hosts | --owner)
                (($# > 1)) || { say "oriel lab up: $1 needs a value"; exit 2; }
                [[ $2 =~ ^[1-9][0-9]*$ ]] || { say "oriel lab up: $1 wants a number, not '$2'"; exit 2; }
                case $1 in --hosts) lab_hosts=$2 ;; --owner) owner=$2 ;; esac
                shift
                ;;
            *) say "oriel lab up: unknown option '$1'"; lab_usage >&2; exit 2 ;;
        esac
        shift
    done
    ((lab_hosts <= 9)) || { say "oriel lab up: at most 9 hosts"; exit 2; }
    [[ -e $lab/made || -z $(ls -A "$lab" 2>/dev/null) || $hosts_only == yes ]] ||
        die "$lab is not empty and not a lab's; name another directory: ./oriel --state DIR lab up"
    lab_directory
    lab_needs
    foreign_environment
    find_jdk
    build
    [[ -z $owner ]] || lab_watch "$owner"
    trap lab_failed EXIT
    trap 'exit 1' INT TERM
    install_programs
    step "making $lab_hosts hosts, their network and their BMCs"
    lab_network
    for ((n = 1; n <= lab_hosts; n++)); do lab_host "$n"; done
    done_step
    if [[ $hosts_only == no ]]; then
        lab_control
        lab_joins
        for n in 1 2; do lab_gateway "$n"; done
    fi
    for ((n = 1; n <= lab_hosts; n++)); do "$lab_home/power" "$lab" "$n" on; done
    if [[ $hosts_only == no ]]; then
        lab_await_up
        lab_announce
    else
        step "waiting for the hosts' agents"
        for ((n = 1; n <= lab_hosts; n++)); do lab_await_agent "$n"; done
        done_step
    fi
    trap - EXIT INT TERM
}

lab_announce() {
    say ""
    say "The lab is up in $lab:  ./oriel lab --help"
    say "  portal     https://$lab_net.1:$portal_port in its own network: ./oriel lab shell 0 lets you in"
    say "  password   of admin@internal in $lab/portal/admin.password"
    say "  oriel      ./oriel lab shell 0 $home/oriel --state $lab host list"
}

lab_directory() {
    own_dir 0755 root "$lab" "$lab/run" "$lab/log" "$lab/shared"
    exec 9>"$lab/run/lock"
    flock -w 60 9 || die "another ./oriel lab is at work on $lab"
    [[ -e $lab/made ]] || : >"$lab/made"
    declare -gA log_start=() started_at=()
    recording=no
}

lab_await_agent() { # number
    local log=$lab/log/h$1.log deadline=$((SECONDS + 120))
    until [[ $("${in_net[@]}" timeout 2 bash -c "exec 3<>/dev/tcp/$lab_net.1$1/$agent_port && echo there" 2>/dev/null) ]]; do
        ((SECONDS < deadline)) || { tail -n 8 "$log" >&2; die "the agent of h$1 does not listen; its log is $log"; }
        sleep 0.2
    done
}

lab_failed() {
    trap '' INT TERM
    say "oriel: the lab did not come up and is taken down; its logs stay in $lab/log"
    lab_take_down
}

lab_watch() { # pid: the lab ends with it, however that ends
    running watch >/dev/null && return 0
    setsid bash -c "tail --pid=$1 -f /dev/null; exec $(printf '%q' "$home/oriel") --state $(printf '%q' "$lab") lab down" \
        9>&- </dev/null >/dev/null 2>&1 &
    record watch $!
}

# Ends every process of the lab. Nothing of it is lost but itself, so nothing is asked twice.
lab_take_down() {
    local name number namespace
    while read -r _ name _; do
        # The watch may be what runs this. PostgreSQL is asked: killed, it would leave shared memory behind.
        [[ $name != watch ]] && number=$(running "$name") || continue
        if [[ $name == postgres ]]; then finish "$number" INT; else finish "$number"; fi
    done < <(grep '^process ' "$lab/made" | tac)
    # What was started and not yet written down, and whoever sits in a shell of the lab.
    while read -r _ namespace; do
        [[ -e /run/netns/$namespace ]] || continue
        for number in $(ip netns pids "$namespace"); do finish "$number"; done
        ip netns del "$namespace"
    done < <(grep '^namespace ' "$lab/made")
}

lab_down() {
    local watch part
    [[ -e $lab/made ]] || { say "no lab is up in $lab"; return 0; }
    exec 9>"$lab/run/lock"
    flock -w 60 9 || die "another ./oriel lab is at work on $lab"
    step "taking the lab down"
    lab_take_down
    watch=$(running watch) && [[ $watch != "$$" ]] && finish "$watch" TERM
    for part in "$lab"/h[1-9] "$lab"/{app,gw1,gw2,log,leases,made,pg,portal,run,shared,cli-token}; do rm -rf "$part"; done
    rmdir "$lab" 2>/dev/null || say "$lab is kept: it holds what the lab did not make"
    done_step
}

# ---------------------------------------------------------------- faults, status, shell

lab_number() { # verb number: a host of this lab
    [[ -e $lab/made ]] || die "no lab is up in $lab"
    [[ ${2:-} =~ ^[1-9]$ && -e $lab/h$2/host ]] || { say "oriel lab $1: which host? There are: $(lab_numbers)"; exit 2; }
}

lab_numbers() { for directory in "$lab"/h[1-9]; do printf '%s ' "${directory##*/h}"; done; }

lab_fault() { # verb number
    local agent
    lab_number "$@"
    case $1 in
        crash)
            "$lab_home/power" "$lab" "$2" off
            say "h$2 has lost its power; start it again with ./oriel lab up or by its BMC at $lab_net.2$2"
            ;;
        partition) ip -n "$prefix-net" link set "h$2" down ;;
        heal) ip -n "$prefix-net" link set "h$2" up ;;
        freeze | thaw)
            agent=$(lab_agent "$2") || die "no agent runs on h$2"
            kill "-$([[ $1 == freeze ]] && echo STOP || echo CONT)" "$agent"
            ;;
    esac
}

lab_status() {
    local n agent libvirtd guests network state_of pid
    [[ -e $lab/made ]] || { say "no lab is up in $lab"; exit 1; }
    printf '%-5s %-13s %-6s %-8s %-9s %-8s %s\n' host address power network agent libvirtd guests
    for n in $(lab_numbers); do
        network=joined agent=- libvirtd=- guests=0
        [[ $(ip -n "$prefix-net" -o link show "h$n") == *state\ UP* ]] || network=cut
        if running "h$n" >/dev/null; then
            state_of=on
            if pid=$(lab_agent "$n"); then
                case $(stat_of "$pid") in T*) agent=frozen ;; *) agent=running ;; esac
            fi
            for pid in $(ip netns pids "$prefix-h$n"); do
                case $(cat "/proc/$pid/comm" 2>/dev/null) in
                    libvirtd) libvirtd=running ;;
                    qemu-system*) guests=$((guests + 1)) ;;
                esac
            done
        else
            state_of=off
        fi
        printf '%-5s %-13s %-6s %-8s %-9s %-8s %s\n' "h$n" "$lab_net.1$n" "$state_of" "$network" "$agent" "$libvirtd" "$guests"
    done
    if running portal >/dev/null; then
        echo
        lab_oriel host list
        lab_oriel gateway list
    fi
}

lab_shell() { # number [command…]
    local number=${1:-} host words=("${@:2}") where
    [[ -e $lab/made ]] || die "no lab is up in $lab"
    ((${#words[@]})) || words=(bash --norc)
    if [[ $number == 0 ]]; then
        PS1='control# ' exec "${in_net[@]}" "${words[@]}"
    fi
    lab_number shell "$number"
    host=$(running "h$number") || die "h$number is off; ./oriel lab up starts it"
    # Its first process is the only child of the one that made its namespaces.
    where=$(<"/proc/$host/task/$host/children")
    PS1="h$number# " LIBVIRT_DEFAULT_URI="qemu+unix:///system?socket=/srv/agent/libvirt/run/libvirt-sock" \
        exec nsenter --target "${where%% *}" --net --mount --uts --ipc --pid "${words[@]}"
}

command_lab() {
    lab=$state
    lab_name
    inside=()
    case ${1:-} in
        up) shift; lab_up "$@" ;;
        down) lab_down ;;
        status) lab_status ;;
        crash | partition | heal | freeze | thaw) lab_fault "$@" ;;
        shell) shift; lab_shell "$@" ;;
        '') lab_usage >&2; exit 2 ;;
        -h | --help | help) lab_usage ;;
        *) say "oriel lab: no command '$1'; ./oriel lab --help lists them"; exit 2 ;;
    esac
}
