//! The kinds that products are modelled as, for who writes a product's name where a kind belongs.

/// Products and other words by the kind they mean.
const PRODUCTS: [(&str, &[&str]); 31] = [
    ("container", &["fargate", "ecs", "docker", "service", "cloud-run", "container-apps"]),
    ("function", &["lambda", "serverless", "cloud-functions", "azure-functions"]),
    ("vm", &["ec2", "instance", "server", "machine", "compute-engine"]),
    ("kubernetes", &["eks", "k8s", "cluster", "aks", "gke"]),
    ("object-storage", &["s3", "bucket", "blob", "gcs", "cloud-storage", "blob-storage"]),
    ("block-storage", &["ebs", "disk", "volume", "managed-disk", "persistent-disk"]),
    ("file-storage", &["efs", "fsx", "nfs", "filestore", "azure-files"]),
    ("registry", &["ecr", "artifact-registry", "acr"]),
    (
        "sql",
        &[
            "postgres",
            "postgresql",
            "mysql",
            "mariadb",
            "rds",
            "aurora",
            "database",
            "db",
            "cloud-sql",
            "azure-sql",
        ],
    ),
    ("key-value", &["dynamodb", "dynamo", "nosql", "cosmosdb", "cosmos-db", "firestore"]),
    ("cache", &["redis", "valkey", "memcached", "elasticache", "memorystore"]),
    ("vector-database", &["pgvector", "pinecone", "qdrant", "weaviate", "zilliz", "milvus", "s3-vectors"]),
    ("search", &["opensearch", "elasticsearch", "ai-search", "azure-ai-search"]),
    ("warehouse", &["redshift", "athena", "bigquery", "synapse"]),
    ("queue", &["sqs", "sns", "topic", "pubsub", "pub-sub", "service-bus"]),
    ("stream", &["kinesis", "firehose", "kafka", "msk", "event-hubs"]),
    ("llm", &["bedrock", "openai", "anthropic", "chat", "model"]),
    ("self-hosted-model", &["vllm"]),
    ("speech", &["transcribe", "polly", "whisper"]),
    ("logging", &["cloudwatch", "logs", "log-analytics", "cloud-logging"]),
    ("tracing", &["xray", "x-ray", "apm", "traces", "application-insights", "cloud-trace"]),
    ("secrets", &["secrets-manager", "parameter-store", "key-vault", "secret-manager"]),
    ("keys", &["kms"]),
    ("workflow", &["step-functions", "stepfunctions", "eventbridge", "logic-apps", "workflows"]),
    ("subscription", &["seats", "datadog"]),
    ("load-balancer", &["alb", "nlb", "elb", "application-gateway"]),
    ("cdn", &["cloudfront", "front-door", "cloud-cdn"]),
    ("private-link", &["privatelink", "vpc-endpoint", "private-service-connect"]),
    ("vpn", &["transit-gateway"]),
    ("dns", &["route53", "route-53"]),
    ("api-gateway", &["apigateway", "api-management", "apim"]),
];

/// The kind a product is modelled as.
#[must_use]
pub fn kind_of_product(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase().replace('_', "-");
    PRODUCTS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;

    #[test]
    fn a_product_names_a_kind_there_is_and_is_none_itself() {
        for (kind, words) in PRODUCTS {
            assert!(KINDS.iter().any(|known| known.name == kind), "{kind}");
            for word in words {
                assert!(KINDS.iter().all(|known| known.name != *word), "{word} is a kind");
                assert_eq!(kind_of_product(word), Some(kind), "{word} stands twice");
            }
        }
        assert_eq!(kind_of_product("Step_Functions"), Some("workflow"));
        assert_eq!(kind_of_product("mongodb"), None);
    }
}
