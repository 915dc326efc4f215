//! Who may ask the preview, and what every answer says to browsers.
//!
//! The preview shows drafts and texts that nobody has cleared yet, on a port that every page in the user's browser can try to
//! reach. So a request must name this server by a name that no DNS server hands out at will, and must come from a page of
//! this server, or from the user's own hand. Pure: from the parts of a request to a verdict. Start at [`Own::admits`].

use std::net::IpAddr;

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::uri::Authority;
use axum::http::{Method, Uri};

/// By which names this server is known.
#[derive(Debug, Clone)]
pub(super) struct Own {
    /// The host as the user gave it: a name or an address.
    pub(super) host: String,
    /// The port that it listens at.
    pub(super) port: u16,
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The preview is only read.
    Method,
    /// It is addressed to another server, or to none.
    Host,
    /// Another page asks.
    Origin,
}

/// What browsers are told with every answer: store nothing, and give nothing of it to pages from elsewhere.
pub(super) const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'self'")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

impl Own {
    /// Whether a request with this first line and these headers is to be answered.
    pub(super) fn admits(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        if method != Method::GET && method != Method::HEAD {
            return Err(Refusal::Method);
        }
        let mut hosts = headers.get_all(HOST).iter();
        let host = match (hosts.next().and_then(|host| host.to_str().ok()), hosts.next()) {
            (Some(host), None) => host,
            _ => return Err(Refusal::Host),
        };
        // A request to a proxy names its host in the first line, which then counts as well.
        let is_named = |host: &str| host.parse().is_ok_and(|authority| self.is_named(&authority));
        if !is_named(host) || uri.authority().is_some_and(|authority| !self.is_named(authority)) {
            return Err(Refusal::Host);
        }
        let is_ours = |origin: &HeaderValue| {
            let origin = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
            origin.is_some_and(|origin| origin.eq_ignore_ascii_case(host))
        };
        if !headers.get_all(ORIGIN).iter().all(is_ours) || !is_from_here(headers) {
            return Err(Refusal::Origin);
        }
        Ok(())
    }

    /// A page that a name server makes believe that its own name is ours asks under that name, so only names count that the
    /// user chose or that no name server can hand out: `localhost` and addresses in figures.
    fn is_named(&self, authority: &Authority) -> bool {
        if authority.as_str().contains('@') || authority.port_u16().unwrap_or(80) != self.port {
            return false;
        }
        let is_ours = |address: IpAddr| {
            let own = address_in(&self.host);
            address.is_loopback() || own == Some(address) || own.is_some_and(|own| own.is_unspecified())
        };
        let name = authority.host();
        match address_in(name) {
            Some(address) => is_ours(address),
            None => name.eq_ignore_ascii_case("localhost") || name.eq_ignore_ascii_case(&self.host),
        }
    }
}

/// The address that a host in figures is; of version 6 also in brackets.
fn address_in(host: &str) -> Option<IpAddr> {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host).parse().ok()
}

/// Whether nobody but this machine reaches a server that listens at `host`.
pub fn is_only_for_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || address_in(host).is_some_and(|address| address.is_loopback())
}

/// What browsers say themselves of who asks. Only the user may come from elsewhere, by a link, into a tab of its own: the page
/// with the link does not see what opens there. Frames, pictures, scripts and the like from elsewhere are refused.
fn is_from_here(headers: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|found| found == value);
    !headers.contains_key("sec-fetch-site")
        || is("sec-fetch-site", "same-origin")
        || is("sec-fetch-site", "none")
        || (is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(host: &str, asked: &str) -> Result<(), Refusal> {
        let mut lines = asked.lines().map(str::trim);
        let (method, uri) = lines.next().unwrap().split_once(' ').unwrap();
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(':').unwrap();
            headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.trim().parse().unwrap());
        }
        let own = Own { host: host.to_owned(), port: 4000 };
        own.admits(&method.parse().unwrap(), &uri.parse().unwrap(), &headers)
    }

    #[test]
    fn only_names_that_nobody_else_can_hand_out_are_ours() {
        for host in ["127.0.0.1:4000", "localhost:4000", "LOCALHOST:4000", "[::1]:4000", "127.0.0.2:4000"] {
            assert_eq!(admits("127.0.0.1", &format!("GET /\nhost: {host}")), Ok(()), "{host}");
        }
        for host in [
            "evil.example:4000",
            "127.0.0.1.evil.example:4000",
            "localhost.evil.example:4000",
            "127.0.0.1:4001",
            "127.0.0.1",
            "localhost:80",
            "user@localhost:4000",
            "192.168.1.5:4000",
            "0.0.0.0:4000",
            "localhost.:4000",
            "2130706433:4000",
            "",
            ":4000",
            "localhost:4000:4000",
        ] {
            assert_eq!(admits("127.0.0.1", &format!("GET /\nhost: {host}")), Err(Refusal::Host), "{host}");
        }
    }

    #[test]
    fn a_host_that_the_user_gave_is_ours_too() {
        assert_eq!(admits("192.168.1.5", "GET /\nhost: 192.168.1.5:4000"), Ok(()));
        assert_eq!(admits("192.168.1.5", "GET /\nhost: 192.168.1.6:4000"), Err(Refusal::Host));
        assert_eq!(admits("desk.local", "GET /\nhost: Desk.local:4000"), Ok(()));
        // Listening at all addresses it can be asked by any, but by no name.
        assert_eq!(admits("0.0.0.0", "GET /\nhost: 192.168.1.6:4000"), Ok(()));
        assert_eq!(admits("::", "GET /\nhost: [fe80::1]:4000"), Ok(()));
        assert_eq!(admits("0.0.0.0", "GET /\nhost: evil.example:4000"), Err(Refusal::Host));
    }

    #[test]
    fn one_host_is_named_in_every_place_where_one_may_be() {
        assert_eq!(admits("127.0.0.1", "GET /"), Err(Refusal::Host));
        assert_eq!(admits("127.0.0.1", "GET /\nhost: localhost:4000\nhost: evil.example"), Err(Refusal::Host));
        assert_eq!(admits("127.0.0.1", "GET http://evil.example:4000/\nhost: localhost:4000"), Err(Refusal::Host));
        assert_eq!(admits("127.0.0.1", "GET http://localhost:4000/\nhost: localhost:4000"), Ok(()));
    }

    #[test]
    fn a_page_from_elsewhere_is_refused() {
        let asked = |headers: &str| admits("127.0.0.1", &format!("GET /\nhost: localhost:4000\n{headers}"));
        assert_eq!(asked("origin: http://localhost:4000"), Ok(()));
        for origin in
            ["http://localhost:4001", "http://127.0.0.1:4000", "https://localhost:4000", "null", "http://evil.example"]
        {
            assert_eq!(asked(&format!("origin: {origin}")), Err(Refusal::Origin), "{origin}");
        }
        assert_eq!(asked("origin: http://localhost:4000\norigin: http://evil.example"), Err(Refusal::Origin));
        for (site, mode, dest, verdict) in [
            ("same-origin", "cors", "empty", Ok(())),
            ("same-origin", "no-cors", "image", Ok(())),
            ("none", "navigate", "document", Ok(())),
            ("cross-site", "navigate", "document", Ok(())),
            ("cross-site", "navigate", "iframe", Err(Refusal::Origin)),
            ("cross-site", "no-cors", "image", Err(Refusal::Origin)),
            ("cross-site", "no-cors", "script", Err(Refusal::Origin)),
            // Another program on this machine, at another port.
            ("same-site", "no-cors", "style", Err(Refusal::Origin)),
            ("same-site", "cors", "empty", Err(Refusal::Origin)),
            ("what-comes-next", "cors", "empty", Err(Refusal::Origin)),
        ] {
            let headers = format!("sec-fetch-site: {site}\nsec-fetch-mode: {mode}\nsec-fetch-dest: {dest}");
            assert_eq!(asked(&headers), verdict, "{headers}");
        }
    }

    #[test]
    fn the_preview_is_only_read() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "BREW"] {
            let asked = format!("{method} /\nhost: localhost:4000");
            assert_eq!(admits("127.0.0.1", &asked), Err(Refusal::Method), "{method}");
        }
        assert_eq!(admits("127.0.0.1", "HEAD /\nhost: localhost:4000"), Ok(()));
    }
}
