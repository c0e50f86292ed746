"""Writes the fixed row file: usage of genai-prices' own models, made without chance.

    rows.py OUT.csv [ROWS]            every model genai-prices can be asked for
    rows.py --flat OUT.csv BOOK ROWS  tokencost's models that BOOK (pricing-data/ai) has, input and output only

Who is left out, and why, goes to stderr.
"""

import collections
import csv
import json
import sys

COUNTS = [
    "input_tokens", "cached_input_tokens", "cache_write_tokens", "cache_write_1h_tokens", "output_tokens",
    "reasoning_tokens", "input_audio_tokens", "cached_audio_tokens", "output_audio_tokens", "input_image_tokens",
    "cached_image_tokens", "output_image_tokens", "input_video_tokens", "web_searches", "file_searches",
    "citation_tokens", "audio_seconds", "searches", "characters",
]
HEADER = ["provider", "model", "at", "service_tier", "speed", *COUNTS, "x_provider", "x_model"]


class Numbers:
    """A small generator of our own: the same numbers with every version of every library."""

    def __init__(self):
        self.state = 20_261_123

    def below(self, most):
        self.state = (self.state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        return (self.state >> 33) % most


def usage(keys, numbers, kind):
    """Counts of what a model has prices for. kind: 0 plain, 1 cached, 2 long, 3 everything."""
    row = {}
    if "input_mtok" in keys:
        plain = numbers.below(20_000) + 1
        cached = numbers.below(50_000) if kind in (1, 3) and "cache_read_mtok" in keys else 0
        written = numbers.below(5_000) if kind == 3 and "cache_write_mtok" in keys else 0
        hour = numbers.below(written + 1) if "cache_write_1h_mtok" in keys else 0
        audio = numbers.below(900) if kind == 3 and "input_audio_mtok" in keys else 0
        heard = numbers.below(min(audio, cached) + 1) if "cache_audio_read_mtok" in keys else 0
        image = numbers.below(900) if kind == 3 and "input_image_mtok" in keys else 0
        seen = numbers.below(min(image, cached - heard) + 1) if "cache_image_read_mtok" in keys else 0
        video = numbers.below(900) if kind == 3 and "input_video_mtok" in keys else 0
        if kind == 2:
            plain += 190_000 + 15_000 * numbers.below(22)
        row.update(
            input_tokens=plain + cached + written + audio - heard + image - seen + video,
            cached_input_tokens=cached, cache_write_tokens=written, cache_write_1h_tokens=hour,
            input_audio_tokens=audio, cached_audio_tokens=heard, input_image_tokens=image,
            cached_image_tokens=seen, input_video_tokens=video,
        )
    if "output_mtok" in keys:
        visible = numbers.below(4_000)
        reasoning = numbers.below(8_000) if kind in (1, 3) else 0
        spoken = numbers.below(900) if kind == 3 and "output_audio_mtok" in keys else 0
        drawn = numbers.below(900) if kind == 3 and "output_image_mtok" in keys else 0
        row.update(
            output_tokens=visible + reasoning + spoken + drawn, reasoning_tokens=reasoning,
            output_audio_tokens=spoken, output_image_tokens=drawn,
        )
        if "output_citation_mtok" in keys:
            row["citation_tokens"] = numbers.below(3_000)
    if kind == 3 and "web_searches_kcount" in keys:
        row["web_searches"] = numbers.below(5)
    if kind == 3 and "storage_searches_kcount" in keys:
        row["file_searches"] = numbers.below(5)
    if "rerank_searches_kcount" in keys:
        row["searches"] = 1 + numbers.below(9)
    if "audio_hours" in keys or "input_audio_hours" in keys:
        row["audio_seconds"] = 18 * (1 + numbers.below(400))
    if "input_mchars" in keys:
        row["characters"] = 1 + numbers.below(9_000)
    return row


def for_genai_prices(out, most):
    from models import CONTEXTS, METERS, NOON, contexts, is_steady, keys_of, models, name_of, our_seller

    out.writerow(HEADER)
    left_out, kept = collections.Counter(), []
    for provider, model in models():
        name = name_of(provider, model)
        if name is None:
            left_out["no name matches it: its own id does not match its own rules"] += 1
            continue
        keys = keys_of(model.get_prices(NOON))
        if keys and not any(key in METERS for key in keys):
            left_out["billed by what a token row does not count: " + " ".join(sorted(keys))] += 1
            continue
        kept.append((provider, model, name))
    # Model by model, as an export by model has them.
    numbers = Numbers()
    written = 0
    for place, (provider, model, name) in enumerate(kept):
        ways = [None, *contexts(model)]
        for round_ in range(most * (place + 1) // len(kept) - most * place // len(kept)):
            way = ways[round_ // 4 % len(ways)]
            kind = round_ % 4
            moment = NOON
            # Every seventh row half a year back, at standard rates: variants are dated by their verification.
            if way is None and round_ % 7 == 5 and is_steady(model):
                moment = moment.replace(month=6)
            keys = keys_of(model.get_prices(moment))
            row = usage(keys, numbers, kind) or {"input_tokens": 1_000, "output_tokens": 100}
            if way is not None:
                column, value = CONTEXTS[way]
                row[column] = value
            row.update(
                provider=our_seller(provider, model), model=model.id, at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
                x_provider=provider.id, x_model=name,
            )
            out.writerow([row.get(column) or "" for column in HEADER])
            written += 1
    total = sum(left_out.values()) + len(kept)
    bare = sum(1 for _, model, _ in kept if not keys_of(model.get_prices(NOON)))
    print(f"{written} rows of {len(kept)} of {total} models ({100 * len(kept) / total:.1f} %)", file=sys.stderr)
    print(f"  of these {bare} have no price in genai-prices: it gives 0, which is not a price", file=sys.stderr)
    for why, count in left_out.most_common():
        print(f"  left out: {count}, {why}", file=sys.stderr)


# tokencost's table is litellm's: the seller is a column of it.
FLAT = {
    "openai": "openai", "anthropic": "anthropic", "mistral": "mistral", "groq": "groq", "deepseek": "deepseek",
    "xai": "xai", "cohere_chat": "cohere", "perplexity": "perplexity", "gemini": "google",
    "bedrock": "bedrock", "bedrock_converse": "bedrock", "together_ai": "together", "fireworks_ai": "fireworks",
}


def for_tokencost(out, most, book):
    """tokencost's models that the book has under the same name, at one rate each."""
    import importlib.util

    # Importing tokencost asks the network for newer prices first; its own table is beside it.
    folder = importlib.util.find_spec("tokencost").submodule_search_locations[0]
    with open(f"{folder}/model_prices.json") as file:
        table = json.load(file)
    known = set()
    for seller in set(FLAT.values()):
        with open(f"{book}/{seller}/global.csv", newline="") as file:
            known |= {(seller, row["sku"]) for row in csv.DictReader(file) if row["meter"] == "input"}
    kept, left_out = [], collections.Counter()
    for name, prices in table.items():
        seller = FLAT.get(prices.get("litellm_provider"))
        model = name.split("/", 1)[1] if name.startswith(prices.get("litellm_provider", "") + "/") else name
        if prices.get("mode") != "chat":
            left_out["not a chat model"] += 1
        elif seller is None:
            left_out["of a seller the book has not"] += 1
        elif any("above" in key for key in prices):
            left_out["with long-context steps, which tokencost does not know"] += 1
        elif name != name.lower():
            left_out["with capitals, which tokencost looks for in small letters"] += 1
        elif not prices.get("input_cost_per_token") or not prices.get("output_cost_per_token"):
            left_out["without a price"] += 1
        elif (seller, model) not in known:
            left_out["not in the book under this name"] += 1
        else:
            kept.append((seller, model, name))
    out.writerow(["provider", "model", "input_tokens", "output_tokens", "x_model"])
    numbers = Numbers()
    for at in range(most):
        seller, model, name = kept[at % len(kept)]
        out.writerow([seller, model, 1 + numbers.below(20_000), 1 + numbers.below(4_000), name])
    print(f"{most} rows of {len(kept)} of {len(table)} entries", file=sys.stderr)
    for why, count in left_out.most_common():
        print(f"  left out: {count}, {why}", file=sys.stderr)


def main():
    args = sys.argv[1:]
    flat = args[0] == "--flat"
    path, *rest = args[1:] if flat else args
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        if flat:
            for_tokencost(out, int(rest[1]), rest[0])
        else:
            for_genai_prices(out, int(rest[0]) if rest else 100_000)


main()
