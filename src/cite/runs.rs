//! The runs of an entry: pieces that know whose words they are, so that whoever shows them can keep apart what runs in
//! different directions and say which language it is in.

/// A piece of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Whose they are.
    pub whose: Whose,
    /// Whether they are italic.
    pub italic: bool,
    /// Where they lead.
    pub href: Option<String>,
}

/// Whose words a run has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those of the style: its connecting words, dates and marks, in the language of the entry.
    Style,
    /// A name, of a person, a body or a dossier, which is in any script.
    Name,
    /// The title of the source, in the source's language.
    Title,
    /// An address.
    Address,
}

impl Run {
    /// Words of the style.
    pub(super) fn style(text: impl Into<String>) -> Self {
        Self::of(Whose::Style, text)
    }

    pub(super) fn of(whose: Whose, text: impl Into<String>) -> Self {
        Self { text: text.into(), whose, italic: false, href: None }
    }
}

/// The words of an entry. No marks of direction are among them: whoever pastes them elsewhere wants the words, and programs
/// that read citations take such marks for letters.
pub fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Runs while they are written.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
}

impl Line {
    /// Appends words of the style.
    pub(super) fn text(&mut self, text: &str) {
        self.push(Run::style(text));
    }

    /// Appends an address that leads where it says.
    pub(super) fn link(&mut self, address: &str) {
        self.push(link(address));
    }

    /// Appends a run. Neighbours that differ in nothing are one.
    pub(super) fn push(&mut self, run: Run) {
        match self.runs.last_mut() {
            _ if run.text.is_empty() => {}
            Some(last) if last.whose == Whose::Style && run.whose == Whose::Style && last.italic == run.italic => {
                last.text += &run.text;
            }
            _ => self.runs.push(run),
        }
    }

    /// Appends runs.
    pub(super) fn extend(&mut self, runs: impl IntoIterator<Item = Run>) {
        runs.into_iter().for_each(|run| self.push(run));
    }

    /// Ends a sentence, unless it is ended.
    pub(super) fn stop(&mut self) {
        let mut before = self.runs.iter().rev().flat_map(|run| run.text.chars().rev());
        let before = before.find(|char| !is_closing(*char));
        // Nor does one begin an entry. The full stops of Chinese, Japanese and Arabic end a sentence as well.
        if !matches!(before, None | Some('.' | '?' | '!' | '。' | '？' | '！' | '؟' | '۔')) {
            self.text(".");
        }
    }
}

/// An address that leads where it says.
pub(super) fn link(address: &str) -> Run {
    Run { href: Some(address.to_owned()), ..Run::of(Whose::Address, address) }
}

/// Whether a mark may stand behind the stop of a sentence.
fn is_closing(char: char) -> bool {
    matches!(char, '”' | '’' | '“' | '‘' | '»' | '›' | '》' | '〉' | '」' | '』' | ']' | ')')
}
