//! A document brought from its address into a file: asked for only if it has changed, again if the network
//! fails, never longer or larger than is allowed.

use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use ureq::http::{Response, StatusCode, header};

use crate::origin::Address;
use crate::shelf::Validators;

/// How often a document is asked for.
const ATTEMPTS: u32 = 4;
/// How long is waited before the second time; then twice as long each time.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// A server may ask for a longer wait, up to this.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// A document leads elsewhere at most so often.
const MOST_REDIRECTS: u32 = 5;
/// The server has to say something within this time.
const SILENCE: Duration = Duration::from_secs(30);

/// What a document may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of all pages together.
    pub bytes: u64,
    /// Time of all pages together, waiting included.
    pub time: Duration,
    /// Pages.
    pub pages: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 4 << 30, time: Duration::from_secs(30 * 60), pages: 5_000 }
    }
}

/// The clock and the patience of a run; a test brings its own.
pub struct Clock<'a> {
    /// What time it is.
    pub now: &'a dyn Fn() -> Instant,
    /// Waits.
    pub sleep: &'a dyn Fn(Duration),
}

impl Clock<'static> {
    /// The clock of the machine.
    #[must_use]
    pub fn of_the_machine() -> Clock<'static> {
        Clock { now: &Instant::now, sleep: &std::thread::sleep }
    }
}

impl fmt::Debug for Clock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// How far a document has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Bytes that are here.
    pub bytes: u64,
    /// Bytes there are, if the server says so.
    pub of: Option<u64>,
    /// The page, from 1.
    pub page: u32,
    /// How long it has taken.
    pub after: Duration,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The document is in the file.
    New(Validators),
    /// It is as it was.
    Unchanged,
}

/// Brings documents of one feed, and keeps account of what they have taken.
pub struct Fetcher<'a> {
    agent: ureq::Agent,
    clock: Clock<'a>,
    limits: Limits,
    until: Instant,
    left: u64,
    page: u32,
    progress: RefCell<&'a mut dyn FnMut(Progress)>,
}

impl fmt::Debug for Fetcher<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher")
            .field("limits", &self.limits)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

/// Why an attempt failed.
enum Fault {
    /// Another attempt may succeed, after this wait if the server asks for one.
    Passing(String, Option<Duration>),
    /// None will.
    Final(String),
}

impl<'a> Fetcher<'a> {
    /// A fetcher whose time begins now.
    pub fn new(limits: Limits, clock: Clock<'a>, progress: &'a mut dyn FnMut(Progress)) -> Fetcher<'a> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(SILENCE))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE.min(limits.time)))
            // A compressed document may be any size once it is unpacked.
            .accept_encoding("identity")
            .user_agent(concat!("costmodel/", env!("CARGO_PKG_VERSION")))
            .build();
        let until = (clock.now)().checked_add(limits.time).unwrap_or_else(|| (clock.now)());
        let (left, progress) = (limits.bytes, RefCell::new(progress));
        Fetcher { agent: config.new_agent(), clock, limits, until, left, page: 0, progress }
    }

    /// Brings a document into a file.
    ///
    /// # Errors
    /// In words, when it did not come whole; the file then holds a part of it.
    pub fn fetch(
        &mut self,
        address: &Address,
        known: Option<&Validators>,
        target: &Path,
    ) -> Result<Fetched, String> {
        self.page = self.page.saturating_add(1);
        if self.page > self.limits.pages {
            return Err(format!("there are more than {} pages", self.limits.pages));
        }
        let mut wait = FIRST_WAIT;
        let mut attempt = 1;
        loop {
            let (why, asked) = match self.attempt(address, known, target) {
                Ok(fetched) => return Ok(fetched),
                Err(Fault::Final(why)) => return Err(why),
                Err(Fault::Passing(why, asked)) => (why, asked),
            };
            if attempt == ATTEMPTS {
                return Err(format!("{why} ({ATTEMPTS} times)"));
            }
            let pause = asked.unwrap_or(wait).min(LONGEST_WAIT);
            if self.remaining().is_none_or(|left| left <= pause) {
                return Err(format!("{why}, and the time is up"));
            }
            (self.clock.sleep)(pause);
            (attempt, wait) = (attempt.saturating_add(1), wait.saturating_mul(2));
        }
    }

    fn remaining(&self) -> Option<Duration> {
        self.until.checked_duration_since((self.clock.now)()).filter(|left| !left.is_zero())
    }

    fn attempt(
        &mut self,
        address: &Address,
        known: Option<&Validators>,
        target: &Path,
    ) -> Result<Fetched, Fault> {
        let mut at = address.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.ask(&at, known)?;
            let status = response.status();
            if !status.is_redirection() || status == StatusCode::NOT_MODIFIED {
                return self.take(response, known, target);
            }
            let link = text(&response, &header::LOCATION)
                .ok_or_else(|| Fault::Final("it leads elsewhere and does not say where".to_owned()))?;
            at = at.follow(&link).map_err(|why| Fault::Final(format!("it leads elsewhere, but {why}")))?;
        }
        Err(Fault::Final(format!("it leads elsewhere more than {MOST_REDIRECTS} times")))
    }

    fn ask(&self, at: &Address, known: Option<&Validators>) -> Result<Response<ureq::Body>, Fault> {
        let left = self.remaining().ok_or_else(|| Fault::Final("the time is up".to_owned()))?;
        let mut request = self.agent.get(at.text()).config().timeout_global(Some(left)).build();
        if let Some(etag) = known.and_then(|known| known.etag.as_ref()) {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(day) = known.and_then(|known| known.last_modified.as_ref()) {
            request = request.header(header::IF_MODIFIED_SINCE, day);
        }
        request.call().map_err(|error| match error {
            ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::LargeResponseHeader(..) => {
                Fault::Final(format!("it cannot be asked: {}", without_address(&error)))
            }
            error => Fault::Passing(format!("it does not answer: {}", without_address(&error)), None),
        })
    }

    fn take(
        &mut self,
        mut response: Response<ureq::Body>,
        known: Option<&Validators>,
        target: &Path,
    ) -> Result<Fetched, Fault> {
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED && known.is_some() {
            return Ok(Fetched::Unchanged);
        }
        if status != StatusCode::OK {
            let said = format!("the server says {status}");
            let may_pass = status.is_server_error()
                || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
            let wait = text(&response, &header::RETRY_AFTER).and_then(|wait| wait.trim().parse().ok());
            return Err(if may_pass {
                Fault::Passing(said, wait.map(Duration::from_secs))
            } else {
                Fault::Final(said)
            });
        }
        if let Some(encoding) = text(&response, &header::CONTENT_ENCODING).filter(|e| e != "identity") {
            return Err(Fault::Final(format!(
                "the document is compressed ({encoding}), which was not asked for"
            )));
        }
        let length: Option<u64> = text(&response, &header::CONTENT_LENGTH).and_then(|n| n.parse().ok());
        if length.is_some_and(|length| length > self.left) {
            return Err(too_large(self.limits.bytes));
        }
        let validators = Validators {
            etag: text(&response, &header::ETAG),
            last_modified: text(&response, &header::LAST_MODIFIED),
            reader: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let taken = self.copy(response.body_mut().as_reader(), length, target)?;
        if length.is_some_and(|length| length != taken) {
            let why = format!("the document ends after {taken} of {} bytes", length.unwrap_or(0));
            return Err(Fault::Passing(why, None));
        }
        self.left = self.left.saturating_sub(taken);
        Ok(Fetched::New(validators))
    }

    fn copy(&self, mut body: impl Read, of: Option<u64>, target: &Path) -> Result<u64, Fault> {
        let unwritten =
            |error: std::io::Error| Fault::Final(format!("cannot write {}: {error}", target.display()));
        let mut file = File::create(target).map_err(unwritten)?;
        let mut block = vec![0; 1 << 16];
        let mut bytes = 0_u64;
        loop {
            if self.remaining().is_none() {
                let after = self.limits.time.as_secs();
                return Err(Fault::Final(format!("the document is not here after {after} seconds")));
            }
            let read = body.read(&mut block).map_err(|error| {
                Fault::Passing(format!("the document breaks off after {bytes} bytes: {error}"), None)
            })?;
            if read == 0 {
                return file.flush().map(|()| bytes).map_err(unwritten);
            }
            bytes = bytes.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
            if bytes > self.left {
                return Err(too_large(self.limits.bytes));
            }
            file.write_all(block.get(..read).unwrap_or_default()).map_err(unwritten)?;
            let left = self.until.saturating_duration_since((self.clock.now)());
            let after = self.limits.time.saturating_sub(left);
            (self.progress.borrow_mut())(Progress { bytes, of, page: self.page, after });
        }
    }
}

fn too_large(most: u64) -> Fault {
    Fault::Final(format!("the document is larger than {} MiB, which is as much as is taken", most >> 20))
}

fn text(response: &Response<ureq::Body>, name: &header::HeaderName) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned).filter(|text| text.len() <= 1_024)
}

/// What went wrong, without what was asked: an address may hold a key.
fn without_address(error: &ureq::Error) -> String {
    match error {
        ureq::Error::BadUri(_) => "it is no address".to_owned(),
        error => error.to_string(),
    }
}
