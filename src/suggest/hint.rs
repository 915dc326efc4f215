//! What the markup of a page says of a line that was taken from it.

/// What the markup says of a line. A line of plain text has none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Hint {
    /// How many links there are in it.
    pub links: usize,
    /// Which part of its characters stands in links.
    pub linked: f32,
    /// Which part of its words an extractor took for the main content; `None` if none was asked, or it found nothing.
    pub main: Option<f32>,
    /// What the elements around it are called.
    pub named: Named,
    /// Its level as a heading.
    pub heading: Option<u8>,
    /// Whether it is an item of a list.
    pub item: bool,
    /// Whether it describes a picture.
    pub caption: bool,
    /// Whether it is set off as a quotation.
    pub quotation: bool,
}

/// What elements around a line are called, by the kinds of things that their names speak of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Named(u16);

impl Named {
    /// Menus and ways to other pages.
    pub const NAVIGATION: Self = Self(1);
    /// What stands beside the text.
    pub const ASIDE: Self = Self(1 << 1);
    /// What stands below every page of a site.
    pub const FOOTER: Self = Self(1 << 2);
    /// What stands above the text.
    pub const HEADER: Self = Self(1 << 3);
    /// Something to fill in.
    pub const FORM: Self = Self(1 << 4);
    /// The text.
    pub const MAIN: Self = Self(1 << 5);
    /// What readers say.
    pub const COMMENTS: Self = Self(1 << 6);
    /// Ways to pass the page on.
    pub const SHARE: Self = Self(1 << 7);
    /// Other texts.
    pub const RELATED: Self = Self(1 << 8);
    /// What is advertised, newsletters and consent included.
    pub const PROMOTION: Self = Self(1 << 9);
    /// What is said of pictures.
    pub const CAPTION: Self = Self(1 << 10);
    /// Who wrote it, when, and about what.
    pub const META: Self = Self(1 << 11);

    /// All of them, with the parts of names by which they are known.
    pub const ALL: &[(Self, &[&str])] = &[
        (Self::NAVIGATION, &["nav", "menu", "breadcrumb", "toolbar", "pagination", "pager", "skip"]),
        (Self::ASIDE, &["sidebar", "aside", "rail", "widget", "right-col", "rightcol"]),
        (Self::FOOTER, &["footer", "copyright", "legal", "colophon", "disclaimer"]),
        (Self::HEADER, &["header", "masthead", "banner", "topbar"]),
        (Self::FORM, &["form", "login", "signin", "sign-in", "register", "search"]),
        (Self::MAIN, &["article", "story", "entry", "post-content", "main", "articlebody", "body-copy", "post-body"]),
        (Self::COMMENTS, &["comment", "disqus", "respond", "reply", "discussion"]),
        (Self::SHARE, &["share", "sharing", "social", "follow", "facebook", "twitter", "addthis"]),
        (
            Self::RELATED,
            &[
                "related",
                "recommend",
                "more-",
                "trending",
                "popular",
                "most-",
                "outbrain",
                "taboola",
                "teaser",
                "promo-list",
            ],
        ),
        (
            Self::PROMOTION,
            &[
                "promo",
                "advert",
                "-ad-",
                "ad-",
                "sponsor",
                "subscri",
                "newsletter",
                "signup",
                "sign-up",
                "cookie",
                "consent",
                "gdpr",
                "paywall",
                "offer",
            ],
        ),
        (Self::CAPTION, &["caption", "credit", "figure", "wp-caption", "photo"]),
        (Self::META, &["byline", "author", "dateline", "timestamp", "meta", "tags", "date", "category", "kicker"]),
    ];

    /// What a name of an element, in lower case, speaks of.
    pub fn of(name: &str) -> Self {
        let spoken = Self::ALL.iter().filter(|(_, parts)| parts.iter().any(|part| name.contains(part)));
        spoken.fold(Self::default(), |all, (kind, _)| all.and(*kind))
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it speaks of this as well.
    pub fn has(self, kind: Self) -> bool {
        self.0 & kind.0 != 0
    }
}
