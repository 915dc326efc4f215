//! From the path of a request to a file of the site, as the hosts of static sites do it.
//!
//! In: the path as it was sent, and what files there are. Out: a [`Place`]. Pure; a path that leads out of the site names no
//! file of it, and nothing but files of the site is ever served.

use percent_encoding::percent_decode_str;

/// What a request means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A file of the site, by its path there.
    File(String),
    /// The same with a slash at its end.
    Slash,
    /// No file of the site.
    Missing,
    /// Nothing below the address at which the site is shown.
    Outside,
}

/// What the path of a request means where the site is shown at `base`, which begins and ends with `/`. `has` says whether the
/// site has a file of this path.
pub(super) fn place(path: &str, base: &str, has: impl Fn(&str) -> bool) -> Place {
    let Ok(path) = percent_decode_str(path).decode_utf8() else { return Place::Missing };
    let Some(path) = path.strip_prefix(base) else {
        return if path == base.trim_end_matches('/') { Place::Slash } else { Place::Outside };
    };
    if path.is_empty() || path.ends_with('/') {
        let index = format!("{path}index.html");
        return if has(&index) { Place::File(index) } else { Place::Missing };
    }
    let page = format!("{path}.html");
    if has(path) {
        Place::File(path.to_owned())
    } else if has(&page) {
        Place::File(page)
    } else if has(&format!("{path}/index.html")) {
        Place::Slash
    } else {
        Place::Missing
    }
}

/// A base path as it is used: `repo`, `/repo` and `/repo/` are `/repo/`. `Err` says what is wrong with it.
pub fn normal_base(typed: &str) -> Result<String, String> {
    let parts: Vec<&str> = typed.split('/').filter(|part| !part.is_empty()).collect();
    let is_plain = |part: &&str| {
        !part.bytes().all(|byte| byte == b'.')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
    };
    match parts.iter().find(|part| !is_plain(part)) {
        Some(part) => Err(format!(
            "`{part}` is no part of an address; write letters, digits, `-`, `.`, `_` and `~`, as in `/repo/`"
        )),
        None if parts.is_empty() => Ok("/".to_owned()),
        None => Ok(format!("/{}/", parts.join("/"))),
    }
}

/// What browsers are to take a file for, by the ending of its name.
pub(super) fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "avif" => "image/avif",
        "bib" => "application/x-bibtex; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "epub" => "application/epub+zip",
        "gif" => "image/gif",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpeg" | "jpg" => "image/jpeg",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "jsonld" => "application/ld+json; charset=utf-8",
        "m4a" => "audio/mp4",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "ogg" | "opus" => "audio/ogg",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "ris" => "application/x-research-info-systems; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        "ttf" => "font/ttf",
        "txt" => "text/plain; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "wav" => "audio/wav",
        "webm" => "video/webm",
        "webp" => "image/webp",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "xml" => "application/xml; charset=utf-8",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str, base: &str) -> Place {
        let files = ["index.html", "sources/a.html", "sources/a/record.html", "media/für.png", "deep/index.html"];
        place(path, base, |path| files.contains(&path))
    }

    fn file(path: &str) -> Place {
        Place::File(path.to_owned())
    }

    #[test]
    fn addresses_mean_what_they_mean_on_a_static_host() {
        for (path, meant) in [
            ("/", file("index.html")),
            ("/index.html", file("index.html")),
            ("/index", file("index.html")),
            ("/sources/a.html", file("sources/a.html")),
            ("/sources/a", file("sources/a.html")),
            ("/sources/a/record", file("sources/a/record.html")),
            ("/media/f%C3%BCr.png", file("media/für.png")),
            ("/deep", Place::Slash),
            ("/deep/", file("deep/index.html")),
            ("/sources/", Place::Missing),
            ("/sources/a/", Place::Missing),
            ("/Sources/a.html", Place::Missing),
        ] {
            assert_eq!(at(path, "/"), meant, "{path}");
        }
    }

    #[test]
    fn below_a_base_path_nothing_else_is_there() {
        for (path, meant) in [
            ("/repo/", file("index.html")),
            ("/repo/sources/a", file("sources/a.html")),
            ("/repo", Place::Slash),
            ("/", Place::Outside),
            ("/sources/a.html", Place::Outside),
            ("/repository/", Place::Outside),
        ] {
            assert_eq!(at(path, "/repo/"), meant, "{path}");
        }
    }

    #[test]
    fn a_base_path_is_written_as_one_likes() {
        for (typed, meant) in [("", "/"), ("/", "/"), ("repo", "/repo/"), ("/repo", "/repo/"), ("/a/b/", "/a/b/")] {
            assert_eq!(normal_base(typed).as_deref(), Ok(meant), "{typed}");
        }
        for typed in ["/a b/", "/{x}/", "/../", "/a/./b", "/ü/", "/a?b", "http://x/"] {
            assert!(normal_base(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn no_path_leads_out() {
        for path in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/sources/../index.html",
            "/sources/..%2findex.html",
            "//index.html",
            "/./index.html",
            "/index.html%00.png",
            "/C:/index.html",
            "/sources\\a.html",
            "/%ff",
            "/%",
        ] {
            assert_eq!(at(path, "/"), Place::Missing, "{path}");
        }
    }
}
