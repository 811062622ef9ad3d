#!/usr/bin/env bash
# What on-demand hosts cost the first request to a host: fresh programs as `./lateen` starts them, a mesh of so many
# services, ten of them called in turn through a sidecar, once with hosts on demand and once with all of them loaded.
# Usage: benchmarks/first-request.sh [SERVICES] [STARTS]; needs curl and python3, and a quiet machine.
set -euo pipefail

services=${1:-5000}
starts=${2:-3}
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
export LATEEN_HOME=$work/mesh
origin=

end() {
  "$root/lateen" down >/dev/null 2>&1 || true
  [[ -z $origin ]] || kill "$origin"
  rm -rf "$work"
}
trap end EXIT

# Says on which port the kernel put it.
python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$work" >"$work/origin.log" 2>/dev/null &
origin=$!
until port=$(grep -oE 'port [0-9]+' "$work/origin.log"); do sleep 0.1; done

for ((i = 0; i < services; i++)); do
  cat <<YAML
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: s$i, namespace: default}
spec:
  hosts: [s$i.example.com]
  ports: [{number: 80, name: http, protocol: HTTP}]
  resolution: STATIC
  location: MESH_INTERNAL
  endpoints: [{address: 127.0.0.1, ports: {http: ${port#port }}}]
YAML
done >"$work/mesh.yaml"

cat >"$work/client.sh" <<'CLIENT'
python3 -m http.server "$PORT" --bind 127.0.0.1 >/dev/null 2>&1 &
sleep 4
for i in {0..9}; do
  for turn in first again; do
    curl -s -o /dev/null -w "$turn %{http_code} %{time_total}\n" "http://s$i.example.com/"
  done
  sleep 0.3
done
kill $!
CLIENT

# Of the requests of a kind, without the first one, which is the sidecar's first at all.
median() {
  awk -v kind="$1" '$1 == kind && $2 == 200 && ++n > 1 {print $3 * 1000}' "$2" | sort -n |
    awk '{v[NR] = $1} END {if (NR) printf "%.1f", v[int((NR + 1) / 2)]; else printf "none"}'
}

for ((start = 1; start <= starts; start++)); do
  for onDemand in true false; do
    rm -rf "$LATEEN_HOME"
    "$root/lateen" up --detach >/dev/null 2>&1
    "$root/lateen" apply -f "$work/mesh.yaml" >/dev/null
    LATEEN_SIDECAR_ON_DEMAND=$onDemand "$root/lateen" run --service client -- bash "$work/client.sh" >"$work/out" 2>&1
    "$root/lateen" down >/dev/null 2>&1
    printf 'services %d, on demand %-5s  first request to a host %s ms, the next %s ms\n' \
      "$services" "$onDemand" "$(median first "$work/out")" "$(median again "$work/out")"
  done
done
