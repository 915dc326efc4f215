//! The visible words of a saved page, block by block, with what the page's markup says of each.
//!
//! In: HTML. Out: [`Block`]s in order; nothing that a reader would see is left out, and no markup gets in. Start at
//! [`blocks`]. What is worth keeping is not decided here.

use std::cell::RefCell;

use dom_query::{Document, NodeRef};

use crate::suggest::{Hint, Named};

/// Words that a page shows as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The words; a line feed where the page breaks the line.
    pub text: String,
    /// What the markup says of it.
    pub hint: Hint,
}

/// All that `document` shows.
pub fn blocks(document: &Document) -> Vec<Block> {
    let walk = RefCell::new(Walk::default());
    let root = document.body().unwrap_or_else(|| document.root());
    visit(&root, &walk);
    let mut walk = walk.into_inner();
    walk.flush();
    walk.blocks
}

/// Elements whose words nobody sees, or that hold other things than words.
const UNSEEN: &[&str] = &[
    "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
    "video", "select", "datalist", "textarea", "title", "map",
];

/// Elements that run on within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "img", "picture", "source", "nobr",
];

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    /// Words of the block at hand.
    text: String,
    /// How many characters of it, without white space, stand in links.
    linked: usize,
    links: usize,
    is_preformatted: usize,
    /// What surrounds the place at hand, innermost last.
    around: Vec<Around>,
}

/// What an element says of all within it.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    named: Named,
    heading: Option<u8>,
    item: bool,
    caption: bool,
    quotation: bool,
    link: bool,
}

impl Walk {
    fn here(&self) -> Around {
        self.around.last().copied().unwrap_or_default()
    }

    fn push(&mut self, words: &str) {
        for char in words.chars() {
            if char.is_whitespace() && (self.is_preformatted == 0 || char != '\n') && char != '\u{a0}' {
                if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                    self.text.push(' ');
                }
            } else if char == '\n' {
                self.line_break();
            } else {
                self.text.push(char);
                self.linked += usize::from(self.here().link && !char.is_whitespace());
            }
        }
    }

    fn line_break(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        // An empty line would end the paragraph of the capture, and that is what two breaks mean.
        if self.text.ends_with('\n') {
            self.flush();
        } else if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Ends the block at hand.
    fn flush(&mut self) {
        let text = self.text.trim().to_owned();
        self.text.clear();
        let (linked, links) = (std::mem::take(&mut self.linked), std::mem::take(&mut self.links));
        if text.is_empty() {
            return;
        }
        let around = self.here();
        let all = text.chars().filter(|char| !char.is_whitespace()).count();
        let hint = Hint {
            links,
            linked: ratio(linked, all),
            main: None,
            named: around.named,
            heading: around.heading,
            item: around.item,
            caption: around.caption,
            quotation: around.quotation,
        };
        self.blocks.push(Block { text, hint });
    }
}

/// Which part of `all` some are.
#[expect(clippy::cast_precision_loss, reason = "shares of characters need no more than seven digits")]
pub(super) fn ratio(some: usize, all: usize) -> f32 {
    if all == 0 { 0.0 } else { (some as f32 / all as f32).min(1.0) }
}

fn visit(node: &NodeRef<'_>, walk: &RefCell<Walk>) {
    // Deep nesting must not overflow the stack, so places to go to are kept in a list of our own.
    enum Go<'a> {
        In(NodeRef<'a>),
        Out { block: bool, pre: bool },
    }
    let mut list = vec![Go::In(*node)];
    while let Some(go) = list.pop() {
        let mut walk = walk.borrow_mut();
        let node = match go {
            Go::In(node) => node,
            Go::Out { block, pre } => {
                if block {
                    walk.flush();
                }
                walk.is_preformatted -= usize::from(pre);
                walk.around.pop();
                continue;
            }
        };
        if node.is_text() {
            walk.push(&node.text());
            continue;
        }
        let Some(name) = node.node_name().filter(|_| node.is_element()) else { continue };
        let name = name.to_ascii_lowercase();
        if UNSEEN.contains(&name.as_str()) || is_hidden(&node) {
            continue;
        }
        match name.as_str() {
            "br" => {
                walk.line_break();
                continue;
            }
            "hr" => {
                walk.flush();
                continue;
            }
            "td" | "th" if !walk.text.is_empty() => walk.push(" "),
            _ => {}
        }
        let block = !INLINE.contains(&name.as_str()) && !matches!(name.as_str(), "td" | "th" | "button" | "input");
        let pre = name == "pre";
        if block {
            walk.flush();
        }
        let mut around = walk.here();
        around.named = around.named.and(named(&node, &name));
        match name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => around.heading = name[1..].parse().ok(),
            "li" | "dd" | "dt" => around.item = true,
            "figcaption" => around.caption = true,
            "blockquote" => around.quotation = true,
            "a" => {
                around.link = node.has_attr("href");
                walk.links += usize::from(around.link);
            }
            _ => {}
        }
        walk.around.push(around);
        walk.is_preformatted += usize::from(pre);
        list.push(Go::Out { block, pre });
        let children = node.children();
        list.extend(children.into_iter().rev().map(Go::In));
    }
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    if node.has_attr("hidden") {
        return true;
    }
    let style = node.attr("style").map(|style| style.replace(char::is_whitespace, "").to_ascii_lowercase());
    style.is_some_and(|style| style.contains("display:none") || style.contains("visibility:hidden"))
}

/// What names of elements, classes and ids say of what is within.
fn named(node: &NodeRef<'_>, element: &str) -> Named {
    let mut named = match element {
        "nav" => Named::NAVIGATION,
        "aside" => Named::ASIDE,
        "footer" => Named::FOOTER,
        "header" => Named::HEADER,
        "form" => Named::FORM,
        "article" | "main" => Named::MAIN,
        _ => Named::default(),
    };
    // The whole page may be called anything.
    if matches!(element, "body" | "html") {
        return named;
    }
    match node.attr("role").as_deref() {
        Some("navigation") => named = named.and(Named::NAVIGATION),
        Some("complementary") => named = named.and(Named::ASIDE),
        Some("contentinfo") => named = named.and(Named::FOOTER),
        Some("main" | "article") => named = named.and(Named::MAIN),
        _ => {}
    }
    let names = [node.attr("class"), node.attr("id"), node.attr("itemprop")];
    for name in names.into_iter().flatten() {
        named = named.and(Named::of(&name.to_ascii_lowercase()));
    }
    named
}
