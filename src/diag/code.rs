//! The table of codes: stable names, severities and a sentence each. `docs/codes.md` has a paragraph for every one.

use super::Severity;

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $sentence:literal;)*) => {
        /// Which rule a finding breaks. The name is stable once shipped.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $sentence] $variant,)* }

        impl Code {
            /// Every code, by name.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// Kebab-case, as shown and as documented.
            pub fn name(self) -> &'static str { match self { $(Code::$variant => $name,)* } }

            /// Whether it stands against publishing.
            pub fn severity(self) -> Severity { match self { $(Code::$variant => Severity::$severity,)* } }

            /// One sentence on what the rule is.
            pub fn sentence(self) -> &'static str { match self { $(Code::$variant => $sentence,)* } }
        }
    };
}

codes! {
    AliasOrdinary "alias-ordinary" Warning "A name of an entry is not at the same time an ordinary word of the sources.";
    AliasShared "alias-shared" Warning "A page uses a name that several entries claim, so it is not linked there until the page says which one it means.";
    AnchorUncertain "anchor-uncertain" Error "The words of an anchor stand elsewhere in a changed text, and it is not clear that they are the ones meant.";
    AnnotationInvalid "annotation-invalid" Error "An annotation has an id, a kind and a lemma.";
    BidiControl "bidi-control" Warning "A raw text holds characters that reorder the words around them.";
    BundleLarge "bundle-large" Error "A bundle of one HTML file holds no more sources than a browser can open.";
    ChangeInvalid "change-invalid" Error "A change has a day and at most one kind, and says something; the newest stands first.";
    CitationInvalid "citation-invalid" Error "A citation is written `[@id]`, with a place, a role or the original behind a comma.";
    CitationUnknown "citation-unknown" Error "A citation names a source of the dossier.";
    ClaimMissing "claim-missing" Error "A question has claims, each with a heading of its own.";
    ConfigMissing "config-missing" Error "A dossier has a `casebook.toml` at its root.";
    ControlCharacter "control-character" Warning "A raw text holds control characters, which are shown as symbols.";
    DateInvalid "date-invalid" Error "Dates are written in EDTF, levels 0 and 1.";
    DefinitionMissing "definition-missing" Error "An entry begins with a paragraph that defines it.";
    EditionUnknown "edition-unknown" Error "An edition is built only if the configuration names it.";
    EntryNamed "entry-named" Warning "An entry says that no source names it, and one does.";
    EntryUnnamed "entry-unnamed" Warning "No source names an entry, and it does not say so.";
    FileTooLarge "file-too-large" Warning "The host of the site takes files up to a size.";
    FileUnexpected "file-unexpected" Warning "A file below `content/` is none that a dossier has, so nothing reads it.";
    FileUnsearched "file-unsearched" Error "What an edition that withholds publishes can be searched for what it withholds.";
    FootnoteUnknown "footnote-unknown" Error "A footnote is called and nowhere defined.";
    FootnoteUnused "footnote-unused" Warning "A footnote is defined and nowhere called.";
    FragmentUnknown "fragment-unknown" Error "A link leads to a place that its page does not have.";
    FrontMatterMissing "front-matter-missing" Error "A page begins with TOML between `+++` lines.";
    HeadingWords "heading-words" Error "The readable case of a heading has the words of its line.";
    HtmlUnsupported "html-unsupported" Error "Of HTML, editorial pages hold only what can neither load nor run anything.";
    IdInvalid "id-invalid" Error "Ids are made of `a-z`, `0-9` and `-`, and are no reserved names.";
    IdTwice "id-twice" Error "Sources, entries, essays, packets and questions share one namespace of ids; so do the annotations of a source.";
    KeyMissing "key-missing" Error "A page or table lacks a key that it must have.";
    KeyUnknown "key-unknown" Error "A key is none of those that the place knows.";
    LabelSimilar "label-similar" Warning "A line begins nearly as the label of a speaker does, and its words go to whoever spoke before.";
    LanguageMissing "language-missing" Warning "The theme has no words in the language of the dossier.";
    LinkAmbiguous "link-ambiguous" Error "A link by hand names something that several pages are called.";
    LinkUnknown "link-unknown" Error "A link leads to a page that does not exist.";
    LinkUnsafe "link-unsafe" Error "A link leads neither into the dossier nor to a web or mail address.";
    LinkWithheld "link-withheld" Warning "A link leads to a page that this edition withholds; its words stay, unlinked.";
    LockChanged "lock-changed" Error "The build would change `casebook.lock`, which `--locked` forbids.";
    LockInvalid "lock-invalid" Error "`casebook.lock` cannot be read.";
    MediaName "media-name" Error "Media and files of a theme have names that every system has, and that no disk takes for one another.";
    NameUncovered "name-uncovered" Warning "Names that several sources have are those of entries, or need none.";
    NotUtf8 "not-utf8" Error "Texts are UTF-8.";
    OriginalChanged "original-changed" Error "An original is not the file that `casebook.lock` records.";
    OriginalDiffers "original-differs" Error "A raw text is what its original says in the encoding named.";
    OriginalMissing "original-missing" Error "A source names an original that is not there.";
    PacketWithheld "packet-withheld" Warning "A packet holds a page that this edition leaves out, and leaves it out as well.";
    PictureMissing "picture-missing" Error "A picture or file is not among the media of the dossier.";
    PictureRemote "picture-remote" Error "Pages ask nothing of other hosts, so pictures lie in `content/media/`.";
    PictureUndescribed "picture-undescribed" Warning "A picture has no description for those who cannot see it.";
    QuotationAltered "quotation-altered" Error "Quoted words differ from those of the source.";
    QuotationAmbiguous "quotation-ambiguous" Error "Annotated words, or words that are evidence, stand in one place of the source.";
    QuotationCrossing "quotation-crossing" Error "A quotation stays within a paragraph, or as a block within the words of one speaker.";
    QuotationEmpty "quotation-empty" Error "A quotation holds words to look up.";
    QuotationLost "quotation-lost" Error "Quoted words are in the source.";
    QuotationNegation "quotation-negation" Error "A quotation neither leaves out nor puts in a negation.";
    QuotationUnbound "quotation-unbound" Warning "Quoted words that share a sentence with a citation are bound to it.";
    QuotationUnchecked "quotation-unchecked" Error "Words were left out of a quotation in a language whose negations are not known.";
    QuotationUnrecorded "quotation-unrecorded" Error "Where the text of a source is not at hand, the lock says that what is quoted of it was verified.";
    RawChanged "raw-changed" Error "A raw text is not the one that `casebook.lock` records.";
    RawMissing "raw-missing" Error "A source names a raw text that is not there.";
    RawTooLarge "raw-too-large" Error "A raw text is larger than a page can hold.";
    RawTracked "raw-tracked" Warning "A raw text that an edition does not show in full is not in a repository that others may read.";
    RightsMissing "rights-missing" Warning "A source does not say what may be published of it, so its words are withheld.";
    SearchIncomplete "search-incomplete" Error "Readers find the words of every page.";
    SiteTooLarge "site-too-large" Warning "The host of the site takes sites up to a size.";
    SourceUncited "source-uncited" Warning "Something in the dossier cites, annotates or links each of its sources.";
    StepAmbiguous "step-ambiguous" Error "A step of a recipe matches more than it may.";
    StepInvalid "step-invalid" Error "A step of a recipe does not say one thing to do.";
    StepUnmatched "step-unmatched" Error "A step of a recipe matches nothing.";
    TemplateError "template-error" Error "A template of the theme cannot be used.";
    TextEmpty "text-empty" Warning "A source has words to read.";
    ThemeMissing "theme-missing" Error "The configuration names a theme that does not exist.";
    TomlSyntax "toml-syntax" Error "Front matter and configuration are TOML.";
    UnknownId "unknown-id" Error "A key names a page that does not exist.";
    ValueInvalid "value-invalid" Error "A value is not of the kind that its key takes.";
    WithheldFound "withheld-found" Error "What an edition withholds is in no byte of what it publishes.";
    WithheldRepeated "withheld-repeated" Warning "What editors say in words of their own is not copied from what an edition withholds.";
    WordsMissing "words-missing" Warning "A theme has all its words in the language of the dossier, in the plural forms that it has.";
    WordsUnknown "words-unknown" Warning "Words of a theme are asked for, in plural forms of their language, and their places are filled.";
}
