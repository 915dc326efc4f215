//! When to act on what the system says: a pure function of names and times.
//!
//! In: the names that something happened to, with the time of each. Out: when to look at them ([`Due::Look`]), and when to
//! compare the whole dossier with the disk ([`Due::Survey`]), since systems lose events and name the wrong paths. Time is
//! counted from any fixed moment, so tests need no clock.

use std::collections::BTreeSet;
use std::time::Duration;

/// A save by an editor is a few events in a row; after as much silence it is taken to be over.
const QUIET: Duration = Duration::from_millis(4);

/// What touches more names than [`MANY`] is no save but a switch of branches or a copy, and pauses longer on its way.
const QUIET_AMONG_MANY: Duration = Duration::from_millis(30);

const MANY: usize = 8;

/// Some editors move a file away, or empty it, and then write the new one: while a file is missing or empty, as much
/// silence is waited for.
const QUIET_WHILE_BLANK: Duration = Duration::from_millis(60);

/// Longer than this nobody waits, however much goes on.
const LONGEST: Duration = Duration::from_millis(300);

/// After a look the disk is left alone for this long, so that the survey does not stand in the way of the next save.
const UNTIL_SURVEY: Duration = Duration::from_millis(250);

/// What has been said and not yet acted on.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    burst: Option<Burst>,
    /// When the next survey is due.
    survey: Option<Duration>,
}

#[derive(Debug)]
struct Burst {
    names: BTreeSet<String>,
    first: Duration,
    last: Duration,
}

/// What is to be done now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing until then; `None`: until something happens.
    Nothing(Option<Duration>),
    /// Look at these names.
    Look(BTreeSet<String>),
    /// Compare everything with the disk.
    Survey,
}

impl Gathering {
    /// Something happened to `name`.
    pub(super) fn touch(&mut self, name: String, now: Duration) {
        let burst = self.burst.get_or_insert_with(|| Burst { names: BTreeSet::new(), first: now, last: now });
        burst.names.insert(name);
        burst.last = now;
    }

    /// A survey is due in `delay`, if none is due earlier.
    pub(super) fn survey_in(&mut self, delay: Duration, now: Duration) {
        let at = now + delay;
        self.survey = Some(self.survey.map_or(at, |earlier| earlier.min(at)));
    }

    /// What is to be done at `now`; it counts as done. `is_blank` says whether a name is that of a known file which is missing
    /// or empty at this moment.
    pub(super) fn due(&mut self, now: Duration, is_blank: impl Fn(&str) -> bool) -> Due {
        if let Some(burst) = &self.burst {
            let quiet = if burst.names.len() > MANY { QUIET_AMONG_MANY } else { QUIET };
            let mut at = (burst.last + quiet).min(burst.first + LONGEST);
            if at <= now && burst.names.len() <= MANY && burst.names.iter().any(|name| is_blank(name)) {
                at = (burst.last + QUIET_WHILE_BLANK).min(burst.first + LONGEST);
            }
            if at > now {
                return Due::Nothing(Some(at));
            }
        }
        if let Some(burst) = self.burst.take() {
            // Whatever was lost in this burst, the survey finds; one that was due would be in the way of the next save.
            self.survey = Some(now + UNTIL_SURVEY);
            return Due::Look(burst.names);
        }
        match self.survey {
            Some(at) if at <= now => {
                self.survey = None;
                Due::Survey
            }
            later => Due::Nothing(later),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays `events` (milliseconds, name) and tells when what was done. A name that ends in `?` is blank until another event
    /// for it comes without.
    fn play(events: &[(u64, &str)]) -> Vec<String> {
        let mut gathering = Gathering::default();
        let (mut done, mut blank) = (Vec::new(), BTreeSet::new());
        let mut events = events.iter().map(|(at, name)| (Duration::from_millis(*at), *name)).peekable();
        let mut now = Duration::ZERO;
        loop {
            while let Some((_, name)) = events.next_if(|(at, _)| *at <= now) {
                let plain = name.trim_end_matches('?').to_owned();
                if name.ends_with('?') {
                    blank.insert(plain.clone())
                } else {
                    blank.remove(&plain)
                };
                gathering.touch(plain, now);
            }
            let next = events.peek().map(|(at, _)| *at);
            match gathering.due(now, |name| blank.contains(name)) {
                Due::Look(names) if names.len() > 3 => done.push(format!("{} look {}", now.as_millis(), names.len())),
                Due::Look(names) => done.push(format!("{} look {}", now.as_millis(), Vec::from_iter(names).join(" "))),
                Due::Survey => done.push(format!("{} survey", now.as_millis())),
                Due::Nothing(at) => match at.into_iter().chain(next).min() {
                    Some(at) => now = at,
                    None => return done,
                },
            }
        }
    }

    #[test]
    fn a_save_is_acted_on_after_four_milliseconds_of_quiet() {
        assert_eq!(play(&[(10, "a")]), ["14 look a", "264 survey"]);
        assert_eq!(play(&[(10, "a"), (12, "a"), (15, "b")]), ["19 look a b", "269 survey"]);
    }

    #[test]
    fn saves_one_after_the_other_are_two_looks_and_one_survey() {
        assert_eq!(play(&[(0, "a"), (100, "b")]), ["4 look a", "104 look b", "354 survey"]);
    }

    #[test]
    fn a_survey_waits_until_saving_has_ended() {
        let saves: Vec<(u64, &str)> = (0..10).map(|save| (save * 200, "a")).collect();
        let done = play(&saves);
        assert_eq!(done.len(), 11);
        assert_eq!(done[9..], ["1804 look a", "2054 survey"]);
    }

    #[test]
    fn a_burst_is_one_look() {
        let names: Vec<String> = (0..100).map(|file| format!("{file}")).collect();
        let burst: Vec<(u64, &str)> = (0..).step_by(2).zip(names.iter().map(String::as_str)).collect();
        assert_eq!(play(&burst), ["228 look 100", "478 survey"]);
        // Among many names a pause ends nothing.
        let slow: Vec<(u64, &str)> =
            (0u64..).map(|at| if at < 20 { at } else { at + 20 }).zip(names[..40].iter().map(String::as_str)).collect();
        assert_eq!(play(&slow), ["89 look 40", "339 survey"]);
    }

    #[test]
    fn a_burst_without_end_is_acted_on_all_the_same() {
        let storm: Vec<(u64, &str)> = (0..1000).map(|at| (at, "a")).collect();
        assert_eq!(play(&storm), ["300 look a", "601 look a", "902 look a", "1003 look a", "1253 survey"]);
    }

    #[test]
    fn a_file_that_is_moved_away_may_come_back() {
        assert_eq!(play(&[(0, "a?"), (20, "a")]), ["24 look a", "274 survey"]);
        assert_eq!(play(&[(0, "a?")]), ["60 look a", "310 survey"]);
        // Others that were saved with it wait as well.
        assert_eq!(play(&[(0, "a?"), (1, "b"), (30, "a")]), ["34 look a b", "284 survey"]);
    }

    #[test]
    fn of_two_surveys_that_are_due_the_earlier_is_made() {
        let mut gathering = Gathering::default();
        let ms = Duration::from_millis;
        gathering.survey_in(ms(500), ms(0));
        gathering.survey_in(ms(100), ms(50));
        gathering.survey_in(ms(500), ms(60));
        assert_eq!(gathering.due(ms(149), |_| false), Due::Nothing(Some(ms(150))));
        assert_eq!(gathering.due(ms(150), |_| false), Due::Survey);
        assert_eq!(gathering.due(ms(150), |_| false), Due::Nothing(None));
    }
}
