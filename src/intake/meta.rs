//! What a saved page says of itself: in the elements of its head, in its structured data, in what it marks as such.
//!
//! In: the page. Out: [`Meta`], whose values say where they come from. Start at [`read`]; [`Meta::complete`] adds what the
//! extractor found. Nothing is made up: a value that the page does not state is left out.

use dom_query::Document;
use dom_smoothie::Article;
use serde_json::Value;

use super::title::{Page, names_in};
use crate::suggest::author;

/// A value with the place it comes from, such as `the page's JSON-LD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The value.
    pub value: String,
    /// Where the page says it.
    pub from: &'static str,
}

/// What a page says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    /// Its title.
    pub title: Option<Found>,
    /// Who wrote it.
    pub authors: Vec<Found>,
    /// Who published it.
    pub publisher: Option<Found>,
    /// When it was published: the day.
    pub published: Option<Found>,
    /// When it was changed: the day.
    pub updated: Option<Found>,
    /// Where it was published.
    pub url: Option<Found>,
    /// Its language, a tag.
    pub language: Option<Found>,
}

const JSON_LD: &str = "the structured data (JSON-LD) of the saved page";
const HEAD: &str = "the metadata in the head of the saved page";
const SHOWN: &str = "the title of the saved page";
const MARKED: &str = "what the saved page marks as such";

/// Reads what `document` says of itself.
pub fn read(document: &Document) -> Meta {
    let mut meta = Meta::default();
    let mut names: Vec<String> = Vec::new();
    for script in document.select("script[type=\"application/ld+json\"]").iter() {
        if let Ok(value) = serde_json::from_str::<Value>(script.text().trim()) {
            articles(&value, 0, &mut |article| meta.structured(article));
            names_in(&value, 0, &mut |name| names.push(name.to_owned()));
        }
    }
    let content = |name: &str| -> Option<String> {
        let selector = format!("meta[property=\"{name}\"], meta[name=\"{name}\"], meta[itemprop=\"{name}\"]");
        let element = document.select_single(&selector);
        element.attr("content").and_then(|content| plain(&content))
    };
    let first = |names: &[&str]| names.iter().find_map(|name| content(name));
    let head = |value: Option<String>| value.map(|value| Found { value, from: HEAD });
    let day_of = |value: Option<String>| head(value.as_deref().and_then(day));
    if meta.authors.is_empty() {
        let names = first(&[
            "author",
            "citation_author",
            "dc.creator",
            "DC.creator",
            "article:author",
            "parsely-author",
            "sailthru.author",
        ]);
        // An address says who it is only to those who go there.
        meta.authors = names.iter().filter(|name| is_name(name)).filter_map(|name| head(Some(name.clone()))).collect();
    }
    // Some pages put the title of the text in its place.
    let headings: Vec<String> = document.select("h1").iter().filter_map(|heading| plain(&heading.text())).collect();
    let application = content("application-name").filter(|name| !headings.contains(name));
    let publishers = ["og:site_name", "citation_journal_title", "dc.publisher", "DC.publisher"];
    let publishers = publishers.iter().filter_map(|name| content(name)).chain(application.clone());
    let publisher = || publishers.into_iter().find(|name| !is_address(name));
    meta.publisher = meta.publisher.take().or_else(|| head(publisher()));
    meta.published = meta.published.take().or(day_of(first(&[
        "article:published_time",
        "datePublished",
        "citation_publication_date",
        "citation_date",
        "dc.date",
        "DC.date",
        "dc.date.issued",
        "DC.date.issued",
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "publish-date",
        "date",
    ])));
    meta.updated = meta.updated.take().or(day_of(first(&[
        "article:modified_time",
        "dateModified",
        "og:updated_time",
        "lastmod",
        "last-modified",
    ])));
    let canonical = document.select_single("link[rel=\"canonical\"]").attr("href").map(|href| href.to_string());
    let url = canonical.or_else(|| content("og:url")).filter(|url| is_address(url));
    meta.url = head(url).or(meta.url.take());
    let marked = |value: Option<String>| value.map(|value| Found { value, from: MARKED });
    if meta.published.is_none() {
        let time = document.select("time[datetime]");
        let times: Vec<String> = time.iter().filter_map(|time| day(&time.attr("datetime")?)).collect();
        // Several different days are those of several things.
        meta.published = marked(times.first().filter(|first| times.iter().all(|time| time == *first)).cloned());
    }
    let language = document.select_single("html[lang]").attr("lang").map(|lang| lang.to_string());
    meta.language =
        head(language.or_else(|| first(&["og:locale", "content-language"])).map(|tag| tag.replace('_', "-")));
    names.extend(meta.publisher.iter().map(|publisher| publisher.value.clone()).chain(application));
    let addresses = meta.url.iter().map(|url| url.value.clone()).chain(content("og:url")).collect::<Vec<_>>();
    let page = Page::new(document, names.iter().map(String::as_str), &addresses);
    let titles = ["og:title", "citation_title", "dc.title", "DC.title", "twitter:title"];
    let shown = plain(&document.select_single("title").text());
    let mut called: Vec<Found> = meta.title.take().into_iter().collect();
    called.extend(titles.iter().filter_map(|name| head(content(name))));
    called.extend(shown.map(|value| Found { value, from: SHOWN }));
    // A page that calls itself nothing but its site says in its heading what it is.
    called.extend(marked(page.heading().map(str::to_owned)));
    let alone = |found: Found| Some(Found { value: page.title(&found.value, found.from == SHOWN)?, ..found });
    meta.title = called.into_iter().find_map(alone);
    meta
}

impl Meta {
    /// Takes over what an article says in structured data.
    fn structured(&mut self, article: &Value) {
        let found = |value: Option<String>| value.map(|value| Found { value, from: JSON_LD });
        let text = |key: &str| article.get(key).and_then(Value::as_str).map(unescaped).and_then(|text| plain(&text));
        let set = |place: &mut Option<Found>, value: Option<String>| {
            if place.is_none() {
                *place = found(value);
            }
        };
        set(&mut self.title, text("headline").or_else(|| text("name")));
        set(&mut self.published, text("datePublished").as_deref().and_then(day));
        set(&mut self.updated, text("dateModified").as_deref().and_then(day));
        set(&mut self.url, text("url").filter(|url| is_address(url)));
        set(&mut self.publisher, article.get("publisher").into_iter().flat_map(names).next());
        if self.authors.is_empty() {
            let authors = article.get("author").or_else(|| article.get("creator")).into_iter().flat_map(names);
            self.authors = authors.filter(|name| is_name(name)).filter_map(|name| found(Some(name))).collect();
        }
    }

    /// Adds what the extractor found and the page does not say elsewhere.
    pub fn complete(&mut self, article: &Article) {
        const EXTRACTED: &str = "what the extractor found in the saved page";
        let found = |value: &str| plain(value).map(|value| Found { value, from: EXTRACTED });
        if self.authors.is_empty() {
            let byline = article.byline.as_deref().and_then(plain);
            // A day stands beside a name, and words such as "by" before it.
            let name = byline.filter(|line| line.chars().count() <= 60 && !line.contains(char::is_numeric));
            let name = name.map(|line| author(&line).filter(|name| !is_particle(&line, name)).unwrap_or(line));
            let name = name.filter(|name| is_name(name));
            self.authors = name.into_iter().filter_map(|name| found(&name)).collect();
        }
        if self.published.is_none() {
            self.published = article.published_time.as_deref().and_then(day).and_then(|day| found(&day));
        }
    }
}

/// Whether what stands before the only word left of a byline belongs to the name, as in `Von Neumann`.
fn is_particle(line: &str, name: &str) -> bool {
    let lower = line.to_lowercase();
    !name.contains(char::is_whitespace) && ["von ", "di ", "da "].iter().any(|particle| lower.starts_with(particle))
}

/// Hands each object of structured data that is a text to `take`.
fn articles(value: &Value, depth: usize, take: &mut impl FnMut(&Value)) {
    if depth > 8 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| articles(value, depth + 1, take)),
        Value::Object(object) => {
            let kinds = object.get("@type").map(kinds).unwrap_or_default();
            let is_text = |kind: &String| {
                kind.ends_with("Article")
                    || matches!(
                        kind.as_str(),
                        "BlogPosting" | "Report" | "Review" | "NewsArticle" | "Legislation" | "Statement"
                    )
            };
            if kinds.iter().any(is_text) {
                take(value);
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.get(key) {
                    articles(inner, depth + 1, take);
                }
            }
        }
        _ => {}
    }
}

pub(super) fn kinds(value: &Value) -> Vec<String> {
    match value {
        Value::String(kind) => vec![kind.clone()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The names in a value: a string, an object with a name, or several of these.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => plain(name).into_iter().collect(),
        Value::Object(object) => object.get("name").map(names).unwrap_or_default(),
        Value::Array(values) => values.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

/// Words in one line, without what cannot be seen; `None` where nothing is left.
pub(super) fn plain(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|char| !char.is_control() || char.is_whitespace()).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Text without entities, which structured data should not have and often has.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    Document::from(format!("<p>{}", text.replace('<', "&lt;"))).select("p").text().to_string()
}

fn is_name(text: &str) -> bool {
    !is_address(text)
        && !text.contains(['@', '<', '{', '/'])
        && text.chars().any(char::is_alphabetic)
        && text.chars().count() <= 120
}

fn is_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme))
        && !text.chars().any(|char| char.is_whitespace() || char.is_control())
}

/// The day of a date in the form of ISO 8601, whatever follows it.
fn day(text: &str) -> Option<String> {
    let text = text.trim().replace('/', "-");
    let day: String = text.chars().take(10).collect();
    let is_day = day.len() == 10
        && day
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    let date: Option<jiff::civil::Date> = if is_day { day.parse().ok() } else { None };
    date.filter(|date| date.year() > 1000).map(|_| day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_no_publisher_and_a_title_none_either() {
        let read = |head: &str| read(&Document::from(format!("<html><head>{head}</head>")));
        let publisher = |head: &str| read(head).publisher.map_or_else(|| "none".to_owned(), |found| found.value);
        let address = "<meta property='og:site_name' content='https://www.example.org'>";
        assert_eq!(publisher(address), "none");
        assert_eq!(
            publisher(&format!("{address}<meta name='application-name' content='Le Quotidien'>")),
            "Le Quotidien"
        );
        let title = "<meta name='application-name' content='Le vieux port'></head><body><h1>Le vieux port</h1>";
        let found = read(title);
        assert_eq!((found.title.map(|title| title.value).as_deref(), found.publisher), (Some("Le vieux port"), None));
    }

    #[test]
    fn a_byline_is_the_name_in_it() {
        let author = |byline: &str| {
            let text =
                "<p>It was the third time in a week, says the keeper, and so he has built a fence around it.</p>"
                    .repeat(9);
            let page =
                format!("<html><body><article><p class=byline rel=author>{byline}</p>{text}</article></body></html>");
            super::super::html::read(&page)
                .meta
                .authors
                .first()
                .map_or_else(|| "none".to_owned(), |found| found.value.clone())
        };
        assert_eq!(author("By Jane Fox"), "Jane Fox");
        assert_eq!(author("Par Jeanne Renard"), "Jeanne Renard");
        assert_eq!(author("Von Stefan Fuchs"), "Stefan Fuchs");
        assert_eq!(author("Von Neumann"), "Von Neumann");
        assert_eq!(author("Jane Fox"), "Jane Fox");
        assert_eq!(author("By JANE FOX March 11, 2015 3:46 PM"), "none");
    }
}
