//! What is wrong or suspicious in a dossier, and where.
//!
//! A [`Diagnostic`] is made anywhere, collected in a [`Checked`] value and never thrown; it is rendered in one
//! place per form ([`text`], [`json`], [`sarif`], [`github`]). It knows nothing of how it is shown.

mod code;
pub mod github;
pub mod json;
pub mod sarif;
pub mod text;

pub use code::Code;

/// A file among the inputs; ids are in path order, except for files that came while somebody worked on the dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes of one raw file. Line and column are computed only when shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file that the offsets lie in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte; equal to `start` for a mere position.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of `file`. Files are limited to 4 GiB by `load`, so offsets fit.
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { file, start: offset(range.start), end: offset(range.end) }
    }

    /// The first position of `file`, for what concerns the whole of it.
    pub fn start_of(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The byte range.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The output would mislead: nothing is published.
    Error,
    /// Fine, but surely not meant.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule; its severity comes with it.
    pub code: Code,
    /// Where; `None` for what no file holds, such as a missing `casebook.toml`.
    pub span: Option<Span>,
    /// One line that stands alone, lower case, without full stop; says what is.
    pub message: String,
    /// Second places, each with a word on its part.
    pub labels: Vec<(Span, String)>,
    /// What to do, where that is known.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding at `span`.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, span: Some(span), message: message.into(), labels: Vec::new(), help: None }
    }

    /// A finding about the dossier as a whole.
    pub fn global(code: Code, message: impl Into<String>) -> Self {
        Self { code, span: None, message: message.into(), labels: Vec::new(), help: None }
    }

    /// A file that is not UTF-8, and the first byte at which it is not.
    pub fn not_utf8(file: FileId, at: usize) -> Self {
        Self::new(Code::NotUtf8, Span::new(file, at..at + 1), "this byte does not belong to UTF-8")
            .help("save the file as UTF-8")
    }

    /// The same with a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a second place.
    #[must_use]
    pub fn label(mut self, span: Span, words: impl Into<String>) -> Self {
        self.labels.push((span, words.into()));
        self
    }

    /// Error or warning.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// A value and what was found on the way to it. Nothing stops at the first problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked<T> {
    /// Always there, if need be with placeholders for what is damaged.
    pub value: T,
    /// In no particular order until [`sort`].
    pub diags: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value without findings.
    pub fn clean(value: T) -> Self {
        Self { value, diags: Vec::new() }
    }

    /// The value, its findings moved to `diags`.
    pub fn unload(self, diags: &mut Vec<Diagnostic>) -> T {
        diags.extend(self.diags);
        self.value
    }

    /// The value, its findings copied to `diags`.
    pub fn read(&self, diags: &mut Vec<Diagnostic>) -> &T {
        diags.extend_from_slice(&self.diags);
        &self.value
    }

    /// The same findings about a value made from this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Checked<U> {
        Checked { value: make(self.value), diags: self.diags }
    }
}

/// By file, offset and code, without duplicates; findings without a place come first.
pub fn sort(diags: &mut Vec<Diagnostic>) {
    diags.sort_by(|a, b| (a.span, a.code.name(), &a.message).cmp(&(b.span, b.code.name(), &b.message)));
    diags.dedup();
}

/// Whether anything stands against publishing.
pub fn has_errors(diags: &[Diagnostic]) -> bool {
    diags.iter().any(|diag| diag.severity() == Severity::Error)
}

/// The known name most like `word`, if it is like enough to be a slip of the hand.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing takes the product of the lengths; nobody's hand slips in a word of this length.
    const LONGEST: usize = 200;
    let (length, lower) = (word.chars().count(), word.to_lowercase());
    let near = |name: &'a str| {
        let other = name.chars().count();
        let tolerated = 1.max(other.max(length) / 3);
        if other.abs_diff(length) > tolerated || length > LONGEST {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&lower, &name.to_lowercase());
        (distance <= tolerated).then_some((distance, name))
    };
    known.into_iter().filter_map(near).min().map(|(_, name)| name)
}
