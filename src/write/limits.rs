//! What the host of a site takes: GitHub Pages publishes no site of more than a gigabyte, and takes no file of more than 100 MB.
//!
//! In: the files and their sizes. Out: warnings, from nine tenths of a limit on, so that they come before it does.

use crate::diag::{Code, Diagnostic};
use crate::model::config::{Config, Host};

/// The largest file, in bytes.
const FILE: u64 = 100_000_000;

/// The largest site, in bytes.
const SITE: u64 = 1_000_000_000;

/// How many of the largest files are named.
const NAMED: usize = 5;

/// Whether a site at this address is one of GitHub Pages, as far as the address tells: it may have a domain of its own.
pub fn is_github_pages(base_url: &str) -> bool {
    let host = base_url.split_once("://").map_or("", |(_, rest)| rest).split(['/', ':']).next().unwrap_or_default();
    host.to_ascii_lowercase().ends_with(".github.io")
}

/// Whether the site stands where these limits hold: the configuration says so, or its address does.
pub fn is_limited(config: &Config) -> bool {
    let by_address = || config.base_url.as_deref().is_some_and(is_github_pages);
    config.host.map_or_else(by_address, |host| host == Host::GitHubPages)
}

/// What comes near the limits of GitHub Pages or is beyond them, of files with these sizes.
pub fn exceeded(sizes: &[(&str, u64)]) -> Vec<Diagnostic> {
    let mut diags = Vec::new();
    for (path, bytes) in sizes.iter().filter(|(_, bytes)| is_near(*bytes, FILE)) {
        let takes =
            if *bytes > FILE { "and GitHub takes none over 100 MB" } else { "close to the 100 MB that GitHub takes" };
        diags.push(
            Diagnostic::global(Code::FileTooLarge, format!("`{path}` has {}, {takes}", megabytes(*bytes)))
                .help("make it smaller, or publish it elsewhere and link it"),
        );
    }
    let all: u64 = sizes.iter().map(|(_, bytes)| bytes).sum();
    if is_near(all, SITE) {
        let takes =
            if all > SITE { "and GitHub Pages publishes none over 1 GB" } else { "close to the 1 GB of GitHub Pages" };
        let mut largest: Vec<&(&str, u64)> = sizes.iter().collect();
        largest.sort_by_key(|(path, bytes)| (std::cmp::Reverse(*bytes), *path));
        let largest = largest.iter().take(NAMED).map(|(path, bytes)| format!("`{path}` ({})", megabytes(*bytes)));
        diags.push(Diagnostic::global(Code::SiteTooLarge, format!("the site has {}, {takes}", megabytes(all))).help(
            format!(
                "publish large files elsewhere and link them; the largest here are {}",
                largest.collect::<Vec<_>>().join(", ")
            ),
        ));
    }
    diags
}

fn is_near(bytes: u64, limit: u64) -> bool {
    bytes >= limit / 10 * 9
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}
