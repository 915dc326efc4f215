//! What can be seen of a line by itself and by what surrounds it: length, punctuation, place, repetition, phrases.
//!
//! In: the lines of a capture. Out: for each the features that it has, with how much. Start at [`features`]. What they
//! weigh is a table in [`super::weights`].

use std::collections::HashMap;

use super::phrases::{Says, is_byline, is_certain, is_date, spoken};
use crate::text::normal::normal;

/// A line that is not blank, and what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its number among all lines, from 0.
    pub(super) number: usize,
    /// Its normal form.
    pub(super) normal: String,
    /// The same in lower case.
    pub(super) lower: String,
    /// How long it is, in letters of a script with spaces; characters of Chinese and its like count more.
    pub(super) size: f32,
    /// Whether it ends as sentences do.
    pub(super) ends: bool,
    /// Whether it is a stretch of running text.
    pub(super) prose: bool,
    /// The line that is the same as this one, or has all of it in it, and how many there are.
    pub(super) repeated: Option<Repeated>,
    /// What its words speak of.
    pub(super) spoken: Vec<Says>,
    /// Whether it is furniture by its words alone, whatever stands around it.
    pub(super) certain: bool,
    /// Whether its script is one of which pages were learnt from.
    pub(super) learnt: bool,
    /// Whether it is a date, and whether it says who wrote the text.
    pub(super) is_date: bool,
    pub(super) is_byline: bool,
}

/// How a line is found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeated {
    /// As a line of the same words.
    Whole,
    /// Inside of a longer line.
    Inside,
}

macro_rules! features {
    ($($name:ident)*) => {
        /// Something that can be seen of a line.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the names say it, and `features` what each means")]
        pub enum Feature { $($name),* }

        impl Feature {
            /// All of them, in order of the table of weights.
            pub const ALL: &[Self] = &[$(Self::$name),*];
            /// As the table of weights names it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
        }
    };
}

features! {
    Bias
    Size10 Size25 Size50 Size100 Size200 SizeMore
    Ends EndsColon EndsOpen ShortEnds
    StopsOne StopsMore Commas
    StartsLower StartsDigit StartsMark StartsQuote
    Capitals TitleCase SmallWords Digits Bars Signs
    SaysShare SaysNewsletter SaysRelated SaysPromotion SaysFooter SaysNavigation SaysMeta SaysComments SaysCaption SaysError SaysBiography
    LongAndSays Date Byline
    SameElsewhere InsideElsewhere
    FirstTenth LastTenth LastThird
    InCore NearBefore FarBefore NearBehind FarBehind
    ProseBefore ProseBehind ShortBefore ShortBehind BetweenProse
    InShortRun InLongShortRun
    DenseAround SparseAround
    BehindOne BehindSome BehindMany BehindComments
    FurnitureNear FurnitureAround CommentsAround DateNear BylineNear
    ProseAlone Teaser LongBehindComments
}

/// The lines that are not blank.
pub(super) fn lines(text: &[&str]) -> Vec<Line> {
    let mut lines: Vec<Line> = text
        .iter()
        .enumerate()
        .filter_map(|(number, line)| {
            let words = normal(line);
            (!words.is_empty()).then(|| self::line(number, words))
        })
        .collect();
    find_repeated(&mut lines);
    lines
}

fn line(number: usize, words: String) -> Line {
    let lower = words.to_lowercase();
    let size = size(&words);
    let ends = ends(&words);
    let stops = stops(&words);
    let says = if size < 220.0 { spoken(&lower).collect() } else { Vec::new() };
    Line {
        number,
        size,
        ends,
        prose: size >= 90.0 && (ends || stops > 0 || size >= 200.0) && small_words(&words) >= 0.12,
        repeated: None,
        spoken: says,
        certain: is_certain(&lower),
        learnt: is_learnt(&words),
        is_date: is_date(&lower),
        is_byline: is_byline(&lower),
        normal: words,
        lower,
    }
}

/// Length in letters of a script with spaces.
fn size(words: &str) -> f32 {
    words.chars().map(|char| if is_wide(char) { 2.5 } else { 1.0 }).sum()
}

/// Characters of scripts of which few say much.
fn is_wide(char: char) -> bool {
    matches!(char, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether most letters are Latin or Chinese and its like. Of pages in other scripts the weights know next to nothing.
fn is_learnt(words: &str) -> bool {
    let is_known = |char: &char| is_wide(*char) || matches!(char, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    let letters = words.chars().filter(|char| char.is_alphabetic());
    letters.clone().filter(is_known).count() * 2 >= letters.count()
}

const CLOSING: &[char] = &['"', '\'', ')', ']', '»', '”', '’', '」', '』', '）', ' '];
const STOPS: &[char] = &['.', '!', '?', '…', '。', '！', '？', '؟', '।', '။', ';', '；'];

fn ends(words: &str) -> bool {
    words.trim_end_matches(CLOSING).ends_with(STOPS)
}

/// How many sentences end inside a line.
fn stops(words: &str) -> usize {
    let mut chars = words.chars().peekable();
    let mut stops = 0;
    while let Some(char) = chars.next() {
        let is_wide = matches!(char, '。' | '！' | '？');
        stops += usize::from(
            STOPS.contains(&char) && chars.peek().is_some_and(|next| is_wide || *next == ' ' || CLOSING.contains(next)),
        );
    }
    stops
}

/// Which part of the words are short ones in small letters, as the words are that hold sentences together; 1 in scripts
/// that have neither.
fn small_words(words: &str) -> f32 {
    let all = words.split(' ').count();
    if words.chars().filter(|char| is_wide(*char)).count() * 3 > words.chars().count()
        || !words.chars().any(char::is_lowercase)
    {
        return if words.chars().any(|char| char.is_lowercase() || char.is_uppercase()) { 0.0 } else { 1.0 };
    }
    let is_small = |word: &&str| {
        word.chars().count() <= 4 && word.chars().all(|char| char.is_lowercase() || char == '\'' || char == ',')
    };
    share(words.split(' ').filter(is_small).count(), all)
}

#[expect(clippy::cast_precision_loss, reason = "shares need no more than seven digits")]
fn share(some: usize, all: usize) -> f32 {
    if all == 0 { 0.0 } else { some as f32 / all as f32 }
}

/// Finds lines whose words stand elsewhere as well.
fn find_repeated(lines: &mut [Line]) {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for line in lines.iter() {
        *count.entry(line.lower.as_str()).or_default() += 1;
    }
    let mut found: Vec<Option<Repeated>> =
        lines.iter().map(|line| (count[line.lower.as_str()] > 1).then_some(Repeated::Whole)).collect();
    // Only lines that might be set off for the eye: long enough to be no accident, and short enough to be set off. They are
    // looked for by their first words in the running text, so that each word of that is looked at once.
    let mut wanted: HashMap<&str, Vec<(usize, &str)>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        let bare = line
            .lower
            .trim_matches(|char: char| CLOSING.contains(&char) || STOPS.contains(&char) || "“‘«(".contains(char));
        if found[at].is_none()
            && (30.0..400.0).contains(&line.size)
            && let Some((end, _)) = bare.match_indices(' ').nth(FIRST - 1)
        {
            wanted.entry(&bare[..end]).or_default().push((at, bare));
        }
    }
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.prose && !wanted.is_empty()) {
        let mut starts = std::iter::once(0).chain(line.lower.match_indices(' ').map(|(at, _)| at + 1));
        let mut ends = line.lower.match_indices(' ').map(|(at, _)| at).skip(FIRST - 1);
        while let (Some(start), Some(end)) = (starts.next(), ends.next()) {
            for (other, bare) in wanted.get(&line.lower[start..end]).into_iter().flatten() {
                if *other != at && line.lower[start..].starts_with(bare) {
                    found[*other] = Some(Repeated::Inside);
                }
            }
        }
    }
    for (line, found) in lines.iter_mut().zip(found) {
        line.repeated = found;
    }
}

/// By how many of its first words a line is looked for.
const FIRST: usize = 5;

/// What can be seen of each line.
pub(super) fn features(lines: &[Line]) -> Vec<Vec<(Feature, f32)>> {
    let core = core(lines);
    // How much furniture, and how much that belongs to comments, lies between the first running text and each line.
    let mut behind = (0, 0);
    let behind: Vec<(usize, usize)> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let before = behind;
            if at > core.start && line.size < 60.0 {
                behind.0 += usize::from(!line.spoken.is_empty());
                behind.1 += usize::from(line.spoken.contains(&Says::Comments));
            }
            before
        })
        .collect();
    (0..lines.len()).map(|at| of_line(lines, at, &core, &behind)).collect()
}

/// The stretch of lines in which most of the running text stands, without longer gaps.
pub(super) fn core(lines: &[Line]) -> std::ops::Range<usize> {
    /// How many lines of other kinds may lie between two of running text.
    const GAP: usize = 10;
    let mut best = (0.0, 0..0);
    let mut run: (f32, std::ops::Range<usize>) = (0.0, 0..0);
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.prose) {
        if run.1.is_empty() || at - run.1.end > GAP {
            run = (0.0, at..at);
        }
        run = (run.0 + line.size, run.1.start..at + 1);
        if run.0 > best.0 {
            best = run.clone();
        }
    }
    best.1
}

fn of_line(lines: &[Line], at: usize, core: &std::ops::Range<usize>, behind: &[(usize, usize)]) -> Vec<(Feature, f32)> {
    use Feature as F;
    let line = &lines[at];
    let words = line.normal.as_str();
    let mut found = vec![(F::Bias, 1.0)];
    let mut see = |feature: F, is: bool| {
        if is {
            found.push((feature, 1.0));
        }
    };
    let size = line.size;
    see(F::Size10, size < 10.0);
    see(F::Size25, (10.0..25.0).contains(&size));
    see(F::Size50, (25.0..50.0).contains(&size));
    see(F::Size100, (50.0..100.0).contains(&size));
    see(F::Size200, (100.0..200.0).contains(&size));
    see(F::SizeMore, size >= 200.0);
    let is_short = size < 50.0;
    see(F::Ends, line.ends);
    see(F::ShortEnds, line.ends && is_short);
    see(F::EndsColon, words.ends_with([':', '：']));
    see(F::EndsOpen, size >= 50.0 && !line.ends && !words.ends_with([':', '：']));
    let stops = stops(words);
    see(F::StopsOne, stops == 1);
    see(F::StopsMore, stops > 1);
    see(F::Commas, words.contains([',', '，', '、', '،']));
    let first = words.chars().next().unwrap_or(' ');
    see(F::StartsLower, first.is_lowercase());
    see(F::StartsDigit, first.is_ascii_digit());
    see(F::StartsMark, !first.is_alphanumeric() && !"\"'“‘«„「『([".contains(first));
    see(F::StartsQuote, "\"'“‘«„「『".contains(first));
    let letters = words.chars().filter(|char| char.is_alphabetic()).count();
    let capitals = words.chars().filter(|char| char.is_uppercase()).count();
    see(F::Capitals, letters >= 3 && share(capitals, letters) > 0.8);
    let count = words.split(' ').count();
    let capitalised = words.split(' ').filter(|word| word.starts_with(char::is_uppercase)).count();
    see(F::TitleCase, count >= 3 && share(capitalised, count) > 0.6);
    see(F::SmallWords, small_words(words) >= 0.25);
    see(F::Digits, share(words.chars().filter(char::is_ascii_digit).count(), words.chars().count()) > 0.25);
    see(F::Bars, words.contains(['|', '•', '›', '»', '·']));
    see(F::Signs, words.contains(['@', '©', '#', '®', '™']) || words.contains("http") || words.contains("www."));
    for says in &line.spoken {
        see(
            match says {
                Says::Share => F::SaysShare,
                Says::Newsletter => F::SaysNewsletter,
                Says::Related => F::SaysRelated,
                Says::Promotion => F::SaysPromotion,
                Says::Footer => F::SaysFooter,
                Says::Navigation => F::SaysNavigation,
                Says::Meta => F::SaysMeta,
                Says::Comments => F::SaysComments,
                Says::Caption => F::SaysCaption,
                Says::Error => F::SaysError,
                Says::Biography => F::SaysBiography,
            },
            true,
        );
    }
    see(F::LongAndSays, size >= 100.0 && !line.spoken.is_empty());
    see(F::Date, line.is_date);
    see(F::Byline, line.is_byline);
    see(F::SameElsewhere, line.repeated == Some(Repeated::Whole));
    see(F::InsideElsewhere, line.repeated == Some(Repeated::Inside));
    let place = share(at, lines.len());
    see(F::FirstTenth, place < 0.1);
    see(F::LastTenth, place >= 0.9);
    see(F::LastThird, place >= 0.67);
    see(F::InCore, core.contains(&at));
    see(F::NearBefore, at < core.start && core.start - at <= 3);
    see(F::FarBefore, at < core.start && core.start - at > 3);
    see(F::NearBehind, !core.is_empty() && at >= core.end && at - core.end < 2);
    see(F::FarBehind, !core.is_empty() && at >= core.end && at - core.end >= 2);
    let near = |step: isize| at.checked_add_signed(step).and_then(|at| lines.get(at));
    let is_prose = |step: isize| near(step).is_some_and(|line| line.prose);
    let is_furniture = |step: isize| near(step).is_some_and(|line| line.size < 50.0 && !line.ends);
    see(F::ProseBefore, is_prose(-1));
    see(F::ProseBehind, is_prose(1));
    see(F::ShortBefore, is_furniture(-1));
    see(F::ShortBehind, is_furniture(1));
    see(F::BetweenProse, is_short && (is_prose(-1) || is_prose(-2)) && (is_prose(1) || is_prose(2)));
    let run = |back: bool| (1..=8).take_while(|step| is_furniture(if back { -step } else { *step })).count();
    let run = if is_short && !line.ends { 1 + run(true) + run(false) } else { 0 };
    see(F::InShortRun, (3..7).contains(&run));
    see(F::InLongShortRun, run >= 7);
    let around = (-5..=5).filter(|step| *step != 0).filter_map(near);
    let (mut all, mut prose) = (0.0, 0.0);
    for line in around {
        all += line.size + 20.0;
        prose += if line.prose { line.size } else { 0.0 };
    }
    let dense = if all > 0.0 { prose / all } else { 0.5 };
    see(F::DenseAround, dense > 0.6);
    see(F::SparseAround, dense < 0.2);
    let furniture = behind[at];
    see(F::BehindOne, furniture.0 == 1);
    see(F::BehindSome, (2..6).contains(&furniture.0));
    see(F::BehindMany, furniture.0 >= 6);
    see(F::BehindComments, furniture.1 > 0);
    see(F::LongBehindComments, furniture.1 > 0 && line.size >= 100.0);
    let count = |reach: isize, is: fn(&Line) -> bool| {
        (-reach..=reach).filter(|step| *step != 0).filter_map(near).filter(|line| is(line)).count()
    };
    see(F::FurnitureNear, count(1, |line| !line.spoken.is_empty() && line.size < 60.0) > 0);
    see(F::FurnitureAround, count(5, |line| !line.spoken.is_empty() && line.size < 60.0) >= 3);
    see(F::CommentsAround, count(4, |line| line.spoken.contains(&Says::Comments) && line.size < 60.0) >= 2);
    see(F::DateNear, count(2, |line| line.is_date) > 0);
    see(F::BylineNear, count(2, |line| line.is_byline) > 0);
    let is_alone = line.prose && count(3, |line| line.prose) == 0;
    see(F::ProseAlone, is_alone);
    see(F::Teaser, is_alone && line.size < 260.0);
    found
}
