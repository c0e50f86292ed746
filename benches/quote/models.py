"""What genai-prices prices, as rows of usage and as price tables: shared by rows.py and overlay.py."""

from datetime import datetime, timezone
from decimal import Decimal

from genai_prices import calc_price, Usage
from genai_prices.data import providers
from genai_prices.types import TieredPrices, StartDateConstraint, TimeOfDateConstraint

NOON = datetime(2026, 11, 20, 12, 30, tzinfo=timezone.utc)

# Sellers that the built-in book has, by the name genai-prices gives them.
SELLERS = {
    "anthropic": "anthropic", "aws": "bedrock", "azure": "azure-openai", "cohere": "cohere",
    "deepseek": "deepseek", "fireworks": "fireworks", "google": "google", "groq": "groq", "meta": "meta",
    "mistral": "mistral", "openai": "openai", "perplexity": "perplexity", "together": "together",
    "voyageai": "voyage", "x-ai": "xai",
}

# genai-prices' price key: (our meter, unit), for what a row of tokens can count.
METERS = {
    "input_mtok": ("input", "1000000 Tokens"),
    "output_mtok": ("output", "1000000 Tokens"),
    "cache_read_mtok": ("cache-read", "1000000 Tokens"),
    "cache_write_mtok": ("cache-write-5m", "1000000 Tokens"),
    "cache_write_1h_mtok": ("cache-write-1h", "1000000 Tokens"),
    "input_audio_mtok": ("input-audio", "1000000 Tokens"),
    "cache_audio_read_mtok": ("cache-read-audio", "1000000 Tokens"),
    "output_audio_mtok": ("output-audio", "1000000 Tokens"),
    "input_image_mtok": ("input-image", "1000000 Tokens"),
    "cache_image_read_mtok": ("cache-read-image", "1000000 Tokens"),
    "output_image_mtok": ("output-image", "1000000 Tokens"),
    "input_video_mtok": ("input-video", "1000000 Tokens"),
    "output_reasoning_mtok": ("reasoning-output", "1000000 Tokens"),
    "output_citation_mtok": ("citation-output", "1000000 Tokens"),
    "web_searches_kcount": ("web-search", "1000 Requests"),
    "storage_searches_kcount": ("file-search", "1000 Requests"),
    "rerank_searches_kcount": ("rerank-search", "1000 Requests"),
    "requests_kcount": ("request", "1000 Requests"),
    "audio_hours": ("audio-hour", "Hours"),
    "input_audio_hours": ("input-audio-hour", "Hours"),
    "input_mchars": ("input-characters", "1000000 Characters"),
}

# price_context of genai-prices: (our column, its value).
CONTEXTS = {
    ("processing", "batch"): ("service_tier", "batch"),
    ("service_tier", "flex"): ("service_tier", "flex"),
    ("service_tier", "priority"): ("service_tier", "priority"),
    ("service_tier", "fast"): ("service_tier", "fast"),
    ("speed", "fast"): ("speed", "fast"),
}
PREFIX = {"batch": "batch-", "flex": "flex-", "priority": "priority-", "fast": "fast-"}


def our_seller(provider, model=None):
    # Google's page lists Claude as Vertex sells it.
    if provider.id == "google" and model is not None and model.id.startswith("claude"):
        return "vertex-ai"
    return SELLERS.get(provider.id, provider.id.replace("_", "-"))


def keys_of(prices):
    """The price keys that are set."""
    return {key: value for key, value in prices.__dict__.items() if value is not None}


def texts(match):
    """Every text a matching rule names: something it matches is among them."""
    found = []
    for key, value in match.__dict__.items():
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            for part in value:
                found.extend(texts(part))
    return found


def name_of(provider, model):
    """A name by which genai-prices finds this very model, or None: some ids do not match their own rules."""
    for name in [model.id, *texts(model.match)]:
        try:
            found = calc_price(Usage(), name, provider_id=provider.id, genai_request_timestamp=NOON)
        except LookupError:
            continue
        if found.model is model and found.provider is provider:
            return name
    return None


def models():
    """Every model with its seller: (provider, model)."""
    return [(provider, model) for provider in providers for model in provider.models]


def contexts(model):
    """The variants of a model that both sides can be asked for."""
    known = []
    for variant in model.price_variants or ():
        when = tuple(variant.when.items())
        if len(when) == 1 and when[0] in CONTEXTS and when[0] not in known:
            known.append(when[0])
    return known


def is_steady(model):
    """Whether every price of a model goes on, if at another rate: tables cannot say that a price ends."""
    if not isinstance(model.prices, list):
        return True
    keys = [set(keys_of(condition.prices)) & set(METERS) for condition in model.prices]
    return all(earlier <= later for earlier, later in zip(keys, keys[1:]))
