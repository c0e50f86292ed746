"""Writes files that no one should send: large, deep, broken. `hostile.sh` runs the command on each."""
import pathlib
import sys

out = pathlib.Path(sys.argv[1])
HEAD = 'name = "a"\nstart = "2027-01"\nmonths = 12\n[placement.main]\nat = "aws/us-east-1"\n[driver.chats]\nunit = "chat"\nmonthly = 1000\n'
FUNCTION = 'serves = "chats"\nmemory = "512 MiB"\nduration = "200 ms"\n'
FLOW = '[[flow]]\nfrom = "internet"\nto = "a"\nper = "1 KiB per chat"\n'
FIT = 2 << 20  # what is still read


def cut(text: str) -> str:
    return text[:FIT].rsplit("\n", 1)[0] + "\n"


files = {
    "comment-10-mb": HEAD + "# " + "x" * 10_000_000 + "\n",
    "blank-lines-10-mb": "\n" * 10_000_000,
    "string-2-mib": HEAD + 'description = "' + "x" * (FIT - 1_000) + '"\n',
    "components-100000": HEAD + "".join(f"[component.c{n}.function]\n{FUNCTION}" for n in range(100_000)),
    "components-2-mib": cut(HEAD + "".join(f"[component.c{n}.nat]\n" for n in range(100_000))),
    "wrong-components": cut(HEAD + "".join(f'[component.c{n}.function]\nserves = "chatz"\nmemori = "1 GiB"\n' for n in range(9_999))),
    "unpriced-components": cut(HEAD + "".join(f'[component.c{n}.sku]\nsku = "aws/foo/us-east-1/bar{n}"\nmeter = "x"\nquantity = "4 requests per chat"\n' for n in range(9_999))),
    "drivers": cut(HEAD + "".join(f'[driver.d{n}]\nunit = "u{n}"\nmonthly = 5\n' for n in range(9_999))),
    "chain-of-drivers": cut(HEAD + "".join(f'[driver.d{n}]\nunit = "u{n}"\nfrom = "{f"d{n - 1}" if n else "chats"}"\nper = "1 u{n} per {f"u{n - 1}" if n else "chat"}"\n' for n in range(9_999))),
    "flows-1000": HEAD + f"[component.a.function]\n{FUNCTION}" + FLOW * 1_000,
    "flows-50000": HEAD + f"[component.a.function]\n{FUNCTION}" + FLOW * 50_000,
    "copies": HEAD + "".join(f'[environment.e{n}]\ndemand = "1 %"\n' for n in range(99)) + "".join(f"[component.c{n}.function]\n{FUNCTION}" for n in range(9_000)),
    "months": HEAD.replace("= 12", "= 120") + "".join(f"[component.c{n}.function]\n{FUNCTION}" for n in range(9_999)),
    "deep-array": HEAD + "x = " + "[" * 100_000 + "]" * 100_000 + "\n",
    "deep-table": HEAD + "x = " + "{a=" * 100_000 + "1" + "}" * 100_000 + "\n",
    "deep-key": HEAD + ".".join(["a"] * 100_000) + " = 1\n",
    "deep-header": HEAD + "[" + ".".join(["a"] * 100_000) + "]\n",
    "huge-number": HEAD.replace("= 1000", "= " + "9" * 100_000),
    "huge-exponent": HEAD.replace("= 1000", "= 1e400000000"),
    "brackets": "[" * (FIT - 1),
    "equals": "=\n" * (FIT // 2 - 1),
    "open-string": '"""' + "x\n" * (FIT // 2 - 4),
    "unknown-keys": cut(HEAD + "".join(f"k{n} = 1\n" for n in range(500_000))),
    "one-key": cut(HEAD + "k = 1\n" * 500_000),
    "histogram": HEAD
    + '[component.a.llm]\nserves = "chats"\nmodel = "anthropic/claude-sonnet-5"\ninput = "10 tokens"\noutput = "10 tokens"\n'
    + "turns = { " + ", ".join(f'{n} = "0.001 %"' for n in range(1, 99_999)) + " }\n",
}
for name, text in files.items():
    (out / f"{name}.toml").write_text(text)
for name, raw in {
    "zero-bytes": HEAD.encode() + b'x = "a\0b"\n' + b"\0" * 1_000_000,
    "utf-16": HEAD.encode("utf-16"),
    "latin-1": HEAD.encode() + "# caf\xe9\n".encode("latin-1"),
    "random": bytes((n * 2_654_435_761 >> 11) & 0xFF for n in range(1_000_000)),
}.items():
    (out / f"{name}.toml").write_bytes(raw)
