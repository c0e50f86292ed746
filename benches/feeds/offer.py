"""Generates an offer file of AWS in one of its forms: machines of EC2 in many regions, with the attributes and the terms that
real files have. The prices are made up. Usage: offer.py MEGABYTES FOLDER json|csv"""

import sys

REGIONS = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
           "eu-north-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ca-central-1", "sa-east-1"]
SYSTEMS = ["Linux", "Windows", "RHEL", "SUSE"]
# As many attributes as a machine of EC2 has; those that name it are added.
FILLER = {name: "a value of about this length" for name in (
    "servicename location locationType currentGeneration instanceFamily vcpu physicalProcessor clockSpeed memory "
    "storage networkPerformance processorArchitecture operation availabilityzone dedicatedEbsThroughput ecu "
    "enhancedNetworkingSupported gpuMemory intelAvxAvailable intelAvx2Available intelTurboAvailable "
    "normalizationSizeFactor processorFeatures vpcnetworkingsupport instancesku classicnetworkingsupport").split()}


def product(at):
    region = REGIONS[at % len(REGIONS)]
    system = SYSTEMS[at // len(REGIONS) % len(SYSTEMS)]
    kind = f"t{at // (len(REGIONS) * len(SYSTEMS))}.xlarge"
    # Two of three are hardware of one's own or with software, which the book has no names for.
    tenancy = ("Shared", "Dedicated", "Host")[at % 3]
    return f"SKU{at:013d}", region, system, kind, tenancy


def attributes(at):
    sku, region, system, kind, tenancy = product(at)
    named = {"servicecode": "AmazonEC2", "regionCode": region, "usagetype": f"BoxUsage:{kind}", "instanceType": kind,
             "operatingSystem": system, "tenancy": tenancy, "capacitystatus": "Used", "preInstalledSw": "NA",
             "licenseModel": "No License required", "marketoption": "OnDemand"}
    return sku, {**FILLER, **named}


def price(at):
    return f"{(at % 9973 + 1) / 1000:.10f}"


def as_json(path, count):
    with open(path, "w") as out:
        out.write('{"formatVersion":"v1.0","offerCode":"AmazonEC2","publicationDate":"2026-11-20T00:00:00Z","products":{')
        for at in range(count):
            sku, of = attributes(at)
            pairs = ",".join(f'"{name}" : "{value}"' for name, value in of.items())
            out.write(f'{"," if at else ""}\n    "{sku}" : {{"sku" : "{sku}","productFamily" : "Compute Instance","attributes" : {{{pairs}}}}}')
        out.write('},"terms":{"OnDemand":{')
        for at in range(count):
            sku = product(at)[0]
            out.write(f'{"," if at else ""}\n    "{sku}" : {{"{sku}.JRTCKXETXF" : {{"offerTermCode" : "JRTCKXETXF","sku" : "{sku}",'
                      f'"effectiveDate" : "2026-11-01T00:00:00Z","priceDimensions" : {{"{sku}.JRTCKXETXF.6YS6EN2CT7" : '
                      f'{{"rateCode" : "{sku}.JRTCKXETXF.6YS6EN2CT7","description" : "per On Demand Instance Hour",'
                      f'"beginRange" : "0","endRange" : "Inf","unit" : "Hrs","pricePerUnit" : {{"USD" : "{price(at)}"}},'
                      f'"appliesTo" : [ ]}}}},"termAttributes" : {{}}}}}}')
        out.write('},"Reserved":{')
        for at in range(count):
            sku = product(at)[0]
            out.write(f'{"," if at else ""}\n    "{sku}" : {{"{sku}.4NA7Y494T4" : {{"effectiveDate" : "2026-11-01T00:00:00Z",'
                      f'"priceDimensions" : {{"{sku}.4NA7Y494T4.6YS6EN2CT7" : {{"unit" : "Hrs","beginRange" : "0",'
                      f'"pricePerUnit" : {{"USD" : "{price(at + 1)}"}}}}}},"termAttributes" : {{"LeaseContractLength" : "1yr",'
                      f'"OfferingClass" : "standard","PurchaseOption" : "No Upfront"}}}}}}')
        out.write("}}}\n")


NAMES = {"servicecode": "serviceCode", "regionCode": "Region Code", "usagetype": "usageType", "instanceType": "Instance Type",
         "operatingSystem": "Operating System", "tenancy": "Tenancy", "capacitystatus": "CapacityStatus",
         "preInstalledSw": "Pre Installed S/W", "licenseModel": "License Model", "marketoption": "MarketOption"}


def as_csv(path, size):
    with open(path, "w") as out:
        out.write('"FormatVersion","v1.0"\n"Disclaimer","x"\n"Publication Date","2026-11-20"\n"Version","1"\n"OfferCode","AmazonEC2"\n')
        columns = list(attributes(0)[1])
        out.write("SKU,OfferTermCode,RateCode,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit,"
                  "PricePerUnit,Currency,LeaseContractLength,PurchaseOption,OfferingClass,Product Family,"
                  + ",".join(NAMES.get(name, name) for name in columns) + "\n")
        at, written = 0, 0
        while written < size:
            sku, of = attributes(at)
            cells = ",".join(f'"{of[name]}"' for name in columns)
            for term in (f'"{sku}","T","R","OnDemand","per hour","2026-11-01","0","Inf","Hrs","{price(at)}","USD",,,',
                         f'"{sku}","V","R","Reserved","per hour","2026-11-01","0","Inf","Hrs","{price(at + 1)}","USD","1yr","No Upfront","standard"'):
                written += out.write(f'{term},"Compute Instance",{cells}\n')
            at += 1


if __name__ == "__main__":
    size, folder, form = int(sys.argv[1]) * 1_000_000, sys.argv[2], sys.argv[3]
    if form == "csv":
        as_csv(f"{folder}/offer.csv", size)
    else:
        as_json(f"{folder}/sample", 1_000)
        with open(f"{folder}/sample") as sample:
            count = size * 1_000 // len(sample.read()) + 1
        as_json(f"{folder}/offer.json", count)
