//! The list of an answer as plain HTML, for the time until the page's modules run and for browsers
//! without them.

use axum::http::{HeaderMap, header};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::policy::Framing;
use crate::dataset::shown::shown;

/// What is read of an answer.
#[derive(Deserialize)]
struct Answer {
    features: Vec<Feature>,
    query: Query,
}

#[derive(Deserialize)]
struct Query {
    at: String,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    station_id: String,
    name: Option<String>,
    name_en: Option<String>,
    address: Option<String>,
    distance_m: f64,
    travel_time_s: f64,
    open_state: String,
    open_until: Option<String>,
    opens_at: Option<String>,
    /// What its keepers say; not there unless such is kept.
    #[serde(default)]
    notice: Option<String>,
}

/// The words of a language.
struct Words {
    lang: &'static str,
    heading: &'static str,
    nothing: &'static str,
    open: &'static str,
    closed: &'static str,
    unknown: &'static str,
    /// Between a state and when it changes.
    comma: &'static str,
    until: &'static str,
    opens: &'static str,
    metres: &'static str,
    minutes: &'static str,
}

const SIMPLIFIED: Words = Words {
    lang: "zh-CN",
    heading: "最近的驿站",
    nothing: "这一圈里没有合适的",
    open: "开门",
    closed: "关门",
    unknown: "时间未知",
    comma: "，",
    until: "开到",
    opens: "下次开门",
    metres: "米",
    minutes: "分钟",
};

const TRADITIONAL: Words = Words {
    lang: "zh-Hant",
    heading: "最近的驛站",
    nothing: "這一圈裡沒有合適的",
    open: "開門",
    closed: "關門",
    unknown: "時間未知",
    comma: "，",
    until: "開到",
    opens: "下次開門",
    metres: "米",
    minutes: "分鐘",
};

const ENGLISH: Words = Words {
    lang: "en",
    heading: "The nearest stations",
    nothing: "Nothing suitable within this circle",
    open: "open",
    closed: "closed",
    unknown: "hours unknown",
    comma: ", ",
    until: "until",
    opens: "opens",
    metres: "m",
    minutes: "min",
};

/// The list of an answer to an `address` of the page; `None` if it is not such an answer. From a
/// frame its links lead to a tab of their own, because the page of a station refuses frames.
pub fn plain_list(
    answer: &str,
    address: &str,
    framing: Framing,
    headers: &HeaderMap,
) -> Option<String> {
    let answer: Answer = serde_json::from_str(answer).ok()?;
    let target = (framing == Framing::Allowed).then_some("_blank");
    let words = words_for(address, headers);
    let list = html! {
        section.first-list lang=(words.lang) {
            h1 { (words.heading) " · " (moment(&answer.query.at, "")) }
            @if answer.features.is_empty() {
                p { (words.nothing) }
            } @else {
                ol { @for feature in &answer.features { (row(&feature.properties, &answer.query.at, words, target)) } }
            }
        }
    };
    Some(list.into_string())
}

/// `now` is the moment of the answer, `target` where its link opens unless in the page itself.
fn row(station: &Properties, now: &str, words: &Words, target: Option<&str>) -> Markup {
    let (first, second) = match words.lang {
        "en" => (&station.name_en, &station.name),
        _ => (&station.name, &station.name_en),
    };
    let is_written = |name: &&String| !name.trim().is_empty();
    let name = first.as_ref().or(second.as_ref()).filter(is_written);
    let name = name.unwrap_or(&station.station_id);
    let id = utf8_percent_encode(&station.station_id, NON_ALPHANUMERIC);
    let state = state(station, now, words);
    let rel = target.map(|_| "noopener");
    // A way of half a minute takes a minute, as in the page.
    let minutes = (station.travel_time_s / 60.0).round().max(1.0);
    html! {
        li {
            a href={ "s/" (id) } target=[target] rel=[rel] { bdi { (shown(name)) } }
            @if let Some(notice) = &station.notice { " " em { bdi { (shown(notice)) } } }
            " " strong { (state) }
            " · " (station.distance_m.round()) " " (words.metres)
            " · " (minutes) " " (words.minutes)
            @if let Some(address) = &station.address { " · " bdi { (shown(address)) } }
        }
    }
}

/// Any state but the known ones is unknown.
fn state(station: &Properties, now: &str, words: &Words) -> String {
    let (state, change) = match &*station.open_state {
        "open" => (
            words.open,
            station.open_until.as_ref().zip(Some(words.until)),
        ),
        "closed" => (
            words.closed,
            station.opens_at.as_ref().zip(Some(words.opens)),
        ),
        _ => (words.unknown, None),
    };
    match change {
        Some((at, word)) => format!("{state}{}{word} {}", words.comma, moment(at, now)),
        None => state.to_owned(),
    }
}

/// The time of day of an RFC 3339 instant, with the date unless it is that of `now`.
fn moment(instant: &str, now: &str) -> String {
    let (date, time) = instant.split_once('T').unwrap_or(("", instant));
    let time = time.get(..5).unwrap_or(time);
    if now.starts_with(date) {
        time.to_owned()
    } else {
        format!("{date} {time}")
    }
}

/// The language of the address, or the first that the browser asks for, as in `words.js`.
fn words_for(address: &str, headers: &HeaderMap) -> &'static Words {
    let mut pairs = form_urlencoded::parse(address.as_bytes());
    let asked = pairs.find(|(name, value)| name == "lang" && !value.is_empty());
    let accepted = headers.get(header::ACCEPT_LANGUAGE);
    let accepted = accepted.and_then(|value| value.to_str().ok());
    let wish = asked.map_or_else(
        || accepted.unwrap_or_default().to_owned(),
        |(_, value)| value.into_owned(),
    );
    let first = wish.split([',', ';']).next().unwrap_or_default();
    let first = first.trim().to_ascii_lowercase();
    let mut parts = first.split('-');
    if parts.next() != Some("zh") {
        return &ENGLISH;
    }
    let is_traditional = |part: &str| matches!(part, "hant" | "tw" | "hk" | "mo");
    if parts.clone().any(is_traditional) && !parts.any(|part| part == "hans") {
        &TRADITIONAL
    } else {
        &SIMPLIFIED
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn lang(address: &str, accepted: &str) -> &'static str {
        let accepted = HeaderValue::from_str(accepted).unwrap();
        let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, accepted)]);
        words_for(address, &headers).lang
    }

    #[test]
    fn the_language_is_that_of_the_address_or_the_first_of_the_browser() {
        for (address, accepted, expected) in [
            ("lat=1", "zh-CN,en;q=0.8", "zh-CN"),
            ("lang=zh-Hant", "en", "zh-Hant"),
            ("lang=", "zh-TW;q=0.9", "zh-Hant"),
            ("", "zh-Hans-HK", "zh-CN"),
            ("", "fi,zh", "en"),
            ("lang=en", "zh", "en"),
            ("", "", "en"),
        ] {
            assert_eq!(lang(address, accepted), expected, "{address} {accepted}");
        }
    }

    #[test]
    fn a_moment_of_another_day_has_its_date() {
        let now = "2026-11-24T12:00:00+08:00";
        assert_eq!(moment("2026-11-24T18:30:00+08:00", now), "18:30");
        assert_eq!(moment("2026-11-25T06:00:00+08:00", now), "2026-11-25 06:00");
        assert_eq!(moment(now, ""), "2026-11-24 12:00");
    }

    #[test]
    fn a_state_of_a_later_version_is_unknown() {
        let station = |state: &str| Properties {
            station_id: "a".to_owned(),
            name: None,
            name_en: None,
            address: None,
            distance_m: 1.0,
            travel_time_s: 1.0,
            open_state: state.to_owned(),
            open_until: Some("2026-11-24T18:30:00+08:00".to_owned()),
            opens_at: None,
            notice: None,
        };
        let say =
            |state_key: &str| state(&station(state_key), "2026-11-23T12:00:00+08:00", &ENGLISH);
        assert_eq!(say("open"), "open, until 2026-11-24 18:30");
        assert_eq!(say("busy"), "hours unknown");
    }
}
