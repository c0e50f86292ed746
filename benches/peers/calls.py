"""Time per call of two commands, called in turn: calls.py CALLS LABEL COMMAND... -- LABEL COMMAND..."""

import resource
import subprocess
import sys
import time

calls, arguments = int(sys.argv[1]), sys.argv[2:]
split = arguments.index("--")
commands = [arguments[:split], arguments[split + 1 :]]
wall = [[], []]
cpu = [[], []]


def used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


for call in range(calls + 1):
    for which, (_, *command) in enumerate(commands):
        before, start = used(), time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        if call > 0:  # The first call reads files for the first time.
            wall[which].append(time.perf_counter() - start)
            cpu[which].append(used() - before)

for which, (label, *_) in enumerate(commands):
    times = sorted(wall[which])
    print(
        f"{label:<20} {calls} calls, median {times[len(times) // 2] * 1000:.2f} ms, "
        f"least {times[0] * 1000:.2f} ms, most {times[-1] * 1000:.2f} ms, "
        f"processor {sum(cpu[which]) / calls * 1000:.2f} ms a call"
    )
median = [sorted(times)[len(times) // 2] for times in wall]
least = [min(times) for times in wall]
print(f"the first takes {median[0] / median[1]:.1f} times the second by medians, {least[0] / least[1]:.1f} by the least")
