//! How a site is found from elsewhere: its own address on every page, what is shown where somebody links it, the list of its
//! pages and the word to robots. All of it needs the public address; without one there is none of it.

use std::fmt::Write as _;

use super::Page;
use super::address::relative;
use super::view::SocialView;
use crate::model::key::PageKey;
use crate::model::site::{SITEMAP, part_of_sitemap, sitemaps};
use crate::text::escape::escape;
use crate::text::language::with_region;

impl Page<'_> {
    /// The public address of the file at `path`, where the site has one. The front page is its folder.
    pub(super) fn public(&self, path: &str) -> Option<String> {
        let base = self.ask.config().base_url.as_ref()?;
        Some(if path == PageKey::Front.path() {
            base.clone()
        } else {
            format!("{base}{}", relative("index.html", path))
        })
    }

    /// What is shown of the page where somebody links it.
    pub(super) fn social(&self, kind: &str, url: String) -> SocialView {
        let is_text = matches!(kind, "source" | "essay" | "packet" | "question" | "entry");
        SocialView {
            url,
            kind: if is_text { "article" } else { "website" },
            locale: with_region(&self.ask.config().language).unwrap_or_default(),
        }
    }

    /// A list of all pages, or, where one file cannot hold it, the list of its parts. There is no `lastmod`: the build knows
    /// no clock, and a wrong day is worse than none.
    pub(super) fn sitemap(&self, number: Option<usize>) -> String {
        let base = self.ask.config().base_url.as_deref().unwrap_or_default();
        let paths: Vec<&str> = self.ask.indexed().collect();
        let parts = sitemaps(base, &paths);
        let (outer, inner, listed): (_, _, Vec<String>) = match number {
            None if parts.len() > 1 => (
                "sitemapindex",
                "sitemap",
                (1..=parts.len()).map(|number| base.to_owned() + &part_of_sitemap(number)).collect(),
            ),
            number => {
                let part = parts.get(number.map_or(0, |number| number - 1)).cloned().unwrap_or_default();
                ("urlset", "url", paths[part].iter().filter_map(|path| self.public(path)).collect())
            }
        };
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{outer} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        );
        for url in listed {
            writeln!(out, "<{inner}><loc>{}</loc></{inner}>", escape(&url)).expect("strings take what is written");
        }
        writeln!(out, "</{outer}>").expect("strings take what is written");
        out
    }

    /// `robots.txt`: all may be read, and where the list of pages is.
    pub(super) fn robots(&self) -> String {
        let base = self.ask.config().base_url.as_deref().unwrap_or_default();
        format!("User-agent: *\nAllow: /\n\nSitemap: {base}{SITEMAP}\n")
    }
}
