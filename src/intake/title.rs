//! The title of a text in what its page calls itself, which mostly names the site as well.
//!
//! In: what the page calls itself, its headings, the names of its site. Out: the title alone. Start at [`Page::title`].
//! Something is taken for the name of a site because the page says that it is, or because a heading of the page is the rest; not
//! because of where it stands. Only of the title that browsers show, which nearly always ends so, a few words behind the last
//! sign are believed to be one without that.

use dom_query::Document;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::meta::plain;
use crate::text::words::count;

/// What a page has that tells its titles from the name of its site.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its headings of the first level but names of the site.
    headings: Vec<String>,
    /// The names of its site, in the form in which they are compared.
    names: Vec<String>,
}

/// What has more parts is a list of words for search engines, and taken as it is.
const MOST_PARTS: usize = 24;

/// The longest name of a site, in letters and digits.
const LONGEST_NAME: usize = 40;

/// A sign between title and site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// One that parts a title and what explains it as well.
    Colon,
    /// One that stands within titles as well.
    Dash,
    /// One that stands in no title.
    Bar,
}

/// A part of what a page calls itself: its bytes, and the sign behind it.
type Part = (std::ops::Range<usize>, Option<Sign>);

impl Page {
    /// Reads what `document` says of its site; `names` are known otherwise, and so are the addresses of the page.
    pub(super) fn new<'a>(document: &Document, names: impl IntoIterator<Item = &'a str>, addresses: &[String]) -> Self {
        let mut page = Self::default();
        names.into_iter().for_each(|name| page.name(name));
        for name in ["og:site_name", "apple-mobile-web-app-title", "twitter:site"] {
            let selector = format!("meta[property=\"{name}\"], meta[name=\"{name}\"]");
            document.select(&selector).iter().filter_map(|meta| meta.attr("content")).for_each(|name| page.name(&name));
        }
        for address in addresses {
            let host = address.split("//").nth(1).and_then(|rest| rest.split(['/', ':']).next()).unwrap_or_default();
            let host = host.trim_start_matches("www.").to_lowercase();
            page.name(&host);
            // Below the domain of a country there is another that says nothing: `bbc.co.uk`.
            host.split('.')
                .rev()
                .skip(1)
                .filter(|label| label.len() > 3 || host.split('.').count() == 2)
                .for_each(|label| page.name(label));
        }
        let headings = document.select("h1");
        let headings = headings.iter().filter_map(|heading| plain(&heading.text()));
        page.headings = headings.filter(|heading| !page.is_name(heading)).collect();
        page
    }

    /// Notes a name of the site, unless it is longer than names are: some pages put their title in its place.
    fn name(&mut self, name: &str) {
        let words = squeezed(name);
        if !words.is_empty() && words.chars().count() <= LONGEST_NAME {
            self.names.push(words);
        }
    }

    fn is_name(&self, words: &str) -> bool {
        let words = squeezed(words);
        self.names.contains(&words)
    }

    fn is_heading(&self, words: &str) -> bool {
        let words = squeezed(words);
        !words.is_empty() && self.headings.iter().any(|heading| squeezed(heading) == words)
    }

    /// The only heading, if there is but one.
    pub(super) fn heading(&self) -> Option<&str> {
        match &self.headings[..] {
            [heading] => Some(heading),
            _ => None,
        }
    }

    /// The title in `called`; `None` where that names the site alone. `is_shown` says that it is what browsers show.
    pub(super) fn title(&self, called: &str, is_shown: bool) -> Option<String> {
        if self.is_name(called) {
            return None;
        }
        let parts = parts(called);
        let words = |from: usize, to: usize| &called[parts[from].0.start..parts[to].0.end];
        let all = parts.len();
        if all == 1 || all > MOST_PARTS || self.is_heading(called) {
            return Some(called.to_owned());
        }
        // The longest run of parts that is a heading.
        let length = |from: usize, to: usize| words(from, to).chars().count();
        let mut runs: Vec<(usize, usize)> = (0..all).flat_map(|from| (from..all).map(move |to| (from, to))).collect();
        runs.sort_by_key(|(from, to)| std::cmp::Reverse(length(*from, *to)));
        let is_title = |(from, to): &(usize, usize)| {
            // Behind a colon a title goes on; a short heading may be that of a part of the site.
            let goes_on = to + 2 == all && parts[*to].1 == Some(Sign::Colon) && !self.is_name(words(to + 1, all - 1));
            let mut others = (0..*from).chain(to + 1..all);
            !goes_on && others.all(|at| length(at, at) <= length(*from, *to)) && self.is_heading(words(*from, *to))
        };
        if let Some((from, to)) = runs.into_iter().find(is_title) {
            return Some(words(from, to).to_owned());
        }
        let is_site = |at: &usize| self.is_name(words(*at, *at));
        let from = usize::from(is_site(&0));
        let to = (from.max(1)..all).find(is_site).unwrap_or(all);
        if from > 0 || to < all {
            return (from < to).then(|| words(from, to - 1).to_owned());
        }
        let is_believed = |to: &usize| {
            let (title, last) = (words(0, to - 1), words(*to, *to));
            let is_short = match parts[to - 1].1 {
                Some(Sign::Bar) => true,
                Some(Sign::Dash) => count(last) <= 4,
                Some(Sign::Colon) | None => false,
            };
            is_shown && is_short && count(last) < count(title) && is_sentence(title)
        };
        let mut to = all - 1;
        while to > 0 && is_believed(&to) {
            to -= 1;
            if parts[to].1 == Some(Sign::Dash) {
                break;
            }
        }
        Some(words(0, to).to_owned())
    }
}

/// The names of sites and publishers in structured data.
pub(super) fn names_in(value: &Value, depth: usize, take: &mut impl FnMut(&str)) {
    match value {
        Value::Array(values) if depth < 8 => values.iter().for_each(|value| names_in(value, depth + 1, take)),
        Value::Object(object) if depth < 8 => {
            let kinds = object.get("@type").map(super::meta::kinds).unwrap_or_default();
            let is_site = |kind: &String| kind == "WebSite" || kind.ends_with("Organization");
            if kinds.iter().any(is_site)
                && let Some(name) = object.get("name").and_then(Value::as_str)
            {
                take(name);
            }
            for key in ["@graph", "publisher", "isPartOf", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.get(key) {
                    names_in(inner, depth + 1, take);
                }
            }
        }
        _ => {}
    }
}

/// Letters and digits without marks, in lower case.
fn squeezed(text: &str) -> String {
    let letters = text.nfkd().filter(|char| !is_combining_mark(*char)).flat_map(char::to_lowercase);
    letters.filter(|char| char.is_alphanumeric()).collect()
}

/// Whether these are more than two words.
fn is_sentence(text: &str) -> bool {
    count(text) >= 3
}

/// The parts of what a page calls itself.
fn parts(called: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = None;
    let mut chars = called.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let after = chars.peek().map(|(_, char)| *char);
        let end = at + char.len_utf8();
        if let Some(sign) = sign(before, char, after).filter(|_| start < at && end < called.len()) {
            parts.push((start..at, Some(sign)));
            start = end;
        }
        before = Some(char);
    }
    parts.push((start..called.len(), None));
    let trimmed = parts.into_iter().map(|(bytes, sign)| {
        let words = &called[bytes.clone()];
        let from = bytes.start + words.len() - words.trim_start().len();
        (from..from + words.trim().len(), sign)
    });
    trimmed.filter(|(bytes, _)| !bytes.is_empty()).collect()
}

/// Whether a character between two others may part title and site.
fn sign(before: Option<char>, char: char, after: Option<char>) -> Option<Sign> {
    let is_space = |char: Option<char>| char.is_none_or(char::is_whitespace);
    let is_unspaced = |char: Option<char>| char.is_some_and(crate::text::words::is_unspaced);
    match char {
        '|' | '｜' => Some(Sign::Bar),
        '»' | '«' | '›' | '‹' | '•' => Some(Sign::Dash),
        '：' => Some(Sign::Colon),
        ':' if is_space(after) => Some(Sign::Colon),
        '_' if is_unspaced(before) || is_unspaced(after) => Some(Sign::Bar),
        '-' | '‐' | '–' | '—' | '―' | '－' | '_' | '·' | '/' | '~' | '～' | '⋅' | '‧' | ':' | '>' => {
            let is_alone = is_space(before) && is_space(after);
            (is_alone || char != '·' && (is_unspaced(before) || is_unspaced(after))).then_some(Sign::Dash)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The title of a page with this in its head and this in its body.
    fn title(head: &str, body: &str) -> String {
        let document = Document::from(format!("<html><head>{head}</head><body>{body}</body></html>"));
        super::super::meta::read(&document).title.map_or_else(|| "none".to_owned(), |found| found.value)
    }

    #[test]
    fn what_the_page_calls_its_site_is_no_part_of_its_title() {
        for (called, site, expected) in [
            ("La crise du vieux port - Le Quotidien", "Le Quotidien", "La crise du vieux port"),
            ("La crise du vieux port — Le Quotidien.fr", "Le Quotidien.fr", "La crise du vieux port"),
            ("Le Quotidien : la crise du vieux port", "Le Quotidien", "la crise du vieux port"),
            ("Der alte Hafen | DER BOTE", "Der Bote", "Der alte Hafen"),
            ("Der alte Hafen - DER BOTE - Politik", "Der Bote", "Der alte Hafen"),
            ("El puerto viejo · La Gaceta", "La Gaceta", "El puerto viejo"),
            ("Il vecchio porto » Il Foglietto", "Il Foglietto", "Il vecchio porto"),
            ("Старый порт / Вестник", "Вестник", "Старый порт"),
            ("الميناء القديم | الجريدة", "الجريدة", "الميناء القديم"),
            ("旧港的危机-新报网", "新报网", "旧港的危机"),
            ("旧港的危机_新报网", "新报网", "旧港的危机"),
            ("古い港｜新報", "新報", "古い港"),
            ("The old port: a chronicle - The Herald", "The Herald", "The old port: a chronicle"),
            ("Port-Royal – an old port", "The Herald", "Port-Royal – an old port"),
            ("A day at The Herald", "The Herald", "A day at The Herald"),
            ("The Herald", "The Herald", "none"),
        ] {
            let head =
                format!("<meta property='og:title' content='{called}'><meta property='og:site_name' content='{site}'>");
            assert_eq!(title(&head, ""), expected, "{called}");
        }
    }

    #[test]
    fn the_name_of_a_site_is_known_in_many_ways() {
        let called = "<title>Le vieux port - Le Quotidien</title>";
        for named in [
            "<meta name=application-name content='LE QUOTIDIEN'>",
            "<meta name='apple-mobile-web-app-title' content='Le Quotidien'>",
            "<meta name='twitter:site' content='@lequotidien'>",
            "<link rel=canonical href='https://www.lequotidien.fr/a/1'>",
            "<script type='application/ld+json'>{\"@type\": \"WebSite\", \"name\": \"Le Quotidien\"}</script>",
            "<script type='application/ld+json'>{\"@graph\": [{\"@type\": \"NewsMediaOrganization\", \"name\": \"Le Quotidien\"}]}</script>",
        ] {
            assert_eq!(title(&format!("{called}{named}"), ""), "Le vieux port", "{named}");
        }
        assert_eq!(title("<title>旧港的危机和城市_教育频道_新报网</title>", ""), "旧港的危机和城市");
        // Too little is known to take anything away.
        assert_eq!(title(called, ""), "Le vieux port");
        assert_eq!(title(&called.replace("Le vieux port", "Ports"), ""), "Ports - Le Quotidien");
        assert_eq!(
            title("<meta property='og:title' content='Le vieux port - Le Quotidien'>", ""),
            "Le vieux port - Le Quotidien"
        );
        assert_eq!(
            title("<title>The old port – and what the town made of its water</title>", ""),
            "The old port – and what the town made of its water"
        );
        assert_eq!(
            title("<title>Le vieux port : Marseille et la mer</title>", ""),
            "Le vieux port : Marseille et la mer"
        );
    }

    #[test]
    fn a_heading_says_where_a_title_ends() {
        for (called, heading, expected) in [
            ("Le vieux port - la crise | Le Quotidien", "Le vieux port - la crise", "Le vieux port - la crise"),
            ("Le vieux port – Politique – Le Quotidien", "LE VIEUX PORT", "LE VIEUX PORT"),
            ("Le Quotidien : Le vieux port", "Le vieux port", "Le vieux port"),
            ("오래된 항구의 위기 : 뉴스 : 신문", "오래된 항구의 위기", "오래된 항구의 위기"),
            (
                "The old port of the town - The Morning Show",
                "The Morning Show</h1><h1>The old port of the town",
                "The old port of the town",
            ),
            // The name of the site as its logo.
            ("旧港的危机和城市的未来 :: 新报", "新报", "旧港的危机和城市的未来 :: 新报"),
            // The heading of a part of the site, and a title that goes on.
            (
                "Hafen - Warum die Stadt ihn nicht mehr braucht",
                "Hafen",
                "Hafen - Warum die Stadt ihn nicht mehr braucht",
            ),
            ("Le vieux port : ce que la ville en fait", "Le vieux port", "Le vieux port : ce que la ville en fait"),
        ] {
            let found = title(&format!("<title>{called}</title>"), &format!("<h1>{heading}</h1>"));
            assert_eq!(found.to_lowercase(), expected.to_lowercase(), "{called}");
        }
    }

    #[test]
    fn the_name_of_a_site_in_a_heading_is_no_title() {
        let site =
            "<meta property='og:site_name' content='Le Quotidien'><meta property='og:title' content='Le Quotidien'>";
        assert_eq!(title(site, "<h1>Le Quotidien</h1><h1>Le vieux port</h1>"), "Le vieux port");
        assert_eq!(
            title(&format!("{site}<title>Le vieux port : la crise | Le Quotidien</title>"), "<h1>Le Quotidien</h1>"),
            "Le vieux port : la crise"
        );
        // Some pages call their application by their title.
        let odd = "<meta name='application-name' content='What became of the old port that nobody in the town wanted'>";
        let headings = "<h1>Morning Show</h1><h1>What became of the old port that nobody in the town wanted</h1>";
        let called = "<title>What became of the old port that nobody in the town wanted - Herald</title>";
        assert_eq!(
            title(&format!("{called}{odd}"), headings),
            "What became of the old port that nobody in the town wanted"
        );
        let structured = "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"L&#039;ancien port &amp; la mer - Le Quotidien\", \"publisher\": {\"@type\": \"Organization\", \"name\": \"Le Quotidien\"}}</script>";
        assert_eq!(title(structured, ""), "L'ancien port & la mer");
    }
}
