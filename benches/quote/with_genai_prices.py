"""Prices the row file with genai-prices: with_genai_prices.py ROWS.csv OUT.csv

One call of calc_price for each row, as its documentation has it. Times of day are read once each, the csv module
reads and writes, and costs are written as their exact decimals.
"""

import csv
import sys
from datetime import datetime
from decimal import Decimal

from genai_prices import Usage, calc_price

NAMES = {
    "input_tokens": "input_tokens", "cached_input_tokens": "cache_read_tokens",
    "cache_write_tokens": "cache_write_tokens", "cache_write_1h_tokens": "cache_write_1h_tokens",
    "output_tokens": "output_tokens", "reasoning_tokens": "output_reasoning_tokens",
    "input_audio_tokens": "input_audio_tokens", "cached_audio_tokens": "cache_audio_read_tokens",
    "output_audio_tokens": "output_audio_tokens", "input_image_tokens": "input_image_tokens",
    "cached_image_tokens": "cache_image_read_tokens", "output_image_tokens": "output_image_tokens",
    "input_video_tokens": "input_video_tokens", "web_searches": "web_searches",
    "file_searches": "storage_searches", "citation_tokens": "output_citation_tokens",
    "audio_seconds": "input_audio_seconds", "searches": "rerank_searches", "characters": "input_characters",
}
# What a join of two reported classes is called: genai-prices wants it said, even where it is nothing.
JOINS = ["cache_audio_read_tokens", "cache_image_read_tokens"]


def main():
    rows, out = sys.argv[1:]
    moments, total = {}, Decimal(0)
    with open(rows, newline="") as source, open(out, "w", newline="") as target:
        reader = csv.reader(source)
        header = next(reader)
        at = {name: place for place, name in enumerate(header)}
        counts = [(at[column], key) for column, key in NAMES.items()]
        provider, model, moment = at["x_provider"], at["x_model"], at["at"]
        tier, speed = at["service_tier"], at["speed"]
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow([*header, "cost"])
        for row in reader:
            usage = {key: int(row[place]) for place, key in counts if row[place]}
            citations = usage.get("output_citation_tokens")
            if citations:
                # A part of the output here, beside it in our rows.
                usage["output_tokens"] = usage.get("output_tokens", 0) + citations
            if "input_audio_seconds" in usage:
                usage["audio_seconds"] = usage["input_audio_seconds"]
            for join in JOINS:
                usage.setdefault(join, 0)
            when = moments.get(row[moment])
            if when is None:
                when = moments[row[moment]] = datetime.fromisoformat(row[moment])
            context = None
            if row[tier] == "batch":
                context = {"processing": "batch"}
            elif row[tier]:
                context = {"service_tier": row[tier]}
            elif row[speed]:
                context = {"speed": row[speed]}
            price = calc_price(
                Usage(**usage), row[model], provider_id=row[provider], genai_request_timestamp=when,
                price_context=context,
            ).total_price
            total += price
            writer.writerow([*row, format(price, "f")])
    print(format(total, "f"))


main()
