//! Requests that no reader sends: from pages elsewhere, out of the site, malformed, endless.

use std::io::{Read, Write};

use super::client::Preview;
use crate::cli::Dossier;

fn preview() -> Preview {
    Preview::keeping(Dossier::new("== content/index.md\nNobody else may read this.\n"))
}

const SECRET: &str = "Nobody else";

#[test]
fn pages_from_elsewhere_learn_nothing() {
    let preview = preview();
    let port = preview.port;
    let own = format!("host: localhost:{port}\r\n");
    for headers in [
        format!("host: evil.example:{port}\r\n"),
        format!("{own}host: evil.example:{port}\r\n"),
        String::new(),
        format!("{own}origin: http://evil.example\r\n"),
        format!("{own}origin: null\r\n"),
        format!("{own}origin: http://localhost:{}\r\n", port ^ 1),
        format!("{own}sec-fetch-site: cross-site\r\nsec-fetch-mode: no-cors\r\nsec-fetch-dest: script\r\n"),
        format!("{own}sec-fetch-site: same-site\r\nsec-fetch-mode: cors\r\nsec-fetch-dest: empty\r\n"),
        format!("{own}sec-fetch-site: cross-site\r\nsec-fetch-mode: navigate\r\nsec-fetch-dest: iframe\r\n"),
    ] {
        for path in ["/", "/nowhere", "/__casebook/events?path=/", "/__casebook/preview.js"] {
            let response = preview.send(&format!("GET {path} HTTP/1.1\r\n{headers}connection: close\r\n\r\n"));
            assert_eq!(response.status, 403, "{path} {headers}");
            assert!(!response.text().contains(SECRET) && !response.text().contains("version"), "{headers}");
        }
    }
    // To HTTP a second absolute address in the first line is another host.
    let response = preview.send(&format!("GET http://evil.example/ HTTP/1.1\r\n{own}connection: close\r\n\r\n"));
    assert_eq!(response.status, 403);
}

#[test]
fn every_answer_tells_browsers_to_keep_it_from_others() {
    let preview = preview();
    for path in ["/", "/nowhere", "/data/manifest.json", "/__casebook/preview.js"] {
        let response = preview.get(path);
        for (name, value) in [
            ("cache-control", "no-store"),
            ("content-security-policy", "frame-ancestors 'self'"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "sameorigin"),
            ("access-control-allow-origin", ""),
        ] {
            assert_eq!(response.header(name), value, "{path}");
        }
    }
}

#[test]
fn nothing_but_reading_is_answered() {
    let preview = preview();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let response = preview.ask(&format!("{method} / HTTP/1.1\r\ncontent-length: 0\r\n"));
        assert_eq!((response.status, response.header("allow")), (405, "get, head"), "{method}");
    }
    let head = preview.ask("HEAD / HTTP/1.1\r\n");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), preview.get("/").header("content-length"));
}

#[test]
fn no_path_leads_out_of_the_site() {
    let preview = preview();
    for path in [
        "/../casebook.toml",
        "/%2e%2e/casebook.toml",
        "/..%2fcasebook.toml",
        "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "//etc/passwd",
        "/content/index.md",
        "/casebook.lock",
        "/index.html/",
        "/index.html%00",
        "/\\..\\casebook.toml",
    ] {
        let response = preview.get(path);
        assert_eq!(response.status, 404, "{path}");
        assert!(!response.text().contains("root:") && !response.text().contains("theme ="), "{path}");
    }
}

#[test]
fn malformed_requests_are_survived() {
    let preview = preview();
    let port = preview.port;
    let host = format!("host: localhost:{port}\r\n");
    let long = "x".repeat(100_000);
    let mut requests: Vec<Vec<u8>> = [
        "\r\n\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        format!("GET /{long} HTTP/1.1\r\n{host}\r\n"),
        format!("GET / HTTP/1.1\r\n{host}x: {long}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}{}\r\n", "a: b\r\n".repeat(5000)),
        format!("GET / HTTP/9.9\r\n{host}\r\n"),
        format!("GET / HTTP/1.1\r\n{host}content-length: 99999999999999999999\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}content-length: 5\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\nffffffffffffffffff\r\n"),
        format!("GET /%zz%ff%00 HTTP/1.1\r\n{host}connection: close\r\n\r\n"),
        format!("GET /__casebook/events HTTP/1.1\r\n{host}connection: close\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}range: bytes=18446744073709551615-\r\nconnection: close\r\n\r\n"),
        format!("CONNECT localhost:{port} HTTP/1.1\r\n{host}connection: close\r\n\r\n"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec();
    // Requests with some of their bytes changed: a sequence without end that is the same in every run.
    let mut state: u32 = 1;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for _ in 0..300 {
        let mut bytes =
            format!("GET /index.html?x HTTP/1.1\r\n{host}range: bytes=0-5\r\nconnection: close\r\n\r\n").into_bytes();
        for _ in 0..=random(6) {
            let at = random(bytes.len());
            bytes[at] = u8::try_from(random(256)).expect("it is below 256");
        }
        bytes.truncate(bytes.len() - random(3) * random(20));
        requests.push(bytes);
    }
    for request in requests {
        let mut stream = preview.connect();
        // The server may close before it has read all.
        let _ = stream.write_all(&request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert!(preview.get("/").text().contains(SECRET), "it still serves");
}

#[test]
fn a_thousand_connections_that_say_nothing_are_survived() {
    let preview = preview();
    let idle: Vec<_> = (0..200).map(|_| preview.connect()).collect();
    assert!(preview.get("/").text().contains(SECRET), "others are answered beside {}", idle.len());
    drop(idle);
    for _ in 0..800 {
        drop(preview.connect());
    }
    assert!(preview.get("/").text().contains(SECRET));
}

#[test]
fn however_many_listen_there_is_a_place_for_who_asks_for_a_page() {
    let preview = preview();
    let request = format!("GET /__casebook/turns HTTP/1.1\r\nhost: localhost:{}\r\n\r\n", preview.port);
    let listeners: Vec<_> = (0..230)
        .map(|_| {
            let mut stream = preview.connect();
            stream.write_all(request.as_bytes()).unwrap();
            let mut head = [0; 12];
            stream.read_exact(&mut head).unwrap();
            (stream, head)
        })
        .collect();
    let with =
        |status: &str| listeners.iter().filter(|(_, head)| head == format!("HTTP/1.1 {status}").as_bytes()).count();
    assert_eq!((with("200"), with("503")), (192, 38));
    assert!(preview.get("/").text().contains(SECRET));
}

#[test]
fn who_is_turned_away_holds_no_place() {
    let preview = preview();
    let refused = preview.send(&format!("GET / HTTP/1.1\r\nhost: evil.example:{}\r\n\r\n", preview.port));
    assert_eq!((refused.status, refused.header("connection")), (403, "close"), "its end is what was waited for");
}
