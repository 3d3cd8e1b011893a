//! Japanese texts put together from parts whose meaning is known, minute by minute.
//!
//! The oracle is a week, what holds on holidays, and whether New Year is closed, evaluated without
//! any rules.

use chrono::{Datelike, NaiveDate};
use yizhan::hours::{OpenState, Rules, compile};

use crate::hours::japanese::{context_of_japan, japan};
use crate::hours::setting::context;

type Spans = &'static [(u16, u16)];

/// What holds on holidays.
#[derive(Clone, Copy)]
enum OnHolidays {
    AsWeekday,
    Closed,
    /// The hours of the second days.
    Second,
}

struct Meaning {
    /// Monday first.
    weekdays: [Spans; 7],
    on_holidays: OnHolidays,
    second: Spans,
    /// Days that are closed, holidays or not.
    closed_bits: u8,
    closes_at_year_end: bool,
}

/// Days, and their bits; bit 0 is Monday.
const DAYS: [(&str, u8); 7] = [
    ("月～金", 0b001_1111),
    ("月曜日から金曜日", 0b001_1111),
    ("月・水・金曜日", 0b001_0101),
    ("火木土", 0b010_1010),
    ("火～日曜", 0b111_1110),
    ("毎日", 0b111_1111),
    ("", 0b111_1111),
];
/// Days that have other hours, their bits, and whether holidays have these too.
const SECOND: [(&str, u8, bool); 5] = [
    ("", 0, false),
    ("土日", 0b110_0000, false),
    ("土日祝日", 0b110_0000, true),
    ("日曜・祝日", 0b100_0000, true),
    ("祝日", 0, true),
];
const HOURS: [(&str, Spans); 5] = [
    ("8:30～17:15", &[(510, 1_035)]),
    ("午前9時から午後5時まで", &[(540, 1_020)]),
    ("9:00-12:00、13:30-17:00", &[(540, 720), (810, 1_020)]),
    ("24時間", &[(0, 1_440)]),
    ("10時半〜19時", &[(630, 1_140)]),
];
/// Closings, the weekdays, whether holidays and New Year are among them.
const CLOSINGS: [(&str, u8, bool, bool); 8] = [
    ("", 0, false, false),
    ("。月曜休館", 0b1, false, false),
    ("（土日、祝日を除く）", 0b110_0000, true, false),
    (" 土日、祝日、年末年始を除く", 0b110_0000, true, true),
    ("。休館日：水曜日、年末年始", 0b100, false, true),
    ("（年末年始は利用不可）", 0, false, true),
    ("。祝日は休み", 0, true, false),
    ("（日曜定休）", 0b100_0000, false, false),
];

const STEP: usize = 3;

#[test]
fn japanese_texts_are_open_at_the_minutes_they_say_and_no_others() {
    let mut n_read = 0;
    let n = DAYS.len() * SECOND.len() * HOURS.len() * CLOSINGS.len();
    for i in (0..n).step_by(STEP) {
        let mut rest = i;
        let mut next = |len: usize| {
            let row = rest % len;
            rest /= len;
            row
        };
        let (days, bits) = DAYS[next(DAYS.len())];
        let (second_days, second_bits, has_holidays) = SECOND[next(SECOND.len())];
        let (hours, spans) = HOURS[next(HOURS.len())];
        let (closing, closed_bits, closes_holidays, closes_at_year_end) =
            CLOSINGS[next(CLOSINGS.len())];
        let is_default = bits == 0b111_1111;
        let contradicts = has_holidays && closes_holidays;
        if contradicts || !is_default && bits & second_bits != 0 {
            continue;
        }
        let second: Spans = &[(660, 960)];
        let with_second = if second_days.is_empty() {
            String::new()
        } else {
            format!("、{second_days}は11:00～16:00")
        };
        let text = format!("{days}{hours}{with_second}{closing}");
        let weekdays = std::array::from_fn(|day| -> Spans {
            if closed_bits >> day & 1 == 1 {
                &[]
            } else if second_bits >> day & 1 == 1 {
                second
            } else if bits >> day & 1 == 1 {
                spans
            } else {
                &[]
            }
        });
        // A bracket behind two sets of hours may be of the second alone.
        if closes_holidays && closing.starts_with('（') && !second_days.is_empty() {
            continue;
        }
        let meaning = Meaning {
            weekdays,
            on_holidays: match (has_holidays, closes_holidays) {
                (true, _) => OnHolidays::Second,
                (_, true) => OnHolidays::Closed,
                _ => OnHolidays::AsWeekday,
            },
            second,
            closed_bits,
            closes_at_year_end,
        };
        n_read += 1;
        check(&text, &meaning);
    }
    assert!(n_read > 200, "{n_read}");
}

fn check(text: &str, meaning: &Meaning) {
    let holidays = japan();
    let [in_japan, in_china] = [context_of_japan(), context("cn")].map(|context| {
        let compiled = compile(text, &context);
        compiled
            .rules
            .unwrap_or_else(|| panic!("{text}: {:?}", compiled.issues))
    });
    for date in dates() {
        let is_holiday = Some(holidays.is_day_off(date));
        compare(text, date, &in_japan, |m| {
            meaning.state(date, m, is_holiday)
        });
        compare(text, date, &in_china, |m| meaning.state(date, m, None));
    }
}

fn compare(text: &str, date: NaiveDate, rules: &Rules, expected: impl Fn(u16) -> OpenState) {
    let day = rules.day(date);
    for minute in (0..1_440).step_by(15) {
        assert_eq!(
            day.at(minute).state,
            expected(minute),
            "{text} on {date} at {minute}: {}",
            rules.normalised()
        );
    }
}

impl Meaning {
    /// The state; `None` is a date that may be a holiday or not.
    fn state(&self, date: NaiveDate, minute: u16, is_holiday: Option<bool>) -> OpenState {
        let day = self.weekdays[date.weekday().num_days_from_monday() as usize];
        let spans_on_holiday: Spans = match self.on_holidays {
            OnHolidays::AsWeekday => day,
            OnHolidays::Closed => &[],
            OnHolidays::Second => self.second,
        };
        let is_in = |spans: Spans| spans.iter().any(|(a, b)| (*a..*b).contains(&minute));
        let (ordinary, holiday) = (is_in(day), is_in(spans_on_holiday));
        let is_year_end =
            self.closes_at_year_end && matches!((date.month(), date.day()), (12, 26..) | (1, ..=7));
        let is_closed = self.closed_bits >> date.weekday().num_days_from_monday() & 1 == 1;
        let on_holiday = holiday && !is_closed;
        let is_open = is_holiday.map(|is_holiday| if is_holiday { on_holiday } else { ordinary });
        match is_open {
            Some(false) => OpenState::Closed,
            None if !ordinary && !holiday => OpenState::Closed,
            _ if is_year_end => OpenState::Unknown,
            Some(true) => OpenState::Open,
            None if ordinary && holiday => OpenState::Open,
            None => OpenState::Unknown,
        }
    }
}

/// A week with a Japanese holiday, one with days off and a make-up workday in China, New Year.
fn dates() -> impl Iterator<Item = NaiveDate> {
    let spans = [
        ("2026-11-20", 8),
        ("2026-09-19", 6),
        ("2026-10-08", 5),
        ("2025-12-24", 16),
    ];
    let days = |(first, n): (&str, usize)| first.parse::<NaiveDate>().unwrap().iter_days().take(n);
    spans.into_iter().flat_map(days)
}

/// Words that rows are made of, with signs that open and do not close.
const WORDS: [&str; 36] = [
    "月",
    "月～金",
    "土日",
    "祝日",
    "平日",
    "毎日",
    "休日",
    "年末年始",
    "12/29～1/3",
    "9:00～17:00",
    "13:00～17:00",
    "24時間",
    "終日",
    "休館",
    "を除く",
    "除く",
    "のみ",
    "は",
    "の",
    "（",
    "）",
    "、",
    "。",
    "・",
    "から",
    "まで",
    "定休日",
    "を含む",
    "午後",
    "翌2:00",
    "18:00～翌2:00",
    "1月1日",
    "日",
    "～",
    "9時",
    "利用可",
];

#[test]
fn any_row_of_japanese_words_is_read_or_refused_with_a_reason() {
    let mut random = fastrand::Rng::with_seed(15);
    let mut n_read = 0;
    for _ in 0..6_000 {
        let n_words = random.usize(2..9);
        let row = (0..n_words).map(|_| WORDS[random.usize(..WORDS.len())]);
        let text: String = row.collect();
        for context in [context("cn"), context_of_japan()] {
            let compiled = compile(&text, &context);
            n_read += usize::from(compiled.rules.is_some());
            if compiled.rules.is_none() {
                assert!(compiled.issues[0].message.contains("expected"), "{text}");
            }
        }
    }
    assert!(n_read > 60, "{n_read} rows read");
}

#[test]
fn what_is_open_without_a_table_is_open_whatever_the_table_says() {
    let mut random = fastrand::Rng::with_seed(16);
    for _ in 0..3_000 {
        let n_words = random.usize(2..8);
        let row = (0..n_words).map(|_| WORDS[random.usize(..WORDS.len())]);
        let text: String = row.collect();
        let (with, without) = (
            compile(&text, &context_of_japan()),
            compile(&text, &context("cn")),
        );
        let (Some(with), Some(without)) = (with.rules, without.rules) else {
            continue;
        };
        // 平日 alone is a Chinese word too.
        if without.depends_on_calendar() {
            continue;
        }
        for date in dates() {
            let (with, without) = (with.day(date), without.day(date));
            for minute in (0..1_440).step_by(30) {
                let (table, none) = (with.at(minute).state, without.at(minute).state);
                let agrees = none == table
                    || none == OpenState::Unknown
                    || table == OpenState::Unknown && none != OpenState::Open;
                assert!(
                    agrees,
                    "{text} on {date} at {minute}: {none:?}, with a table {table:?}"
                );
            }
        }
    }
}
