//! What was found to fill holes of the tables of Azure, and what was not.

use crate::ledger::Ledger;

pub fn notes(ledger: &mut Ledger) {
    for note in [
        "tools/facts/azure-found.csv holds pages of the vendor's price feed (Azure Retail Prices API) as a public \
         repository keeps them, fetched on 2026-08-15, of 14 regions; eastus is not among them. They are exact. \
         Where an older copy of the feed has the same price (1,692 prices of storage in westeurope, northeurope and \
         swedencentral) 1,662 are equal, and the other 30 are ladders of which the older copy has one step.",
        "A first step at price 0 that the vendor describes as a monthly grant is an allowance (`free`), shared by \
         all regions; one that belongs to a unit or a base charge (Service Bus, API Management v2) stays a step.",
        "The grants of Container Apps (180,000 vCPU-seconds, 360,000 GiB-seconds, 2 million requests a month and \
         subscription) are not in the feed: they are as learn.microsoft.com/azure/container-apps/billing states them, \
         which counts seconds of active and of idle use alike.",
        "Two meters of one label with two prices are left out: zone redundancy of serverless SQL in uksouth and \
         mexicocentral, serverless SQL in mexicocentral, archived backup (GRS) in centralindia.",
        "Front Door and CDN are priced by the zone of the viewer, not by region: SKUs `standard/zone-1` and so on in \
         region `global`.",
        "The firewall of Front Door (classic): the feed has its policies, rules, rule sets and requests alike in \
         zones 1 to 5 and without a zone; they stand in `global`.",
        "Log Analytics bills GB of 10^9 bytes (learn.microsoft.com/azure/azure-monitor/logs/cost-logs); storage and \
         transfer stay GiB.",
        "Key Vault has one meter for operations on secrets, software keys and certificates: its price stands under the \
         three names that older facts give it.",
        "Load balancers and the licence of SQL Database have meters of the feed's region Global: they stand in \
         `global`.",
        "Provisioned units of models cost 1 an hour (global) in every region of the copy, and 1.1 in the data zones of \
         the US and the EU; regional units differ by region (2 to 2.4) and stand as the older facts have them.",
        "Flexible servers of PostgreSQL and MySQL have one price per vCore and series; a burstable server has a \
         price of its own. The SQL Server licence is not in the price of a provisioned vCore.",
        "Looked for and not found in a public copy: eastus in bulk (eastus2 is here), virtual machines of the same day \
         (the copy leaves them out), bandwidth between continents, DNS private resolvers, Bastion in westeurope, \
         ExpressRoute circuits, OneLake storage, Data Factory and Databricks. Not taken: App Service Isolated plans, \
         vCore MongoDB, Cassandra and savings plans.",
    ] {
        ledger.note("Holes of the Azure tables", note);
    }
}
