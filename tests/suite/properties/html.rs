//! Reads our own pages, strictly: what is not written the way that pages are written is an error.
//!
//! A browser forgives, so a parser made for browsers would find some meaning in anything. This one takes the small part
//! of HTML that pages use, in which there is only one way to read a `<`: if it accepts a page, there is no other.

/// An opening tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// How many elements it stands in.
    pub(super) depth: usize,
}

impl Tag {
    /// The value of an attribute, as it is meant.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| unescaped(value))
    }
}

const VOID: &[&str] = &["meta", "link", "br", "hr", "img", "input"];

/// The tags of `page` in order.
///
/// # Panics
/// If the page is not strict: a `<` that begins no tag, an attribute without quotes, an element that is not closed.
pub(super) fn tags(page: &str) -> Vec<Tag> {
    let mut rest = page.trim_start().strip_prefix("<!doctype html>").expect("a page begins with its type");
    let mut tags = Vec::new();
    let mut open: Vec<String> = Vec::new();
    while let Some(at) = rest.find('<') {
        check_text(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(closing) = rest.strip_prefix('/') {
            let (name, behind) = closing.split_once('>').expect("a closing tag ends");
            assert_eq!(open.pop().as_deref(), Some(name), "elements nest");
            rest = behind;
            continue;
        }
        let (mut tag, behind) = tag(rest);
        tag.depth = open.len();
        let is_closed = behind.starts_with('/');
        rest = behind.trim_start_matches('/').strip_prefix('>').expect("a tag ends");
        if !is_closed && !VOID.contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        tags.push(tag);
    }
    check_text(rest);
    assert!(open.is_empty(), "{open:?} are not closed");
    tags
}

/// The tag that `text` begins with, behind its `<`, and what follows up to its `>`.
fn tag(text: &str) -> (Tag, &str) {
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '-';
    let name_end = |text: &str| text.find(|char| !is_name(char)).expect("a tag ends");
    let (name, mut rest) = text.split_at(name_end(text));
    assert!(!name.is_empty() && name.is_ascii(), "`<` begins no tag: {:?}", text.get(..20));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\n']);
        if rest.starts_with(['>', '/']) {
            let tag = Tag { name: name.to_owned(), attributes, depth: 0 };
            return (tag, rest);
        }
        let (key, behind) = rest.split_at(rest.find(|char| !is_name(char) && char != 'B').expect("a tag ends"));
        assert!(!key.is_empty(), "an attribute has a name: {:?}", rest.get(..20));
        assert!(attributes.iter().all(|(known, _)| known != key), "`{key}` is there twice");
        match behind.strip_prefix("=\"") {
            Some(value) => {
                let (value, behind) = value.split_once('"').expect("a value ends");
                check_text(value);
                assert!(!value.contains('<'), "{value:?}");
                attributes.push((key.to_owned(), value.to_owned()));
                rest = behind;
            }
            None => {
                assert!(behind.starts_with([' ', '>', '\n']), "a value stands in quotes: {behind:?}");
                attributes.push((key.to_owned(), String::new()));
                rest = behind;
            }
        }
    }
}

const ENTITIES: &[(&str, &str)] = &[("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];

/// Text has no `>` of its own, no `&` but of an entity, and no character that a page must not have.
fn check_text(text: &str) {
    for (at, char) in text.char_indices() {
        let allowed = match char {
            '>' => false,
            '&' => ENTITIES.iter().any(|(entity, _)| text[at..].starts_with(entity)),
            '\n' | '\t' => true,
            '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => false,
            _ => !char.is_control() && u32::from(char) & 0xfffe != 0xfffe,
        };
        assert!(allowed, "{char:?} in {:?}", text.chars().take(200).collect::<String>());
    }
}

fn unescaped(text: &str) -> String {
    // The ampersand last, since it begins the others.
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}
