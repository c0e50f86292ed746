"""Recomputes bills without the engine, in exact fractions, and says every difference.

    python3 benches/recompute/recompute.py [folder of goldens]
    python3 benches/recompute/recompute.py --command target/release/costmodel

The first checks the golden bills; the second lets the command write the bills of all examples and of `cases/`,
and checks those. Exit 1 on any difference. README.md says what is checked.
"""

import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from pathlib import Path

import bill
import goldens
import turns
from book import Book

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXAMPLES = ("smallest", "rag-assistant", "self-hosted-llm", "multi-region-saas", "batch-embeddings")
RECOMPUTED = {
    **{name: ROOT / "examples" / f"{name}.toml" for name in EXAMPLES},
    **{path.stem: path for path in sorted((HERE / "cases").glob("*.toml"))},
}
SHOWN = 40


def written(command, folder):
    """Lets the command write the bills of every example and case; returns how many it does not."""
    stopped = 0
    for path in [*sorted((ROOT / "examples").glob("*.toml")), *sorted((HERE / "cases").glob("*.toml"))]:
        run = subprocess.run([command, "simulate", path.name, "--out", str(folder / path.stem)], cwd=path.parent, capture_output=True, text=True)
        if run.returncode:
            stopped += 1
            print(f"{path.stem}: the command stops with exit code {run.returncode}: {run.stderr.strip().splitlines()[:1]}")
    return stopped


def check(folder, needed):
    """Checks every bill of a folder, and recomputes those it can; returns how many differences there are."""
    book, wrong = Book(ROOT / "pricing-data"), turns.check()
    for problem in wrong:
        print(f"turns.csv: {problem}")
    wrong = len(wrong)
    names = sorted(path.parent.name for path in folder.glob("*/lines.csv"))
    for name in sorted(set(needed) - set(names)):
        wrong += 1
        print(f"{name}: there is no bill of it")
    for name in names:
        problems = []
        rows = goldens.check(folder / name, book, problems)
        said = f"{name}: {rows} rows priced and summed again"
        if name in RECOMPUTED:
            made = bill.recompute(RECOMPUTED[name], book)
            compared = bill.compare(made, goldens.read(folder / name / "lines.csv"), problems)
            said += f", {compared} of {len(made)} recomputed from the workload"
        wrong += len(problems)
        print(said + (f", {len(problems)} differences:" if problems else ", no difference"))
        for problem in problems[:SHOWN]:
            print(f"  {problem}")
        if len(problems) > SHOWN:
            print(f"  and {len(problems) - SHOWN} more")
    return wrong


def main(arguments):
    """Exit code: 0 if nothing differs."""
    if arguments[:1] == ["--command"] and len(arguments) == 2:
        with tempfile.TemporaryDirectory() as folder:
            stopped = written(str(Path(arguments[1]).resolve()), Path(folder))
            return 1 if check(Path(folder), RECOMPUTED) + stopped else 0
    folder = Path(arguments[0]) if arguments else ROOT / "examples" / "golden"
    return 1 if check(folder, EXAMPLES) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
