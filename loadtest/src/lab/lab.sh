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
# shellcheck source=hosts.sh
. "$lab_home/hosts.sh"
# shellcheck source=control.sh
. "$lab_home/control.sh"

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
    lab_lock
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

lab_lock() { # one at a time: what comes second sees all that the first has made
    exec 9>"$lab/run/lock"
    flock -n 9 && return 0
    say "  … waiting for another ./oriel lab on $lab"
    flock 9
}

lab_failed() {
    trap '' INT TERM
    say "oriel: the lab did not come up and is taken down; its logs stay in $lab/log"
    lab_take_down
    lab_remove
    : >"$lab/made"
}

lab_remove() { # part…: what it wrote, and these parts of it
    rm -rf "$lab"/h[1-9] "$lab"/{app,gw1,gw2,leases,pg,portal,shared} "${@/#/$lab/}"
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
    local watch
    [[ -e $lab/made ]] || { say "no lab is up in $lab"; return 0; }
    mkdir -p "$lab/run"
    lab_lock
    step "taking the lab down"
    lab_take_down
    # Its own watch may be what runs this.
    if watch=$(running watch) && [[ $watch != "$$" ]]; then finish "$watch" TERM; fi
    lab_remove log made run
    rmdir "$lab" 2>/dev/null || say "oriel: $lab is kept: it holds what the lab did not make"
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
