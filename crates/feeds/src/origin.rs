//! Where a document is: a file, or an address that may be asked.

use std::fmt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::feed::Feed;

/// Where a document is.
#[derive(Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// An address.
    Address(Address),
}

/// An address that may be asked: HTTPS, or plain HTTP of this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

/// Parameters of an address that are nobody's business.
const SECRETS: [&str; 6] = ["key", "api_key", "apikey", "access_token", "token", "sig"];

impl Origin {
    /// Reads what was typed.
    ///
    /// ```
    /// use costmodel_feeds::Origin;
    /// assert!(matches!(Origin::read("prices/index.json"), Ok(Origin::File(_))));
    /// assert!(matches!(Origin::read("https://example.com/data.json"), Ok(Origin::Address(_))));
    /// assert!(Origin::read("http://example.com/data.json").is_err());
    /// ```
    ///
    /// # Errors
    /// When it is an address that is not asked.
    pub fn read(text: &str) -> Result<Origin, String> {
        let is_address = text.split_once("://").is_some_and(|(scheme, _)| {
            !scheme.is_empty()
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        });
        if is_address {
            return Address::read(text).map(Origin::Address);
        }
        Ok(Origin::File(PathBuf::from(text)))
    }

    /// What names the document among all that an update may have read: the feed, and where it is not the feed's
    /// one document, six hex digits of where it is.
    #[must_use]
    pub fn id(&self, feed: Feed) -> String {
        let place = match self {
            Origin::Address(Address(text)) if feed.address() == Some(text.as_str()) => {
                return feed.name().to_owned();
            }
            Origin::Address(address) => address.to_string(),
            // A file has no address: wherever it lies, it is a copy of the same list.
            Origin::File(path) => file_name(path),
        };
        let digest = Sha256::digest(place.as_bytes());
        let short: String = digest.iter().take(3).map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{short}", feed.name())
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// As it may be shown and kept: of a file its name, of an address all but its secrets.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::File(path) => f.write_str(&file_name(path)),
            Origin::Address(address) => write!(f, "{address}"),
        }
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// When its scheme is another, or it leads to a machine over an open wire.
    pub fn read(text: &str) -> Result<Address, String> {
        let (scheme, rest) = text.split_once("://").ok_or("an address begins with https://")?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
        let host = host(authority);
        match scheme.to_ascii_lowercase().as_str() {
            other if !matches!(other, "https" | "http") => {
                Err(format!("{other}:// is not asked: use a file or https://"))
            }
            _ if authority.contains('@') => {
                Err("an address with a name and a password is not asked".to_owned())
            }
            _ if host.is_empty() || text.chars().any(char::is_control) => {
                Err("the address names no machine".to_owned())
            }
            "https" => Ok(Address(text.replace(' ', "%20").replace('\'', "%27"))),
            "http" if is_loopback(host) => Ok(Address(text.replace(' ', "%20").replace('\'', "%27"))),
            _ => Err(format!("http:// is asked of this machine only: use https://{rest}")),
        }
    }

    /// The address as it is asked.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Where a redirection or a link of a page leads.
    ///
    /// # Errors
    /// When that is not an address that is asked.
    pub(crate) fn follow(&self, link: &str) -> Result<Address, String> {
        if link.contains("://") {
            return Address::read(link);
        }
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("", ""));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
        if let Some(other) = link.strip_prefix("//") {
            return Address::read(&format!("{scheme}://{other}"));
        }
        if link.starts_with('/') {
            return Address::read(&format!("{scheme}://{authority}{link}"));
        }
        let path = rest.split(['?', '#']).next().unwrap_or("");
        let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or(path);
        let slash = if folder.contains('/') { "" } else { "/" };
        Address::read(&format!("{scheme}://{folder}{slash}{link}"))
    }

    /// The same address with a parameter more, or with another value for it.
    ///
    /// # Errors
    /// When the value cannot stand in an address.
    pub(crate) fn with(&self, name: &str, value: &str) -> Result<Address, String> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
        let encoded: String = value
            .chars()
            .flat_map(|c| {
                let mut bytes = [0; 4];
                let text = if is_plain(c) {
                    c.to_string()
                } else {
                    c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")).collect()
                };
                text.chars().collect::<Vec<_>>()
            })
            .collect();
        let (path, query) = self.0.split_once('?').unwrap_or((&self.0, ""));
        let kept = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name));
        let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
        pairs.push(format!("{name}={encoded}"));
        Address::read(&format!("{path}?{}", pairs.join("&")))
    }

    /// Whether both are of one machine.
    pub(crate) fn same_host(&self, other: &Address) -> bool {
        let authority = |address: &Address| {
            let rest = address.0.split_once("://").map_or("", |(_, rest)| rest).to_owned();
            rest.split(['/', '?', '#']).next().unwrap_or("").to_ascii_lowercase()
        };
        authority(self) == authority(other)
    }
}

/// Without its secrets.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((path, query)) = self.0.split_once('?') else { return f.write_str(&self.0) };
        let shown: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, _)) if SECRETS.contains(&name.to_ascii_lowercase().as_str()) => {
                    format!("{name}=...")
                }
                _ => pair.to_owned(),
            })
            .collect();
        write!(f, "{path}?{}", shown.join("&"))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

fn host(authority: &str) -> &str {
    if authority.starts_with('[') {
        return authority.split_once(']').map_or("", |(host, _)| host).trim_start_matches('[');
    }
    authority.split(':').next().unwrap_or("")
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::read(text).unwrap()
    }

    #[test]
    fn only_what_is_safe_is_asked() {
        for text in ["https://a.example/x", "http://localhost:80/x", "http://127.0.0.1/x", "http://[::1]:8/x"]
        {
            assert!(Address::read(text).is_ok(), "{text}");
        }
        for text in [
            "http://a.example/x",
            "http://localhost.example/x",
            "http://127.0.0.1.example/x",
            "http://127.0.0.1@evil.example/",
            "file:///etc/passwd",
            "ftp://a/x",
            "https://",
            "https://a.example/\nx",
        ] {
            assert!(Address::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn links_are_followed_as_browsers_do() {
        let page = address("https://a.example/one/two?x=1");
        for (link, target) in [
            ("/three", "https://a.example/three"),
            ("three?y=2", "https://a.example/one/three?y=2"),
            ("//b.example/x", "https://b.example/x"),
            ("https://b.example/x", "https://b.example/x"),
        ] {
            assert_eq!(page.follow(link).unwrap().text(), target);
        }
        assert!(page.follow("file:///etc/passwd").is_err() && page.follow("http://b.example").is_err());
        assert_eq!(address("https://a.example").follow("x").unwrap().text(), "https://a.example/x");
    }

    #[test]
    fn secrets_are_not_shown_and_do_not_name_a_document() {
        let with = |key: &str| address(&format!("https://a.example/skus?key={key}&pageSize=5"));
        assert_eq!(with("s3cret").to_string(), "https://a.example/skus?key=...&pageSize=5");
        assert_eq!(format!("{:?}", with("s3cret")), "https://a.example/skus?key=...&pageSize=5");
        let id = |key: &str| Origin::Address(with(key)).id(Feed::GcpCatalog);
        assert_eq!(id("one"), id("two"));
        assert_eq!(Origin::read(Feed::Litellm.address().unwrap()).unwrap().id(Feed::Litellm), "litellm");
    }

    #[test]
    fn parameters_are_replaced_and_encoded() {
        let next = address("https://a.example/skus?key=k&pageToken=old").with("pageToken", "a/b=").unwrap();
        assert_eq!(next.text(), "https://a.example/skus?key=k&pageToken=a%2Fb%3D");
        assert_eq!(
            address("https://a.example/s").with("t", "é").unwrap().text(),
            "https://a.example/s?t=%C3%A9"
        );
    }
}
