# shellcheck shell=bash
# What a lab has made stands in $lab/made, one thing a line, so that all of it can be taken away and nothing else:
#   namespace NAME         written before the namespace is made
#   process NAME PID TICKS written as soon as it runs; TICKS is when it started, because numbers are used again

made() { echo "$*" >>"$lab/made"; }

was_made() { [[ -e $lab/made ]] && grep -qxF -- "$*" "$lab/made"; }

# Of a process: its state letter and its start in ticks since the machine's. Fails when there is none.
stat_of() { # pid
    local stat
    { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
    # The name, in brackets, may hold anything; what follows the last bracket does not.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    echo "$1 ${20}"
}

record() { # name pid
    local stat
    stat=$(stat_of "$2") || return 0
    made "process $1 $2 ${stat#* }"
}

# The number of the process last recorded under this name, if that very process still runs.
running() { # name
    local line stat
    [[ -e $lab/made ]] || return 1
    line=$(grep "^process $1 " "$lab/made" | tail -n 1) || return 1
    # shellcheck disable=SC2086
    set -- $line
    stat=$(stat_of "$3") || return 1
    [[ $stat != Z* && ${stat#* } == "$4" ]] || return 1
    echo "$3"
}

# Kills a process and waits until it is gone.
finish() { # pid [signal] [seconds]
    local deadline=$((SECONDS + ${3:-10})) stat
    kill "-${2:-KILL}" "$1" 2>/dev/null || return 0
    while stat=$(stat_of "$1") && [[ $stat != Z* ]]; do
        ((SECONDS < deadline)) || kill -KILL "$1" 2>/dev/null || true
        sleep 0.05
    done
}
