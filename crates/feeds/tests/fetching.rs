//! Feeds from a server that is right, slow, broken or an enemy. What is not a whole and right document is an error in
//! words, and nothing is made of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::cell::RefCell;
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use costmodel_feeds::{Clock, Feed, Fetcher, Limits, Origin, Outcome, Shelf, plan, read};
use support::{Request, Server, list, say};

/// What the run waited for, without waiting.
#[derive(Default)]
struct Waits(RefCell<Vec<Duration>>);

fn day() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 24)
}

struct Asked {
    outcome: Result<Outcome, String>,
    waits: Vec<u64>,
}

fn ask_with(feed: Feed, address: &str, limits: Limits, shelf: &Shelf) -> Asked {
    let waits = Waits::default();
    let sleep = |wait: Duration| waits.0.borrow_mut().push(wait);
    let clock = Clock { now: &Instant::now, sleep: &sleep };
    let mut ignored = |_| {};
    let mut fetcher = Fetcher::new(limits, clock, &mut ignored);
    let room = tempfile::tempdir().unwrap();
    let origin = Origin::read(address).unwrap();
    let outcome = read(feed, &origin, day(), shelf, &mut fetcher, room.path());
    Asked { outcome, waits: waits.0.borrow().iter().map(Duration::as_secs).collect() }
}

fn quick() -> Limits {
    Limits { bytes: 1 << 20, time: Duration::from_secs(20), pages: 5 }
}

fn ask(feed: Feed, server: &Server) -> Asked {
    ask_with(feed, &format!("{}/list", server.address), quick(), &Shelf::default())
}

fn refused(asked: Asked) -> String {
    match asked.outcome {
        Err(why) => why,
        Ok(_) => panic!("it was taken"),
    }
}

#[test]
fn a_right_document_is_read_with_what_the_server_said_of_it() {
    let server = Server::new(|_, _, stream| say(stream, "200 OK", "ETag: \"v1\"\r\n", &list("2.5")));
    let Ok(Outcome::Read(reading, seen)) = ask(Feed::GenaiPrices, &server).outcome else { panic!() };
    assert_eq!(reading.offers().len(), 3);
    assert!(seen.title.contains("ETag v1"), "{}", seen.title);
    let asked = server.asked();
    assert!(asked[0].has("accept-encoding: identity") && !asked[0].has("if-none-match"));
}

#[test]
fn a_document_that_has_not_changed_is_not_sent_again() {
    let server = Server::new(|_, request: &Request, stream| {
        if request.has("if-none-match: \"v1\"") {
            say(stream, "304 Not Modified", "", b"");
        } else {
            say(stream, "200 OK", "ETag: \"v1\"\r\n", &list("2.5"));
        }
    });
    let Ok(Outcome::Read(reading, seen)) = ask(Feed::GenaiPrices, &server).outcome else { panic!() };
    let book = costmodel_pricebook::embedded();
    let first = plan(&Shelf::default(), &book, &reading, &seen).unwrap().shelf;
    let again = ask_with(Feed::GenaiPrices, &format!("{}/list", server.address), quick(), &first);
    let Ok(Outcome::Unchanged(mut seen)) = again.outcome else { panic!() };
    seen.as_of = jiff::civil::date(2026, 12, 1);
    let confirmed = costmodel_feeds::unchanged(&first, &seen).shelf;
    assert!(confirmed.files["confirmed.csv"].contains("ai/openai/global,2026-12-01,"));
    // Nothing else is touched.
    let but = |shelf: &Shelf| shelf.files.iter().filter(|f| f.0 != "confirmed.csv").count();
    assert_eq!(but(&confirmed), but(&first));
    assert_eq!(confirmed.files["ai/openai/global.csv"], first.files["ai/openai/global.csv"]);
}

#[test]
fn a_server_that_stumbles_is_asked_again_after_longer_and_longer() {
    let server = Server::new(|number, _, stream| match number {
        0 => say(stream, "503 Service Unavailable", "", b""),
        1 => say(stream, "429 Too Many Requests", "Retry-After: 7\r\n", b""),
        2 => {
            // Cut off in the middle.
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n[{\"id\":");
        }
        _ => say(stream, "200 OK", "", &list("2.5")),
    });
    let asked = ask(Feed::GenaiPrices, &server);
    assert!(asked.outcome.is_ok(), "{:?}", asked.outcome);
    assert_eq!(asked.waits, [1, 7, 4]);
}

#[test]
fn a_server_that_never_answers_right_is_given_up() {
    let server = Server::new(|_, _, stream| say(stream, "500 Internal Server Error", "", b"oops"));
    let asked = ask(Feed::GenaiPrices, &server);
    assert_eq!(asked.waits, [1, 2, 4]);
    assert!(refused(asked).contains("500 Internal Server Error (4 times)"));
    let server = Server::new(|_, _, stream| say(stream, "404 Not Found", "", b""));
    let asked = ask(Feed::GenaiPrices, &server);
    assert!(asked.waits.is_empty());
    assert!(refused(asked).contains("404"));
}

#[test]
fn a_truncated_document_is_not_half_a_document() {
    let server = Server::new(|_, _, stream: &mut TcpStream| {
        let whole = list("2.5");
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", whole.len());
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(&whole[..whole.len() / 2]);
    });
    let asked = ask(Feed::GenaiPrices, &server);
    assert_eq!(asked.waits.len(), 3);
    let why = refused(asked);
    assert!(why.contains("bytes"), "{why}");
    // Whole for HTTP, and still cut off.
    let server = Server::new(|_, _, stream| say(stream, "200 OK", "", &list("2.5")[..60]));
    let why = refused(ask(Feed::GenaiPrices, &server));
    assert!(why.contains("EOF"), "{why}");
}

#[test]
fn a_slow_document_ends_with_the_time() {
    let server = Server::new(|_, _, stream: &mut TcpStream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        for _ in 0..100 {
            if stream.write_all(b" ").is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let started = Instant::now();
    let limits = Limits { time: Duration::from_millis(700), ..quick() };
    let why =
        refused(ask_with(Feed::GenaiPrices, &format!("{}/list", server.address), limits, &Shelf::default()));
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    assert!(why.contains("timeout") || why.contains("time is up") || why.contains("not here after"), "{why}");
}

#[test]
fn a_document_without_an_end_is_cut_off() {
    let endless = |declared: bool| {
        Server::new(move |_, _, stream: &mut TcpStream| {
            let length = if declared { "Content-Length: 99999999999\r\n" } else { "" };
            let _ =
                stream.write_all(format!("HTTP/1.1 200 OK\r\n{length}Connection: close\r\n\r\n[").as_bytes());
            let block = vec![b' '; 1 << 16];
            while stream.write_all(&block).is_ok() {}
        })
    };
    for declared in [false, true] {
        let why = refused(ask(Feed::GenaiPrices, &endless(declared)));
        assert!(why.contains("larger than 1 MiB"), "{why}");
    }
}

#[test]
fn a_compressed_document_is_not_unpacked() {
    let server =
        Server::new(|_, _, stream| say(stream, "200 OK", "Content-Encoding: gzip\r\n", &[0x1f, 0x8b, 8]));
    assert!(refused(ask(Feed::GenaiPrices, &server)).contains("compressed (gzip)"));
}

#[test]
fn redirects_are_followed_a_few_times_and_never_out_of_the_open() {
    let server = Server::new(|_, request: &Request, stream| match request.path.as_str() {
        "/list" => say(stream, "302 Found", "Location: /moved\r\n", b""),
        "/moved" => say(stream, "200 OK", "", &list("2.5")),
        _ => say(stream, "404 Not Found", "", b""),
    });
    assert!(ask(Feed::GenaiPrices, &server).outcome.is_ok());
    for (target, part) in [
        ("/list", "more than 5 times"),
        ("file:///etc/passwd", "file:// is not asked"),
        ("http://192.0.2.1/list", "this machine only"),
        ("ftp://127.0.0.1/list", "ftp:// is not asked"),
        ("", "does not say where"),
    ] {
        let header = if target.is_empty() { String::new() } else { format!("Location: {target}\r\n") };
        let server = Server::new(move |_, _, stream| say(stream, "301 Moved Permanently", &header, b""));
        let why = refused(ask(Feed::GenaiPrices, &server));
        assert!(why.contains(part), "{target}: {why}");
    }
}

#[test]
fn what_is_no_price_list_is_refused_in_words() {
    let deep = format!("[{{\"id\":\"openai\",\"models\":{}", "[".repeat(300_000));
    let deep_skipped = format!("{{\"Other\":{}", "[".repeat(300_000));
    let long = format!("[{{\"id\":\"{}", "x".repeat(900_000));
    let huge = r#"[{"id":"openai","models":[{"id":"m","prices":{"input_mtok":1e999}}]}]"#;
    let nan = r#"[{"id":"openai","models":[{"id":"m","prices":{"input_mtok":NaN}}]}]"#;
    let negative = r#"[{"id":"openai","models":[{"id":"m","prices":{"input_mtok":-2}}]}]"#;
    for (feed, body, part) in [
        (Feed::GenaiPrices, "<!DOCTYPE html><html>Sign in", "begins with `<`"),
        (Feed::GenaiPrices, "", "empty"),
        (Feed::GenaiPrices, "[", "EOF"),
        (Feed::GenaiPrices, "[]", "no provider"),
        (Feed::GenaiPrices, "[1]", "invalid type"),
        (Feed::GenaiPrices, "[{\"id\":\"openai\"}]", "missing field `models`"),
        (Feed::GenaiPrices, &deep, "invalid type"),
        (Feed::GenaiPrices, &long, "EOF"),
        (Feed::GenaiPrices, huge, "nothing in it"),
        (Feed::GenaiPrices, nan, "expected value"),
        (Feed::GenaiPrices, negative, "nothing in it"),
        (Feed::GenaiPrices, "[] trailing", "trailing characters"),
        (Feed::Litellm, "{\"a\":1}", "invalid type"),
        (Feed::Litellm, "{}", "no model"),
        (Feed::AzureRetail, "{\"Error\":{\"Code\":\"BadRequest\"}}", "missing field `Items`"),
        (Feed::AzureRetail, &deep_skipped, "EOF"),
        (Feed::AzureRetail, "{\"Items\":[{\"currencyCode\":\"USD\"}]}", "missing field"),
        (Feed::GcpCatalog, "{\"error\":{\"code\":403}}", "missing field `skus`"),
        (Feed::AwsPriceList, "{\"products\":{}}", "missing field `terms`"),
        (Feed::AwsPriceList, "Id,Name\n1,2\n", "no line begins with `SKU`"),
        (Feed::AwsPriceList, "<html>", "no line begins with `SKU`"),
        (Feed::AwsSpotAdvisor, "{\"ranges\":[]}", "missing field `spot_advisor`"),
        (Feed::AwsSpotAdvisor, "\u{0}\u{1}\u{2}", "begins with"),
    ] {
        let bytes = body.as_bytes().to_vec();
        let server = Server::new(move |_, _, stream| say(stream, "200 OK", "", &bytes));
        let why = refused(ask(feed, &server));
        let shown: String = body.chars().take(60).collect();
        assert!(why.contains(part), "{}: {shown}: {why}", feed.name());
        assert!(why.len() < 1_000, "{shown}: a message of {} bytes", why.len());
    }
}

#[test]
fn an_entry_without_an_end_does_not_fill_memory() {
    let body = format!("[{{\"id\":\"{}", "x".repeat(6 << 20)).into_bytes();
    let server = Server::new(move |_, _, stream| say(stream, "200 OK", "", &body));
    let limits = Limits { bytes: 64 << 20, ..quick() };
    let asked = ask_with(Feed::GenaiPrices, &format!("{}/l", server.address), limits, &Shelf::default());
    let why = refused(asked);
    assert!(why.contains("longer than 4 MiB"), "{why}");
}

fn azure_page(price: &str, next: &str) -> Vec<u8> {
    let next = if next.is_empty() { "null".to_owned() } else { format!("\"{next}\"") };
    format!(
        r#"{{"Items":[{{"currencyCode":"USD","tierMinimumUnits":0.0,"retailPrice":{price},"armRegionName":"westeurope",
        "effectiveStartDate":"2026-01-01T00:00:00Z","meterName":"T{price}","productName":"Virtual Machines Test Series",
        "skuName":"T","serviceName":"Virtual Machines","unitOfMeasure":"1 Hour","type":"Consumption",
        "armSkuName":"Standard_T{}"}}],"NextPageLink":{next}}}"#,
        price.replace('.', "")
    )
    .into_bytes()
}

#[test]
fn pages_are_followed_to_the_last_and_only_on_their_server() {
    let server = Server::new(|number, _, stream| match number {
        0 => say(stream, "200 OK", "", &azure_page("0.1", "/list?$skip=100")),
        1 => say(stream, "200 OK", "", &azure_page("0.2", "/list?$skip=200")),
        _ => say(stream, "200 OK", "", &azure_page("0.3", "")),
    });
    let Ok(Outcome::Read(reading, seen)) = ask(Feed::AzureRetail, &server).outcome else { panic!() };
    assert_eq!(reading.offers().len(), 3);
    assert_eq!(server.asked()[2].path, "/list?$skip=200");
    assert!(seen.validators.is_none());
    for (next, part) in [
        ("/list", "the same page"),
        ("https://elsewhere.example/list", "the next page is elsewhere"),
        ("file:///etc/passwd", "file:// is not asked"),
    ] {
        let page = azure_page("0.1", next);
        let server = Server::new(move |_, _, stream| say(stream, "200 OK", "", &page));
        let why = refused(ask(Feed::AzureRetail, &server));
        assert!(why.contains(part), "{next}: {why}");
    }
    // Two pages that lead to each other, and pages without an end.
    let server = Server::new(|number, _, stream| {
        say(stream, "200 OK", "", &azure_page("0.1", &format!("/p{number}")))
    });
    assert!(refused(ask(Feed::AzureRetail, &server)).contains("more than 5 pages"));
}

#[test]
fn a_token_leads_to_the_next_page_and_a_key_stays_secret() {
    let page = |region: &str, token: &str| {
        format!(
            r#"{{"skus":[{{"skuId":"0","description":"E2 Instance Core running in Test","category":{{
            "serviceDisplayName":"Compute Engine","resourceFamily":"Compute","resourceGroup":"CPU","usageType":"OnDemand"}},
            "serviceRegions":["{region}"],"pricingInfo":[{{"effectiveTime":"2026-01-01T00:00:00Z","pricingExpression":{{
            "usageUnit":"h","tieredRates":[{{"startUsageAmount":0,"unitPrice":{{"currencyCode":"USD","units":"0",
            "nanos":21811590}}}}]}}}}]}}],"nextPageToken":"{token}"}}"#
        )
    };
    let server = Server::new(move |number, _, stream| {
        let body = if number == 0 { page("us-central1", "a/b") } else { page("europe-west1", "") };
        say(stream, "200 OK", "", body.as_bytes());
    });
    let address = format!("{}/v1/skus?key=s3cret", server.address);
    let asked = ask_with(Feed::GcpCatalog, &address, quick(), &Shelf::default());
    let Ok(Outcome::Read(reading, seen)) = asked.outcome else { panic!() };
    let told: Vec<String> = reading
        .offers()
        .iter()
        .map(|offer| format!("{} {}", offer.key, offer.schedule.first_price()))
        .collect();
    assert_eq!(
        told,
        [
            "gcp/compute-rates/europe-west1/e2 vcpu/on-demand 0.02181159",
            "gcp/compute-rates/us-central1/e2 vcpu/on-demand 0.02181159"
        ]
    );
    assert_eq!(server.asked()[1].path, "/v1/skus?key=s3cret&pageToken=a%2Fb");
    assert!(!seen.title.contains("s3cret") && seen.title.contains("key=..."), "{}", seen.title);
    // Nor does an error tell it.
    let server = Server::new(|_, _, stream| say(stream, "403 Forbidden", "", b"{}"));
    let address = format!("{}/v1/skus?key=s3cret", server.address);
    let why = refused(ask_with(Feed::GcpCatalog, &address, quick(), &Shelf::default()));
    assert!(why.contains("403") && !why.contains("s3cret"), "{why}");
}

#[test]
fn a_machine_that_is_not_there_is_said_without_a_key() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/x?key=s3cret", listener.local_addr().unwrap());
    drop(listener);
    let why = refused(ask_with(Feed::GcpCatalog, &address, quick(), &Shelf::default()));
    assert!(why.contains("does not answer") && !why.contains("s3cret"), "{why}");
}
