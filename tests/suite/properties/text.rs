//! Addressing by code point and by line, against the obvious way to do it.

use casebook::text::Text;
use proptest::prelude::*;

use super::{config, raw};

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn code_points_and_bytes_lead_to_each_other(string in raw()) {
        let text = Text::new(string.as_str());
        let starts: Vec<usize> = string.char_indices().map(|(byte, _)| byte).collect();
        prop_assert_eq!(text.len() as usize, starts.len());
        prop_assert_eq!(text.is_empty(), string.is_empty());
        for (at, &byte) in (0_u32..).zip(&starts) {
            prop_assert_eq!(text.byte_of(at), byte);
            let length = string[byte..].chars().next().map_or(0, char::len_utf8);
            for inside in byte..byte + length {
                prop_assert_eq!(text.char_of(inside), at);
            }
        }
        prop_assert_eq!(text.byte_of(text.len()), string.len());
        prop_assert_eq!(text.byte_of(text.len() + 1000), string.len());
        prop_assert_eq!(text.char_of(string.len()), text.len());
    }

    #[test]
    fn slices_are_the_code_points_between(string in raw(), from: prop::sample::Index, to: prop::sample::Index) {
        let text = Text::new(string.as_str());
        let count = string.chars().count() + 1;
        let (from, to) = (from.index(count), to.index(count));
        let (from, to) = (from.min(to), from.max(to));
        let expected: String = string.chars().skip(from).take(to - from).collect();
        prop_assert_eq!(text.slice(from as u32..to as u32), expected);
    }

    #[test]
    fn lines_are_what_line_feeds_end(string in raw()) {
        let text = Text::new(string.as_str());
        let lines: Vec<&str> = text.lines().map(|line| &string[line]).collect();
        let expected: Vec<&str> = string.split_inclusive('\n').map(|line| line.trim_end_matches('\n')).collect();
        prop_assert_eq!(lines, expected);
    }

    #[test]
    fn positions_are_counted_from_the_line_feed_before(string in raw()) {
        let text = Text::new(string.as_str());
        for (byte, _) in string.char_indices() {
            let before = &string[..byte];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
            prop_assert_eq!(text.position(byte), (line, column));
        }
    }
}
