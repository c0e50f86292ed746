//! A server of one thread on this machine, that says what a test wants it to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as far as tests look at it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The path with its query.
    pub path: String,
    /// Header lines, in lower case.
    pub headers: Vec<String>,
}

impl Request {
    /// Whether a header line begins so.
    pub fn has(&self, header: &str) -> bool {
        self.headers.iter().any(|line| line.starts_with(header))
    }
}

/// Answers the request with this number, from 0.
type Answer = dyn Fn(usize, &Request, &mut TcpStream) + Send + Sync;

/// The server; its thread ends with the process.
pub struct Server {
    pub address: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers every request as told.
    pub fn new(answer: impl Fn(usize, &Request, &mut TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = asked.clone();
        let answer: Arc<Answer> = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let (log, answer) = (log.clone(), answer.clone());
                thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
                    let Some(request) = read(&stream) else { return };
                    let number = {
                        let mut log = log.lock().unwrap();
                        log.push(request.clone());
                        log.len() - 1
                    };
                    answer(number, &request, &mut stream);
                });
            }
        });
        Server { address, asked }
    }

    /// Everything that was asked so far.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream.take(1 << 16)).lines();
    let path = lines.next()?.ok()?.split(' ').nth(1)?.to_owned();
    let headers = lines.map_while(Result::ok).take_while(|line| !line.is_empty());
    Some(Request { path, headers: headers.map(|line| line.to_ascii_lowercase()).collect() })
}

/// A whole answer.
pub fn say(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len());
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
    let _ = stream.flush();
}

/// A list of models with one price.
pub fn list(price: &str) -> Vec<u8> {
    format!(
        r#"[{{"id":"openai","models":[{{"id":"gpt-test","prices":{{"input_mtok":{price},"output_mtok":8}}}},
            {{"id":"gpt-4","prices":{{"input_mtok":30}}}}]}}]"#
    )
    .into_bytes()
}
