//! The kinds that products are modelled as, for who writes a product's name where a kind belongs.

/// Products and other words by the kind they mean.
const PRODUCTS: [(&str, &[&str]); 31] = [
    ("container", &["fargate", "ecs", "docker", "service"]),
    ("function", &["lambda", "serverless"]),
    ("vm", &["ec2", "instance", "server", "machine"]),
    ("kubernetes", &["eks", "k8s", "cluster"]),
    ("object-storage", &["s3", "bucket", "blob"]),
    ("block-storage", &["ebs", "disk", "volume"]),
    ("file-storage", &["efs", "fsx", "nfs"]),
    ("registry", &["ecr"]),
    ("sql", &["postgres", "postgresql", "mysql", "mariadb", "rds", "aurora", "database", "db"]),
    ("key-value", &["dynamodb", "dynamo", "nosql"]),
    ("cache", &["redis", "valkey", "memcached", "elasticache"]),
    ("vector-database", &["pgvector", "pinecone", "qdrant", "weaviate", "zilliz", "milvus", "s3-vectors"]),
    ("search", &["opensearch", "elasticsearch"]),
    ("warehouse", &["redshift", "athena"]),
    ("queue", &["sqs", "sns", "topic"]),
    ("stream", &["kinesis", "firehose", "kafka", "msk"]),
    ("llm", &["bedrock", "openai", "anthropic", "chat", "model"]),
    ("self-hosted-model", &["vllm"]),
    ("speech", &["transcribe", "polly", "whisper"]),
    ("logging", &["cloudwatch", "logs"]),
    ("tracing", &["xray", "x-ray", "apm", "traces"]),
    ("secrets", &["secrets-manager", "parameter-store"]),
    ("keys", &["kms"]),
    ("workflow", &["step-functions", "stepfunctions", "eventbridge"]),
    ("subscription", &["seats", "datadog"]),
    ("load-balancer", &["alb", "nlb", "elb"]),
    ("cdn", &["cloudfront"]),
    ("private-link", &["privatelink", "vpc-endpoint"]),
    ("vpn", &["transit-gateway"]),
    ("dns", &["route53", "route-53"]),
    ("api-gateway", &["apigateway"]),
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
