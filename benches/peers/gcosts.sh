#!/bin/sh
# Time per call of costmodel against gcosts (github.com/Cyclenerd/google-cloud-pricing-cost-calculator), which too
# prices from a local file: the whole process, from start to exit, of one small system on Google Cloud.
#   benches/peers/gcosts.sh SOURCE [COSTMODEL] [LOG]
# SOURCE is a git directory of gcosts. Its last sources for the Go of a stable Debian (1.19) are built, and read the
# newest pricing file that the repository has. Needs git, Go, Python and Debian's golang-github-spf13-cobra-dev and
# golang-gopkg-yaml.v3-dev; what gcosts prints with is replaced by pterm.go, which does less.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$1
binary=${2:-$here/../../target/release/costmodel}
log=${3:-$here/../logs/$(date +%F)-gcosts.txt}
work=${WORK:-/tmp/costmodel-peers}
commit=8a3bd0d
calls=${CALLS:-100}

module=src/github.com/Cyclenerd/google-cloud-pricing-cost-calculator
mkdir -p "$work/$module" "$work/src/github.com/pterm/pterm" "$work/usage"
git -C "$source" archive "$commit" gcosts | tar x -C "$work/$module"
cp "$here/pterm.go" "$work/src/github.com/pterm/pterm/"
(cd "$work/$module/gcosts" && GO111MODULE=off GOPATH="$work:/usr/share/gocode" go build -o "$work/gcosts" .)
# The newest copy of the pricing file that is there: large files of a mirror may be absent.
for blob in $(git -C "$source" rev-list --objects --all --missing=print | awk '$2 == "pricing.yml" { print $1 }'); do
    if git -C "$source" cat-file blob "$blob" > "$work/pricing.yml" 2>/dev/null; then break; fi
done
cp "$here/web.yml" "$work/usage/"

{
    echo "# time per call, whole process, $(date +%F), $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
    "$binary" --version
    echo "gcosts $commit, pricing.yml $(wc -c < "$work/pricing.yml") bytes, $(grep -m1 generated: "$work/pricing.yml" | xargs)"
    echo "$(go version)"
    python3 "$here/calls.py" "$calls" \
        "gcosts calc:" "$work/gcosts" calc --pricing "$work/pricing.yml" --dir "$work/usage" --csv "$work/costs.csv" \
        -- "costmodel simulate:" "$binary" simulate "$here/web.toml" --format csv
    echo "## gcosts says"
    "$work/gcosts" calc --pricing "$work/pricing.yml" --dir "$work/usage" | grep -A9 'Name |'
    echo "## costmodel says"
    "$binary" simulate "$here/web.toml" --scenario expected --format table | head -20
} 2>&1 | tee "$log"
