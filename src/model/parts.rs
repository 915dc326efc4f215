//! How a list that is too long for one page is divided over several.

use std::ops::Range;

/// How much a page holds before another takes what follows, so that no page grows without bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSizes {
    /// The most lines of a concordance on one page; at least 1.
    pub lines: usize,
    /// The most sources in a list on one page; at least 1.
    pub sources: usize,
}

impl Default for PageSizes {
    fn default() -> Self {
        Self { lines: 500, sources: 200 }
    }
}

impl PageSizes {
    /// The pages of a list of so many sources, as ranges of their places in it.
    pub fn sources_on_each(&self, count: usize) -> Vec<Range<usize>> {
        parts(std::iter::repeat_n(1, count), self.sources)
    }
}

/// The pages of a list whose lines belong to `groups` of so many each, as ranges of lines: as few as there can be with
/// at most `most` lines on each, and without tearing a group apart unless it alone is longer. A list without lines has
/// one page all the same.
pub fn parts(groups: impl IntoIterator<Item = usize>, most: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    for group in groups {
        if end > start && end + group - start > most {
            parts.push(start..end);
            start = end;
        }
        end += group;
        while end - start > most {
            parts.push(start..start + most);
            start += most;
        }
    }
    if end > start || parts.is_empty() {
        parts.push(start..end);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn groups_stay_together_where_they_can() {
        assert_eq!(parts([], 3), [const { 0..0 }]);
        assert_eq!(parts([1, 2], 3), [const { 0..3 }]);
        assert_eq!(parts([2, 2, 1], 3), [0..2, 2..5]);
        assert_eq!(parts([1, 7, 2], 3), [0..1, 1..4, 4..7, 7..10]);
        assert_eq!(parts([3, 3], 3), [0..3, 3..6]);
    }
}
