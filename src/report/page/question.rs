//! The question in words: how far, to which stations, at what time.

use maud::{Markup, html};

use super::words::{counted, metres, mode_words, moment, say, short};
use crate::coverage::run::{Run, Supposed};
use crate::coverage::{Clock, Limit};

/// The question as one sentence.
pub(super) fn question(run: &Run<'_>) -> (String, String) {
    let (within_zh, within_en) = limit_words(run);
    let (station_zh, station_en) = station_words(run);
    (
        format!("{within_zh}，谁能到达一个{station_zh}？"),
        format!("Who reaches, {within_en}, {station_en}?"),
    )
}

/// The stations that count: "a station that is open on arrival and has drinking water".
pub(super) fn station_words(run: &Run<'_>) -> (String, String) {
    let (offers_zh, offers_en) = amenity_words(run);
    let timed = run.at().is_some();
    let open_zh = if timed { "开着门、" } else { "" };
    let open_en = if timed {
        " that is open on arrival"
    } else {
        ""
    };
    let with_zh = if offers_zh.is_empty() {
        String::new()
    } else {
        format!("有{offers_zh}")
    };
    let with_en = match (offers_en.is_empty(), timed) {
        (true, _) => String::new(),
        (false, true) => format!(" and has {offers_en}"),
        (false, false) => format!(" that has {offers_en}"),
    };
    let traits_zh = format!("{open_zh}{with_zh}");
    let traits_zh = traits_zh.trim_end_matches('、');
    let of_zh = if traits_zh.is_empty() { "" } else { "的" };
    (
        format!("{traits_zh}{of_zh}驿站"),
        format!("a station{open_en}{with_en}"),
    )
}

/// "within 15 minutes on foot".
pub(super) fn limit_words(run: &Run<'_>) -> (String, String) {
    let (mode_zh, mode_en) = mode_words(run.question.mode);
    match run.question.limit {
        Limit::Minutes(minutes) => {
            let minutes = short(minutes);
            (
                format!("{mode_zh} {minutes} 分钟内"),
                format!("within {minutes} minutes {mode_en}"),
            )
        }
        Limit::DistanceM(distance_m) => {
            let metres = metres(distance_m);
            (
                format!("{mode_zh} {metres} 米内"),
                format!("within {metres} metres {mode_en}"),
            )
        }
    }
}

/// The wanted amenities by their labels; one without a label by its key.
pub(super) fn amenity_words(run: &Run<'_>) -> (String, String) {
    let keys = run.snapshot.amenity_keys();
    let wanted = || run.question.amenities.iter();
    let zh: Vec<&str> = wanted()
        .map(|amenity| {
            keys.term(amenity)
                .map_or(keys.key(amenity), |term| &term.zh)
        })
        .collect();
    let en: Vec<String> = wanted()
        .map(|amenity| match keys.term(amenity) {
            Some(term) => in_a_sentence(&term.en),
            None => keys.key(amenity).to_owned(),
        })
        .collect();
    (listed(&zh, "、", "和"), listed(&en, ", ", " and "))
}

/// Words as a list, the last two joined by "and".
fn listed<W: AsRef<str>>(words: &[W], comma: &str, and: &str) -> String {
    let mut out = String::new();
    for (row, word) in words.iter().enumerate() {
        out.push_str(match row {
            0 => "",
            row if row + 1 == words.len() => and,
            _ => comma,
        });
        out.push_str(word.as_ref());
    }
    out
}

/// A label inside a sentence: its first letter is lower case unless it is a name such as Wi-Fi.
fn in_a_sentence(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    let rest = letters.as_str();
    if rest.contains(char::is_uppercase) {
        return label.to_owned();
    }
    first.chain(rest.chars()).collect()
}

/// How ways were measured, and when people set out.
pub(super) fn facts(run: &Run<'_>) -> Markup {
    let along = if run.network.is_some() {
        say("沿街道计算", "Along streets")
    } else {
        say(
            "按直线和绕行系数计算",
            "Straight lines with a detour factor",
        )
    };
    let clock = match (run.at(), run.question.clock) {
        (Some(at), clock) => {
            let (zh, en) = moment(run.question.zone, at);
            let week = matches!(clock, Clock::Week(_));
            let (more_zh, more_en) = if week {
                ("，以及所在一周的每个小时", " and each hour of that week")
            } else {
                ("", "")
            };
            say(
                format!("{zh} 出发{more_zh}"),
                format!("Setting out {en}{more_en}"),
            )
        }
        (None, _) => say(
            "不考虑开放时间",
            "At any hour: opening hours are not considered",
        ),
    };
    html! {
        ul.facts {
            li { (along) }
            li { (clock) }
            @if let Some(supposed) = run.supposed { li { (supposed_words(supposed)) } }
        }
    }
}

/// That these are not the stations as they are.
fn supposed_words(supposed: &Supposed) -> Markup {
    let [added, closed, hours] = [
        supposed.added.len(),
        supposed.closed.len(),
        supposed.hours.len(),
    ];
    say(
        format!("假设情形：新增 {added} 站、撤销 {closed} 站、改时间 {hours} 站"),
        format!(
            "Supposed: {} added, {closed} closed, {hours} with other hours",
            counted(added, "station")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_small_in_a_sentence_and_names_stay() {
        assert_eq!(in_a_sentence("Drinking water"), "drinking water");
        assert_eq!(in_a_sentence("Wi-Fi"), "Wi-Fi");
        assert_eq!(in_a_sentence(""), "");
    }

    #[test]
    fn words_are_listed_as_people_do() {
        assert_eq!(listed(&["a", "b", "c"], ", ", " and "), "a, b and c");
        assert_eq!(listed(&["饮水"], "、", "和"), "饮水");
        assert_eq!(listed::<&str>(&[], "、", "和"), "");
    }
}
