//! Reranking models: billed by search, or by the tokens of queries and documents.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{At, Count, OneOrMany, OwnTokens, PerCount};
use crate::kinds::shared::models::{ModelName, stretches};
use crate::kinds::shared::parts::{Part, each_part, lacks};
use crate::lower::{Cx, Served};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "A reranking model, billed by search or by token.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "a search of a model billed by search ranks up to 100 documents, each started hundred is one more; where `document` says how long one is, Cohere counts each 500 tokens of it with its query as a document, Bedrock each 512",
    "a model billed by token reads the query again with every document",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.ranking.rerank]
serves = "chats"
model = "cohere/rerank-v4.0-fast"
documents = 50
"#;
/// Documents of one search (cohere.com/pricing, aws.amazon.com/bedrock/pricing,
/// cloud.google.com/generative-ai-app-builder/pricing).
const DOCUMENTS: u32 = 100;
/// Tokens, the query's too, after which a long document is counted as one more: the first two pages.
const CHUNKS: [(&str, u32); 3] = [("cohere", 500), ("azure-ai-foundry", 500), ("bedrock", 512)];

spec! {
    /// A reranking model.
    pub struct Rerank {
        /// What is searched for.
        up serves: OneOrMany<At<String>>,
        /// Searches of each unit. Default: one.
        up searches: Option<PerCount>,
        /// Vendor and model; or models by the month from which they are used.
        neutral model: ModelName,
        /// The platform that sells it, where that is not the vendor.
        neutral via: Option<At<String>>,
        /// Documents that each search ranks.
        up documents: Count,
        /// Tokens of a document.
        up document: Option<OwnTokens>,
        /// Tokens of a query.
        up query: Option<OwnTokens>,
    }
}

impl Rerank {
    /// A line of searches, or of tokens.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        let stretches = stretches(cx, &self.model, self.via.as_ref());
        let (served, stretches) = (served?, stretches?);
        let searches = cx.each_served("searches", self.searches.as_deref(), &served)?;
        each_part(cx, &stretches, None, |cx, part| self.part(cx, part, &served, searches.clone()))
    }

    fn part(&self, cx: &mut Cx<'_, '_>, part: &Part<'_>, served: &Served, searches: Expr) -> Option<()> {
        let documents = cx.leaf("documents of a search", &self.documents, "documents");
        if let Some(meter) = part.meter(&["rerank-search"]) {
            let chunk = CHUNKS.iter().find(|(provider, _)| *provider == part.stretch.provider);
            let counted = match (chunk, self.tokens(cx)) {
                (Some((_, chunk)), Some(tokens)) if self.document.is_some() => {
                    let chunk = Expr::constant("tokens of a document that is counted once", *chunk, "tokens");
                    documents.times(Expr::Ceil(Box::new(tokens.over(chunk))))
                }
                _ => documents,
            };
            let hundred = Expr::constant("documents of a search that is billed once", DOCUMENTS, "documents");
            let billed = Expr::Largest(vec![
                Expr::Ceil(Box::new(counted.over(hundred))),
                Expr::constant("one at least", 1, ""),
            ]);
            let line = part.line("searches", &meter, searches.times(billed), Unit::counted("Requests"));
            cx.push(line.driver(&served.driver));
            return Some(());
        }
        let Some(meter) = part.meter(&["rerank-input"]) else {
            lacks(cx, &self.model, part.stretch, "reranking", &["rerank-search", "rerank-input"]);
            return None;
        };
        let (Some(_), Some(_), Some(tokens)) = (&self.document, &self.query, self.tokens(cx)) else {
            let missing = if self.document.is_none() { "document" } else { "query" };
            let (span, message) = (
                cx.span.clone(),
                format!("`{missing}` is missing: `{}` is billed by token", part.stretch.sku),
            );
            cx.error("missing-key", span, message, "how many tokens?", format!("{missing} = \"400 tokens\""));
            return None;
        };
        let quantity = searches.times(documents).times(tokens);
        cx.push(part.line("tokens", &meter, quantity, Unit::counted("Tokens")).driver(&served.driver));
        Some(())
    }

    /// Tokens of a document with its query (docs.voyageai.com/docs/pricing: the query's tokens times the
    /// documents, and those of all documents).
    fn tokens(&self, cx: &Cx<'_, '_>) -> Option<Expr> {
        let parts: Vec<Expr> = [("tokens of a query", &self.query), ("tokens of a document", &self.document)]
            .into_iter()
            .filter_map(|(name, tokens)| Some(cx.leaf(name, tokens.as_ref()?, "tokens")))
            .collect();
        (!parts.is_empty()).then(|| Expr::sum(parts))
    }
}
