#!/usr/bin/env bash
# Runs the command on files that no one should send; each has to end with exit code 2 within a second and
# 200 MB. Usage: benches/hostile/hostile.sh [BINARY]
set -euo pipefail
cd "$(dirname "$0")/../.."
binary=${1:-target/release/costmodel}
[ -x "$binary" ] || { cargo build --release --locked -p costmodel-cli; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 benches/hostile/make.py "$folder"
python3 - "$binary" "$folder" <<'PY'
import pathlib, resource, subprocess, sys, time, os
binary, folder = sys.argv[1:]
bad = 0
print(f"{'file':24}{'bytes':>12}{'seconds':>9}{'MB':>8}  exit  first problem")
for path in sorted(pathlib.Path(folder).glob("*.toml")):
    begin = time.monotonic()
    child = subprocess.Popen([binary, "simulate", str(path)], stdout=subprocess.PIPE, stderr=open(f"{folder}/err", "wb"))
    child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    seconds, code, megabytes = time.monotonic() - begin, os.waitstatus_to_exitcode(status), used.ru_maxrss / 1024
    first = open(f"{folder}/err", "rb").read(200).decode(errors="replace").splitlines()
    fits = code == 2 and seconds < 1 and megabytes < 200
    bad += not fits
    print(f"{path.stem:24}{path.stat().st_size:>12}{seconds:>9.2f}{megabytes:>8.1f}  {code:>4}  {first[0][:60] if first else ''}{'' if fits else '   <-- too much'}")
sys.exit(bad > 0)
PY
