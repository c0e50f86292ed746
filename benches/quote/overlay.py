"""Writes price tables for the sellers that the built-in book lacks, from genai-prices' own data.

    overlay.py FOLDER

So the file of rows can hold all of genai-prices' models: for these sellers the comparison is of arithmetic, at
the same prices; for the sellers of the book it is of prices too.
"""

import os
import sys
from decimal import ROUND_HALF_EVEN, Decimal

from genai_prices.types import StartDateConstraint, TieredPrices

from models import CONTEXTS, METERS, NOON, PREFIX, SELLERS, is_steady, keys_of, models, our_seller

HEADER = "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note"


def plain(value):
    """At most 12 places, half to even: genai-prices has some prices with the noise of binary floats."""
    return format(Decimal(value).quantize(Decimal("1e-12"), ROUND_HALF_EVEN).normalize(), "f")


def price(value):
    if isinstance(value, TieredPrices):
        steps = [plain(value.base)] + [f">{tier.start}:{plain(tier.price)}" for tier in value.tiers]
        return "volume", ";".join(steps)
    return "flat", plain(value)


def dated(model):
    """The prices of a model with the day each begins; the first is from an open start, as genai-prices uses it."""
    if not isinstance(model.prices, list):
        return [("", model.prices)]
    found = []
    for at, condition in enumerate(model.prices):
        constraint = condition.constraint
        if constraint is None or at == 0:
            found.append(("", condition.prices))
        elif isinstance(constraint, StartDateConstraint):
            found.append((constraint.start_date.isoformat(), condition.prices))
        else:
            raise SystemExit(f"{model.id}: hours of the day")
    return found


def rows(model):
    found = {}
    for start, prices in dated(model):
        keys = keys_of(prices)
        for key, value in keys.items():
            if key in METERS:
                meter, unit = METERS[key]
                found[meter, start] = (unit, *price(value))
    if not is_steady(model):
        now = keys_of(model.get_prices(NOON))
        return {(METERS[key][0], ""): (METERS[key][1], *price(value)) for key, value in now.items() if key in METERS}
    for variant in model.price_variants or ():
        when = tuple(variant.when.items())
        if len(when) != 1 or when[0] not in CONTEXTS:
            continue
        prefix = PREFIX[CONTEXTS[when[0]][1]]
        for key, value in keys_of(variant.prices).items():
            if key in METERS:
                meter, unit = METERS[key]
                found[prefix + meter, ""] = (unit, *price(value))
    return found


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/sources.csv", "w") as file:
        file.write("id,as_of,source\ngpx,2026-11-10,genai-prices@0.2.3 (PyPI) genai_prices/data.py\n")
    tables = {}
    for provider, model in models():
        if provider.id in SELLERS:
            continue
        found = rows(model)
        for (meter, start), (unit, mode, value) in found.items():
            line = f"{model.id},{meter},{unit},{mode},{value},,,,{start},exact,gpx,new: from genai-prices"
            tables.setdefault(our_seller(provider), []).append((model.id, meter, start, line))
    count = 0
    for seller, lines in tables.items():
        os.makedirs(f"{folder}/ai/{seller}", exist_ok=True)
        lines.sort()
        count += len(lines)
        with open(f"{folder}/ai/{seller}/global.csv", "w") as file:
            file.write("\n".join([HEADER, *(line for *_, line in lines)]) + "\n")
    print(f"overlay: {count} rows of {len(tables)} sellers", file=sys.stderr)


main()
