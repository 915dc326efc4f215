//! What was changed: the page, and the same as an Atom feed (RFC 4287).
//!
//! A feed is read far from the site, so all its addresses are absolute, and there is one only where the public address is
//! known. Its times are those that the editors wrote: a day begins at midnight UTC.

use std::fmt::Write as _;

use super::Page;
use super::prose;
use super::statements::heading_start;
use super::view::{ChangeView, ChangesView};
use crate::model::key::PageKey;
use crate::model::page::{Change, ChangesPage};
use crate::model::site::FEED;
use crate::text::escape::escape;

/// How many changes a feed has; readers of feeds keep what they saw before.
const MOST: usize = 100;

impl Page<'_> {
    fn changes_of(&self) -> &ChangesPage {
        self.ask.changes().expect("the page is made of the changes")
    }

    pub(super) fn changes(&self) -> ChangesView {
        let key = PageKey::Changes;
        let changes = self.changes_of();
        let text = &changes.page.prose;
        let first = changes.changes.first();
        let first = first.map_or(text.events.len(), |change| heading_start(&change.statement, text));
        let parts = std::iter::once(0..first).chain(changes.changes.iter().map(|change| change.statement.body.clone()));
        let (mut bodies, notes) = prose::sections(self, &key, text, parts);
        let html = bodies.remove(0);
        let view = |(change, html): (&Change, String)| ChangeView {
            id: change.statement.id.clone(),
            date: self.date(&change.day),
            datetime: change.day.edtf.clone(),
            kind: change.kind.unwrap_or_default(),
            title: change.title.clone(),
            html,
        };
        ChangesView {
            layout: self.layout("changes", self.title_of(&key).text, Some(&key), notes.has_code),
            title: changes.title.clone(),
            html,
            changes: changes.changes.iter().zip(bodies).map(view).collect(),
            notes: notes.html,
            backlinks: self.backlinks(&key),
        }
    }

    /// `feed.xml`.
    pub(super) fn feed(&self) -> String {
        let key = PageKey::Changes;
        let changes = self.changes_of();
        let config = self.ask.config();
        let page = escape(&self.to(&key.path()));
        let title = escape(&config.title);
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
             <id>{page}</id>\n<title>{title}</title>\n<subtitle>{}</subtitle>\n\
             <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n",
            escape(&config.language),
            escape(&self.title_of(&key).text),
            escape(&self.to(FEED)),
        );
        let newest = changes.changes.first().map_or("", |change| &change.day.edtf);
        let mut write = |line: std::fmt::Arguments<'_>| out.write_fmt(line).expect("strings take what is written");
        write(format_args!("<updated>{newest}T00:00:00Z</updated>\n"));
        // A feed has an author; where no editor is named it is the dossier.
        let authors = if config.editors.is_empty() { std::slice::from_ref(&config.title) } else { &config.editors };
        for author in authors {
            write(format_args!("<author><name>{}</name></author>\n", escape(author)));
        }
        for change in changes.changes.iter().take(MOST) {
            let kind = change.kind.map(|kind| escape(&self.word(&format!("change-{kind}"), &[])));
            let title = match (&kind, change.title.as_str()) {
                (None, "") => escape(&self.word("change", &[])),
                (Some(kind), "") => kind.clone(),
                (_, title) => escape(title),
            };
            let address = format!("{page}#{}", escape(&change.statement.id));
            let html = prose::excerpt(self, &key, &changes.page.prose, change.statement.body.clone());
            let day = &change.day.edtf;
            write(format_args!("<entry>\n<id>{address}</id>\n<title>{title}</title>\n"));
            write(format_args!("<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n"));
            write(format_args!("<published>{day}T00:00:00Z</published>\n<updated>{day}T00:00:00Z</updated>\n"));
            if let (Some(name), Some(kind)) = (change.kind, kind) {
                write(format_args!("<category term=\"{name}\" label=\"{kind}\"/>\n"));
            }
            if !html.is_empty() {
                write(format_args!("<content type=\"html\">{}</content>\n", escape(html.trim())));
            }
            write(format_args!("</entry>\n"));
        }
        out.push_str("</feed>\n");
        xml_text(&out)
    }
}

/// The text without what XML cannot hold, not even escaped.
fn xml_text(text: &str) -> String {
    let is_held =
        |char: &char| matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|char| if is_held(&char) { char } else { '\u{fffd}' }).collect()
}
