#!/usr/bin/env python3
"""Prices of machines that stand out in their region: benches/accuracy/outliers.py.

A region costs its usual multiple of the others: the median over all machines. A price is printed that is above 1.5 or
below 0.6 of what its machine costs elsewhere, that multiple taken into account. It is a place to look, not an error.
"""
import collections
import csv
import pathlib
import statistics

ROOT = pathlib.Path(__file__).parents[2] / "pricing-data"
NO_REGIONS = {"skus", "interruptions", "source-sets", "sustained-use"}
SERVICES = ["aws/ec2", "aws/rds-instances", "aws/elasticache-nodes", "aws/opensearch-nodes", "azure/vm", "gcp/compute"]

for service in SERVICES:
    prices = collections.defaultdict(dict)
    for table in sorted((ROOT / service).glob("*.csv")):
        if table.stem in NO_REGIONS:
            continue
        for row in csv.DictReader(table.open()):
            cell = (row.get("on_demand") or "").strip("~e")
            if cell and row["os"] != "windows":
                prices[row["sku"], row["os"]][table.stem] = float(cell)
    of_region = collections.defaultdict(list)
    for regions in prices.values():
        middle = statistics.median(regions.values())
        for region, price in regions.items():
            if len(regions) >= 6:
                of_region[region].append(price / middle)
    multiple = {region: statistics.median(all_of_it) for region, all_of_it in of_region.items()}
    found = []
    for (sku, os), regions in sorted(prices.items()):
        even = {region: price / multiple.get(region, 1) for region, price in regions.items()}
        middle = statistics.median(even.values())
        for region, price in sorted(even.items()):
            if len(regions) >= 4 and not 0.6 <= price / middle <= 1.5:
                found.append(f"  {region} {sku} {os}: {regions[region]}, {price / middle:.2f} of what is usual")
    print(f"{service}: {sum(map(len, prices.values()))} prices, {len(found)} stand out")
    print(*found, sep="\n")
