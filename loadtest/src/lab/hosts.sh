# shellcheck shell=bash disable=SC2034,SC2154 # the launcher and its variables
# The lab's network, its hosts and their BMCs. Sourced by lab.sh.

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
