//! A running preview, and a browser reduced to what tests need: requests over plain sockets, and streams of events.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::{Dossier, command};

/// A change is shown within milliseconds; a machine that is busy with other things may take its time. Tests wait for what has
/// to come, and never measure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The program, serving.
pub(crate) struct Preview {
    child: Child,
    pub(crate) port: u16,
    /// Where the site is; ends in `/`.
    base: String,
    /// What it shows, where nobody else keeps that.
    kept: Option<Dossier>,
}

/// An answer over HTTP.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

/// What one page is told.
pub(crate) struct Events {
    lines: BufReader<TcpStream>,
}

impl Preview {
    /// Serves a dossier at a port of its own, with further arguments, and waits until it has been built once.
    pub(crate) fn of(dossier: &Dossier, args: &[&str]) -> Self {
        let preview = Self::start(&dossier.root(), &[&["serve", "--port", "0"], args].concat());
        let is_told_why_not = || preview.events(&preview.base).next()["findings"].is_string();
        preview.wait_for(&preview.base, |response| response.status != 503 || is_told_why_not());
        preview
    }

    /// The preview of a dossier that is of no other use, and stays on the disk as long as it is shown.
    pub(crate) fn keeping(dossier: Dossier) -> Self {
        let mut preview = Self::of(&dossier, &[]);
        preview.kept = Some(dossier);
        preview
    }

    /// Runs the program in `folder`.
    pub(crate) fn start(folder: &Path, args: &[&str]) -> Self {
        let mut child = command(folder, args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let parts = address.trim_end().strip_prefix("http://127.0.0.1:").and_then(|address| address.split_once('/'));
        let (port, base) = parts.unwrap_or_else(|| panic!("no address: {address:?}"));
        Self { child, port: port.parse().expect("ports are numbers"), base: format!("/{base}"), kept: None }
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.ask(&format!("GET {path} HTTP/1.1\r\n"))
    }

    /// A request with its host added.
    pub(crate) fn ask(&self, lines: &str) -> Response {
        self.send(&format!("{lines}host: localhost:{}\r\nconnection: close\r\n\r\n", self.port))
    }

    /// A request as it is.
    pub(crate) fn send(&self, request: &str) -> Response {
        let bytes = self.raw(request.as_bytes());
        let text = String::from_utf8_lossy(&bytes);
        let end = text.find("\r\n\r\n").unwrap_or_else(|| panic!("{request:?}: {text:?}"));
        let head = text[..end].to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("there is a status");
        Response { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// Sends any bytes, and returns whatever comes back until the other side closes.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        let mut answer = Vec::new();
        // The server may close before it has read all, or before it has answered.
        let _ = stream.write_all(bytes);
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The events of the page at `path`.
    pub(crate) fn events(&self, path: &str) -> Events {
        let mut stream = self.connect();
        let Self { port, base, .. } = self;
        write!(stream, "GET {base}__casebook/events?path={path} HTTP/1.1\r\nhost: localhost:{port}\r\n\r\n").unwrap();
        Events { lines: BufReader::new(stream) }
    }

    /// Asks for `path` until the answer is as it has to become.
    pub(crate) fn wait_for(&self, path: &str, is_right: impl Fn(&Response) -> bool) -> Response {
        let start = Instant::now();
        loop {
            let response = self.get(path);
            if is_right(&response) {
                return response;
            }
            assert!(start.elapsed() < PATIENCE, "{path} stays {}: {}", response.status, response.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Interrupts the program as Ctrl-C does, and returns its exit code.
    #[cfg(unix)]
    pub(crate) fn stop(&mut self) -> i32 {
        let kill = std::process::Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        self.child.wait().unwrap().code().expect("it ends by itself")
    }

    #[cfg(not(unix))]
    pub(crate) fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(found, _)| *found == name).map(|(_, value)| value).next().unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The bytes as they would be built: without what the preview puts at the end of a page.
    pub(crate) fn plain(&self) -> Vec<u8> {
        if !self.header("content-type").starts_with("text/html") {
            return self.body.clone();
        }
        let text = self.text();
        let script = text.rfind("<script src=\"").filter(|at| text[*at..].contains("__casebook/preview.js"));
        let end = script.unwrap_or_else(|| panic!("the preview's script is missing: {text}"));
        self.body[..end].to_vec()
    }
}

impl Events {
    /// The next event.
    pub(crate) fn next(&mut self) -> Value {
        let start = Instant::now();
        loop {
            // Signs of life come without end.
            assert!(start.elapsed() < PATIENCE, "no event comes");
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).expect("an event comes in time");
            assert!(read > 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data:") {
                return serde_json::from_str(data).expect("events are JSON");
            }
        }
    }

    /// The first event from now on that is as it has to be.
    pub(crate) fn until(&mut self, is_right: impl Fn(&Value) -> bool) -> Value {
        loop {
            let event = self.next();
            if is_right(&event) {
                return event;
            }
        }
    }

    /// Whether the stream ends without a further event.
    pub(crate) fn is_at_end(&mut self) -> bool {
        let mut rest = String::new();
        let _ = self.lines.read_to_string(&mut rest);
        !rest.contains("data:")
    }
}
