//! What a saved page says of itself: in the elements of its head, in its structured data, in what it marks as such.
//!
//! In: the page. Out: [`Meta`], whose values say where they come from. Start at [`read`]; [`Meta::complete`] adds what the
//! extractor found. Nothing is made up: a value that the page does not state is left out.

use dom_query::Document;
use dom_smoothie::Article;
use serde_json::Value;

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
const MARKED: &str = "what the saved page marks as such";

/// Reads what `document` says of itself.
pub fn read(document: &Document) -> Meta {
    let mut meta = Meta::default();
    for script in document.select("script[type=\"application/ld+json\"]").iter() {
        if let Ok(value) = serde_json::from_str::<Value>(script.text().trim()) {
            articles(&value, 0, &mut |article| meta.structured(article));
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
    meta.title =
        meta.title.take().or(head(first(&["og:title", "citation_title", "dc.title", "DC.title", "twitter:title"])));
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
    meta.publisher = meta.publisher.take().or(head(first(&[
        "og:site_name",
        "citation_journal_title",
        "dc.publisher",
        "DC.publisher",
        "application-name",
    ])));
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
    if meta.title.is_none() {
        let title = plain(&document.select_single("title").text());
        meta.title = title.map(|value| Found { value, from: "the title of the saved page" });
    }
    meta
}

impl Meta {
    /// Takes over what an article says in structured data.
    fn structured(&mut self, article: &Value) {
        let found = |value: Option<String>| value.map(|value| Found { value, from: JSON_LD });
        let text = |key: &str| article.get(key).and_then(Value::as_str).and_then(plain);
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

    /// Adds what the extractor found and the page does not say elsewhere. Its title is without the name of the site.
    pub fn complete(&mut self, article: &Article) {
        const EXTRACTED: &str = "what the extractor found in the saved page";
        let found = |value: &str| plain(value).map(|value| Found { value, from: EXTRACTED });
        let is_plain_title = self.title.as_ref().is_none_or(|title| title.from == "the title of the saved page");
        if is_plain_title && let Some(title) = found(&article.title) {
            self.title = Some(title);
        }
        if self.authors.is_empty() {
            let byline = article.byline.as_deref().and_then(found);
            self.authors = byline
                .into_iter()
                .filter(|byline| is_name(&byline.value) && byline.value.chars().count() <= 60)
                .collect();
        }
        if self.published.is_none() {
            self.published = article.published_time.as_deref().and_then(day).and_then(|day| found(&day));
        }
    }
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

fn kinds(value: &Value) -> Vec<String> {
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
fn plain(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|char| !char.is_control() || char.is_whitespace()).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
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
