//! The feeds there are.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;

use jiff::civil::Date;

use crate::reading::{Collector, Reading};
use crate::{ai, aws, azure, gcp, spot_advisor};

/// A list of prices that a vendor or a project publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feed {
    /// AWS Price List bulk files, JSON or CSV.
    AwsPriceList,
    /// AWS Spot Instance Advisor.
    AwsSpotAdvisor,
    /// Azure Retail Prices API.
    AzureRetail,
    /// Google Cloud Billing Catalog.
    GcpCatalog,
    /// genai-prices.
    GenaiPrices,
    /// LiteLLM's model map.
    Litellm,
}

impl Feed {
    /// All of them, by name.
    pub const ALL: [Feed; 6] = [
        Feed::AwsPriceList,
        Feed::AwsSpotAdvisor,
        Feed::AzureRetail,
        Feed::GcpCatalog,
        Feed::GenaiPrices,
        Feed::Litellm,
    ];

    /// What it is called on the command line and in ids of sources.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Feed::AwsPriceList => "aws-price-list",
            Feed::AwsSpotAdvisor => "aws-spot-advisor",
            Feed::AzureRetail => "azure-retail",
            Feed::GcpCatalog => "gcp-catalog",
            Feed::GenaiPrices => "genai-prices",
            Feed::Litellm => "litellm",
        }
    }

    /// What it is, in words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Feed::AwsPriceList => "AWS Price List",
            Feed::AwsSpotAdvisor => "AWS Spot Instance Advisor",
            Feed::AzureRetail => "Azure Retail Prices API",
            Feed::GcpCatalog => "Google Cloud Billing Catalog",
            Feed::GenaiPrices => "genai-prices data.json",
            Feed::Litellm => "LiteLLM model map",
        }
    }

    /// Where its one document is published; `None` where one has to be chosen.
    #[must_use]
    pub const fn address(self) -> Option<&'static str> {
        match self {
            Feed::AwsSpotAdvisor => Some("https://spot-bid-advisor.s3.amazonaws.com/spot-advisor-data.json"),
            Feed::GenaiPrices => {
                Some("https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/data.json")
            }
            Feed::Litellm => Some(
                "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json",
            ),
            Feed::AwsPriceList | Feed::AzureRetail | Feed::GcpCatalog => None,
        }
    }

    /// An example of an address, for hints.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Feed::AwsPriceList => {
                "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/eu-central-1/index.json"
            }
            Feed::AzureRetail => {
                "https://prices.azure.com/api/retail/prices?$filter=armRegionName eq 'westeurope' and serviceName eq 'Virtual Machines'"
            }
            Feed::GcpCatalog => {
                "https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus?key=YOUR_KEY"
            }
            Feed::AwsSpotAdvisor | Feed::GenaiPrices | Feed::Litellm => match self.address() {
                Some(address) => address,
                None => "",
            },
        }
    }

    /// Whether the list comes in pages.
    #[must_use]
    pub const fn has_pages(self) -> bool {
        matches!(self, Feed::AzureRetail | Feed::GcpCatalog)
    }

    /// The feed of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Feed> {
        Feed::ALL.into_iter().find(|feed| feed.name() == name)
    }
}

/// Reads the documents of one feed, as many as there are pages.
#[derive(Debug)]
pub struct Reader {
    feed: Feed,
    collector: Collector,
}

impl Reader {
    /// A reader that has read nothing; `as_of` is the day the documents were seen.
    #[must_use]
    pub fn new(feed: Feed, as_of: Date) -> Reader {
        Reader { feed, collector: Collector::new(as_of) }
    }

    /// Reads a document; gives what leads to the next page: an address, or a token of it.
    ///
    /// # Errors
    /// When it is not a document of this feed, in words.
    pub fn read(&mut self, document: &Path) -> Result<Option<String>, String> {
        let mut file = open(document)?;
        let first = first_byte(&mut file)?;
        let json = |is_json: bool| match is_json {
            true => Ok(()),
            false => Err(format!("it is not {}: it begins with `{}`", self.feed.title(), char::from(first))),
        };
        let into = &mut self.collector;
        match self.feed {
            Feed::AwsPriceList if first == b'{' => aws::read_json(|| open(document), into).map(|()| None),
            Feed::AwsPriceList => aws::read_csv(file, into).map(|()| None),
            Feed::AwsSpotAdvisor => {
                json(first == b'{').and_then(|()| spot_advisor::read(file, into)).map(|()| None)
            }
            Feed::AzureRetail => json(first == b'{').and_then(|()| azure::read(file, into)),
            Feed::GcpCatalog => json(first == b'{').and_then(|()| gcp::read(file, into)),
            Feed::GenaiPrices => {
                json(first == b'[').and_then(|()| ai::genai::read(file, into)).map(|()| None)
            }
            Feed::Litellm => json(first == b'{').and_then(|()| ai::litellm::read(file, into)).map(|()| None),
        }
    }

    /// Everything that was read.
    #[must_use]
    pub fn finish(self) -> Reading {
        self.collector.finish()
    }
}

fn open(path: &Path) -> Result<BufReader<File>, String> {
    let file = File::open(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut file = BufReader::with_capacity(1 << 16, file);
    // A byte order mark is no part of a document.
    let marked = file.fill_buf().map_err(|error| error.to_string())?.starts_with(b"\xef\xbb\xbf");
    if marked {
        file.consume(3);
    }
    Ok(file)
}

/// The first byte that is no blank; the reader stands where it stood.
fn first_byte(file: &mut BufReader<File>) -> Result<u8, String> {
    let start = file.stream_position().map_err(|error| error.to_string())?;
    let mut first = [b' '];
    while first[0].is_ascii_whitespace() {
        if file.read(&mut first).map_err(|error| error.to_string())? == 0 {
            return Err("it is empty".to_owned());
        }
    }
    file.seek(std::io::SeekFrom::Start(start)).map_err(|error| error.to_string())?;
    Ok(first[0])
}
