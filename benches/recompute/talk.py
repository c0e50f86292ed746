"""Expected tokens of a conversation, by playing every conversation request by request.

The turns of a conversation have the distribution in `turns.csv`, measured through the engine's own command
by `turns.py`: which lognormal a mean and a 95th percentile mean is the engine's choice. All else is redone.
"""

import csv
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

from book import round_to
from workload import hours_of, plain

TTL = {"5m": 300, "30m": 1800, "1h": 3600, "12h": 43200}
GAP = "60 s"  # between turns, where the file does not say


def distribution(turns, scenario):
    """Turns and their shares."""
    if not isinstance(turns, dict) or "mean" not in turns:
        return {int(plain(turns, scenario)): Fraction(1)}
    wanted = (plain(turns["mean"], scenario), plain(turns["p95"], scenario))
    with open(Path(__file__).with_name("turns.csv"), newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (Fraction(row["mean"]), Fraction(row["p95"])) == wanted]
    if not rows:
        raise LookupError(f"turns.csv has no mean {wanted[0]} with p95 {wanted[1]}: see README.md")
    return {int(row["turns"]): Fraction(row["share"]) for row in rows}


def one_less_exp(x):
    """1 - e^-x to 12 places."""
    with localcontext() as context:
        context.prec = 60
        value = 1 - (-(Decimal(x.numerator) / Decimal(x.denominator))).exp()
    return round_to(Fraction(value), 12)


def warm_at_start(units, week, month, ttl):
    """How often the first request of a conversation finds the prefix warm: arrivals at random in each hour."""
    weights = [week.at(hour, month) for hour in hours_of(month)]
    total = sum(weights)
    hits = {weight: one_less_exp(units * weight / total * ttl / 3600) for weight in set(weights)}
    return round_to(sum(Fraction(weight, total) * hits[weight] for weight in weights), 12)


class Talk:
    """A conversation in one scenario, played once; hit rates are put in afterwards."""

    def __init__(self, table, scenario, least):
        self.table, self.scenario = table, scenario
        value = lambda key: plain(table.get(key, 0), scenario)
        cached = "cache" in table
        to_the_last = cached and table["cache"].get("write_last", True)
        prefix, user, output = value("system"), value("input"), value("output")
        names = ("fresh", "first", "turn", "written", "requests", "output")
        self.sums = dict.fromkeys(names, Fraction(0))
        for turns, share in distribution(table.get("turns", 1), scenario).items():
            sums = dict.fromkeys(names, Fraction(0))
            transcript, sent = Fraction(0), prefix
            for turn in range(1, turns + 1):
                # What an earlier request has sent: the prefix at first, then all of the request before.
                whole = prefix + transcript + user
                again = sent if cached and sent >= least else Fraction(0)
                sums["first" if turn == 1 else "turn"] += again
                # New tokens are written if a later request sends them again; the client marks the last one too,
                # unless it knows which is the last.
                written = cached and whole >= least and (turn < turns or to_the_last)
                sums["written" if written else "fresh"] += whole - again
                sums["requests"] += 1
                sums["output"] += output
                transcript, sent = transcript + user + output, whole
            for name in names:
                self.sums[name] += share * sums[name]

    def leaves(self, hit_first, hit_turn):
        """Tokens of one conversation: input, cache read, cache write, output; each to 12 places."""
        sums, sent = self.sums, 1 + plain(self.table.get("retries", 0), self.scenario)
        read = sums["first"] * hit_first + sums["turn"] * hit_turn
        missed = sums["first"] + sums["turn"] - read
        leaves = {"input": sums["fresh"], "cache read": read, "cache write": sums["written"] + missed, "output": sums["output"]}
        return {name: round_to(value * sent, 12) for name, value in leaves.items()}
