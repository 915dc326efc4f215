//! What a bibliography knows of a source.

use super::one_line;
use crate::model::date::Date;
use crate::model::id::Id;
use crate::model::located::Stated;
use crate::model::page::{Name, SourcePage};

/// A value, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// Whether the editor supplied it, since the capture does not say it. Readers see it in square brackets.
    pub supplied: bool,
}

/// A source, for citing. Its strings are on one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The source's id, the key of its entry in files for programs.
    pub id: Id,
    /// What kind of text it is, as the editor calls it; [`Self::form`] is what that means here.
    pub kind: Option<Said<String>>,
    /// Authors, in order.
    pub authors: Vec<Said<Name>>,
    /// Editors, in order.
    pub editors: Vec<Said<Name>>,
    /// Title.
    pub title: Said<String>,
    /// Subtitle.
    pub subtitle: Option<Said<String>>,
    /// Who published it: of an article, the periodical or site that it is part of.
    pub publisher: Option<Said<String>>,
    /// When it was published.
    pub published: Option<Said<Date>>,
    /// When it was changed.
    pub updated: Option<Said<Date>>,
    /// When it was captured, which is when the editor's copy saw it.
    pub captured: Option<Said<Date>>,
    /// Where it was published.
    pub url: Option<Said<String>>,
    /// Address of an archive's copy.
    pub archived: Option<Said<String>>,
    /// Language of its words, BCP 47.
    pub language: String,
}

impl Record {
    /// The record of a source.
    pub fn of(page: &SourcePage) -> Self {
        let texts = |stated: &Option<Stated<String>>| stated.as_ref().map(text).filter(|text| !text.value.is_empty());
        let dates = |stated: &Option<Stated<Date>>| stated.as_ref().map(|date| said(date, Clone::clone));
        Self {
            id: page.page.id.clone(),
            kind: texts(&page.kind),
            authors: names(&page.authors),
            editors: names(&page.editors),
            title: text(&page.title),
            subtitle: texts(&page.subtitle),
            publisher: texts(&page.publisher),
            published: dates(&page.published),
            updated: dates(&page.updated),
            captured: dates(&page.captured),
            url: texts(&page.url),
            archived: texts(&page.archived),
            language: page.language.clone(),
        }
    }

    /// What it is among the forms that bibliographies know.
    pub fn form(&self) -> Form {
        match &self.kind {
            Some(kind) => Form::of_kind(&kind.value),
            None => Form::Document,
        }
    }

    /// Title and subtitle as one: `Title: Subtitle`, without the colon if the title itself asks or calls.
    pub fn full_title(&self) -> String {
        let title = &self.title.value;
        match &self.subtitle {
            Some(subtitle) if title.ends_with(['?', '!', '？', '！']) => format!("{title} {}", subtitle.value),
            Some(subtitle) => format!("{}: {}", title.trim_end_matches(['.', ':']), subtitle.value),
            None => title.clone(),
        }
    }

    /// The names of its values that the editor supplied, as front matter calls them, in this order.
    pub fn supplied(&self) -> Vec<&'static str> {
        fn is<T>(said: &Option<Said<T>>) -> bool {
            said.as_ref().is_some_and(|said| said.supplied)
        }
        let any = |names: &[Said<Name>]| names.iter().any(|name| name.supplied);
        let all = [
            ("authors", any(&self.authors)),
            ("editors", any(&self.editors)),
            ("title", self.title.supplied),
            ("subtitle", is(&self.subtitle)),
            ("kind", is(&self.kind)),
            ("publisher", is(&self.publisher)),
            ("published", is(&self.published)),
            ("updated", is(&self.updated)),
            ("captured", is(&self.captured)),
            ("url", is(&self.url)),
            ("archived", is(&self.archived)),
        ];
        all.into_iter().filter_map(|(name, is_supplied)| is_supplied.then_some(name)).collect()
    }
}

fn said<T, U>(stated: &Stated<T>, value: impl FnOnce(&T) -> U) -> Said<U> {
    Said { value: value(&stated.value), supplied: stated.from.is_some() }
}

fn text(stated: &Stated<String>) -> Said<String> {
    said(stated, |text| one_line(text))
}

fn names(stated: &[Stated<Name>]) -> Vec<Said<Name>> {
    let one = |name: &Name| match name {
        Name::Whole(name) => Name::Whole(one_line(name)),
        Name::Parts { given, family, family_first } => {
            Name::Parts { given: one_line(given), family: one_line(family), family_first: *family_first }
        }
    };
    let names = stated.iter().map(|name| said(name, one));
    names.filter(|name| !name.value.display().trim().is_empty()).collect()
}

/// The forms of texts that bibliographies know. Every form for programs has a word for each:
///
/// | form | kinds, as editors call them | BibTeX | RIS | CSL | Zotero |
/// |---|---|---|---|---|---|
/// | `Magazine` | article, essay, commentary, opinion, column, editorial, analysis, review, feature, conversation, discussion, magazine article | `article` | `MGZN` | `article-magazine` | `magazineArticle` |
/// | `Newspaper` | news, report of news, newspaper article, news article | `article` | `NEWS` | `article-newspaper` | `newspaperArticle` |
/// | `Journal` | journal article, paper | `article` | `JOUR` | `article-journal` | `journalArticle` |
/// | `Interview` | interview | `misc` | `MGZN` | `interview` | `interview` |
/// | `Report` | report, white paper, working paper, policy brief, brief, press release, statement, fact sheet, memo, memorandum | `techreport` | `RPRT` | `report` | `report` |
/// | `Statute` | statute, law, act, order, executive order, regulation, rule, treaty | `misc` | `STAT` | `legislation` | `statute` |
/// | `Bill` | bill | `misc` | `BILL` | `bill` | `bill` |
/// | `Case` | case, judgment, judgement, ruling, court decision | `misc` | `CASE` | `legal_case` | `case` |
/// | `Hearing` | hearing, testimony | `misc` | `HEAR` | `hearing` | `hearing` |
/// | `Letter` | letter, email, e-mail, correspondence | `misc` | `PCOMM` | `personal_communication` | `letter` |
/// | `Speech` | speech, lecture, talk, remarks, address | `misc` | `SLIDE` | `speech` | `presentation` |
/// | `Book` | book | `book` | `BOOK` | `book` | `book` |
/// | `Thesis` | thesis, dissertation | `phdthesis` | `THES` | `thesis` | `thesis` |
/// | `WebPage` | web page, webpage, page, website | `misc` | `ELEC` | `webpage` | `webpage` |
/// | `Post` | post, blog post, blog | `misc` | `BLOG` | `post-weblog` | `blogPost` |
/// | `Document` | anything else, and none | `misc` | `GEN` | `document` | `document` |
///
/// Articles, interviews and posts are parts of what their publisher publishes; the others stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table above says it")]
pub enum Form {
    Magazine,
    Newspaper,
    Journal,
    Interview,
    Report,
    Statute,
    Bill,
    Case,
    Hearing,
    Letter,
    Speech,
    Book,
    Thesis,
    WebPage,
    Post,
    Document,
}

impl Form {
    /// The form of what an editor calls `kind`; case and hyphens do not count.
    pub fn of_kind(kind: &str) -> Self {
        known(kind).map_or(Self::Document, |(_, form)| *form)
    }

    /// Whether it is part of what its publisher publishes, so that this is the title of a container.
    pub fn is_part(self) -> bool {
        matches!(self, Self::Magazine | Self::Newspaper | Self::Journal | Self::Interview | Self::Post)
    }
}

/// What editors may call a source, and the form of each.
pub const KINDS: &[(&str, Form)] = &[
    ("article", Form::Magazine),
    ("essay", Form::Magazine),
    ("commentary", Form::Magazine),
    ("opinion", Form::Magazine),
    ("column", Form::Magazine),
    ("editorial", Form::Magazine),
    ("analysis", Form::Magazine),
    ("review", Form::Magazine),
    ("feature", Form::Magazine),
    ("conversation", Form::Magazine),
    ("discussion", Form::Magazine),
    ("magazine article", Form::Magazine),
    ("news", Form::Newspaper),
    ("report of news", Form::Newspaper),
    ("newspaper article", Form::Newspaper),
    ("news article", Form::Newspaper),
    ("journal article", Form::Journal),
    ("paper", Form::Journal),
    ("interview", Form::Interview),
    ("report", Form::Report),
    ("white paper", Form::Report),
    ("working paper", Form::Report),
    ("policy brief", Form::Report),
    ("brief", Form::Report),
    ("press release", Form::Report),
    ("statement", Form::Report),
    ("fact sheet", Form::Report),
    ("memo", Form::Report),
    ("memorandum", Form::Report),
    ("statute", Form::Statute),
    ("law", Form::Statute),
    ("act", Form::Statute),
    ("order", Form::Statute),
    ("executive order", Form::Statute),
    ("regulation", Form::Statute),
    ("rule", Form::Statute),
    ("treaty", Form::Statute),
    ("bill", Form::Bill),
    ("case", Form::Case),
    ("judgment", Form::Case),
    ("judgement", Form::Case),
    ("ruling", Form::Case),
    ("court decision", Form::Case),
    ("hearing", Form::Hearing),
    ("testimony", Form::Hearing),
    ("letter", Form::Letter),
    ("email", Form::Letter),
    ("e mail", Form::Letter),
    ("correspondence", Form::Letter),
    ("speech", Form::Speech),
    ("lecture", Form::Speech),
    ("talk", Form::Speech),
    ("remarks", Form::Speech),
    ("address", Form::Speech),
    ("book", Form::Book),
    ("thesis", Form::Thesis),
    ("dissertation", Form::Thesis),
    ("web page", Form::WebPage),
    ("webpage", Form::WebPage),
    ("page", Form::WebPage),
    ("website", Form::WebPage),
    ("post", Form::Post),
    ("blog post", Form::Post),
    ("blog", Form::Post),
];

/// The one of [`KINDS`] that `kind` is; case and hyphens do not count.
pub fn known(kind: &str) -> Option<&'static (&'static str, Form)> {
    let plain = kind.to_lowercase().replace('-', " ");
    KINDS.iter().find(|(known, _)| *known == plain)
}

#[cfg(test)]
mod tests {
    use super::{Form, Record};
    use crate::diag::{FileId, Span};
    use crate::model::config::Publish;
    use crate::model::id::Id;
    use crate::model::located::{Located, Stated};
    use crate::model::page::{Direction, Name, Page, Paragraphs, Prose, Rights, SourcePage};

    #[test]
    fn a_record_knows_what_the_editor_supplied() {
        let (file, span) = (FileId(0), Span::start_of(FileId(0)));
        let said = |text: &str| Stated { value: text.to_owned(), from: None, span };
        let supplied = |text: &str| Stated { value: text.to_owned(), from: Some("a reason".to_owned()), span };
        let page = Page {
            id: Id::new("liao-2020").expect("an id"),
            file,
            former: Vec::new(),
            draft: false,
            mentions: Vec::new(),
            prose: Prose::empty(file).into(),
        };
        let record = Record::of(&SourcePage {
            page,
            raw: Located { value: String::new(), span },
            title: said("US threatens\n to restrict\tWeChat "),
            subtitle: Some(said("\n")),
            authors: vec![
                Stated { value: Name::Whole("Rita  Liao".to_owned()), from: None, span },
                Stated { value: Name::Whole(" ".to_owned()), from: None, span },
            ],
            editors: Vec::new(),
            kind: Some(said("article")),
            publisher: Some(supplied("TechCrunch")),
            published: None,
            updated: None,
            captured: None,
            url: None,
            archived: None,
            language: "en".to_owned(),
            direction: Direction::LeftToRight,
            paragraphs: Paragraphs::Blank,
            rights: Rights { statement: None, publish: Located { value: Publish::Full, span } },
            originals: Vec::new(),
            recipe: Vec::new(),
            redact: Vec::new(),
        });
        assert_eq!(record.title.value, "US threatens to restrict WeChat");
        assert_eq!(record.subtitle, None);
        assert_eq!(record.authors.len(), 1);
        assert_eq!(record.authors[0].value, Name::Whole("Rita Liao".to_owned()));
        assert_eq!(record.supplied(), ["publisher"]);
    }

    #[test]
    fn kinds_have_forms() {
        for (kind, form) in [
            ("article", Form::Magazine),
            ("Conversation", Form::Magazine),
            ("interview", Form::Interview),
            ("White-Paper", Form::Report),
            ("executive order", Form::Statute),
            ("E-Mail", Form::Letter),
            ("sonnet", Form::Document),
        ] {
            assert_eq!(Form::of_kind(kind), form, "{kind}");
        }
    }
}
