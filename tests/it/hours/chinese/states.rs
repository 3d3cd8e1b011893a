//! Chinese texts put together from parts whose meaning is known, minute by minute.
//!
//! The oracle is a week with closed days and a rule for days off, evaluated without any rules.

use chrono::{Datelike, NaiveDate};
use yizhan::hours::{Calendars, OpenState, compile};

use crate::hours::setting::context;

/// What a text says of days off.
#[derive(Clone, Copy, PartialEq)]
enum DaysOff {
    /// Nothing: they are like other days.
    Ordinary,
    /// Closed weekdays are open on them.
    Lifted,
    Closed,
    LeftOpen,
}

/// What a text was made to say.
struct Meaning {
    /// Bit 0 is Monday.
    closed_weekdays: u8,
    spans: &'static [(u16, u16)],
    days_off: DaysOff,
}

/// Closed days, the days that are left, and the bits.
const CLOSED: [(&str, &str, u8); 5] = [
    ("周一", "周二至周日", 0b000_0001),
    ("每周二", "周三至周一", 0b000_0010),
    ("逢星期四", "星期五至三", 0b000_1000),
    ("周一、周二", "周三至周日", 0b000_0011),
    ("周一和周三", "周二、周四至周日", 0b000_0101),
];

const HOURS: [(&str, &[(u16, u16)]); 6] = [
    ("9:00-17:00", &[(540, 1_020)]),
    ("上午9时至下午5时", &[(540, 1_020)]),
    ("9:00-12:00、13:30-17:00", &[(540, 720), (810, 1_020)]),
    ("上午9:00-12:00；下午1:30-5:00", &[(540, 720), (810, 1_020)]),
    ("9:00-17:00（16:30停止入馆）", &[(540, 1_020)]),
    ("9:00-17:00（午休12:00-13:30）", &[(540, 720), (810, 1_020)]),
];

/// `C` stands for the closed days.
const EXCEPTIONS: [(&str, DaysOff); 17] = [
    ("C闭馆", DaysOff::Ordinary),
    ("C闭馆（法定节假日除外）", DaysOff::Lifted),
    ("C闭馆，法定节假日除外", DaysOff::Lifted),
    ("C闭馆 国家法定节假日除外", DaysOff::Lifted),
    ("C（节假日除外）闭馆", DaysOff::Lifted),
    ("C闭馆（节假日照常开放）", DaysOff::Lifted),
    ("C闭馆，遇法定节假日照常开放", DaysOff::Lifted),
    ("C闭馆，法定节假日正常开放", DaysOff::Lifted),
    ("C闭馆，节假日不休息", DaysOff::Lifted),
    ("C休馆【公众假期除外】", DaysOff::Lifted),
    ("除法定节假日外，C闭馆", DaysOff::Lifted),
    ("C闭馆；节假日照常开放", DaysOff::Lifted),
    ("C及法定节假日闭馆", DaysOff::Closed),
    ("C、公众假期休息", DaysOff::Closed),
    ("C闭馆，法定节假日闭馆", DaysOff::Closed),
    ("C闭馆，法定节假日另行通知", DaysOff::LeftOpen),
    ("C闭馆，法定节假日开放时间以公告为准", DaysOff::LeftOpen),
];

/// `H` stands for the hours, `D` for the days that they are for, `X` for what is closed.
const LAYOUTS: [&str; 9] = [
    "H，X",
    "H（X）",
    "DH，X",
    "D H（X）",
    "DH；X",
    "X，H",
    "X；DH",
    "X DH",
    "每天H，X",
];

/// Simplified characters and their traditional forms.
const TRADITIONAL: [(char, char); 15] = [
    ('周', '週'),
    ('闭', '閉'),
    ('馆', '館'),
    ('节', '節'),
    ('众', '眾'),
    ('国', '國'),
    ('时', '時'),
    ('开', '開'),
    ('业', '業'),
    ('后', '後'),
    ('场', '場'),
    ('为', '為'),
    ('准', '準'),
    ('间', '間'),
    ('进', '進'),
];

fn traditional(text: &str) -> String {
    let form = |c| {
        TRADITIONAL
            .iter()
            .find(|(simple, _)| *simple == c)
            .map_or(c, |(_, form)| *form)
    };
    text.chars().map(form).collect()
}

/// A day as minutes where the state changes.
type States = Vec<(u16, OpenState)>;

impl Meaning {
    fn day(&self, date: NaiveDate, is_day_off: bool) -> States {
        let weekday = date.weekday().num_days_from_monday();
        let is_closed = match self.days_off {
            DaysOff::LeftOpen if is_day_off => return vec![(0, OpenState::Unknown)],
            DaysOff::Closed if is_day_off => true,
            DaysOff::Lifted if is_day_off => false,
            _ => self.closed_weekdays >> weekday & 1 == 1,
        };
        let mut states = vec![(0, OpenState::Closed)];
        for (start, end) in self.spans.iter().filter(|_| !is_closed) {
            states.extend([(*start, OpenState::Open), (*end, OpenState::Closed)]);
        }
        states
    }
}

/// Days around those off in spring and autumn of 2026, and a plain month.
fn dates() -> impl Iterator<Item = NaiveDate> {
    let spans = [
        ("2026-02-10", 20),
        ("2026-04-28", 12),
        ("2026-09-20", 25),
        ("2026-11-01", 14),
    ];
    let days = |(first, n): (&str, usize)| first.parse::<NaiveDate>().unwrap().iter_days().take(n);
    spans.into_iter().flat_map(days)
}

/// Every n-th of the combinations is tried, where n has no factor in common with the lengths of the
/// lists, so that every pair of entries occurs.
const STEP: usize = 7;

#[test]
fn texts_of_hours_and_closed_days_are_open_at_the_minutes_they_say_and_no_others() {
    let n = CLOSED.len() * EXCEPTIONS.len() * LAYOUTS.len() * HOURS.len();
    for i in (0..n).step_by(STEP) {
        let mut rest = i;
        let mut next = |len: usize| {
            let row = rest % len;
            rest /= len;
            row
        };
        let (closed, left, closed_weekdays) = CLOSED[next(CLOSED.len())];
        let (exception, days_off) = EXCEPTIONS[next(EXCEPTIONS.len())];
        let layout = LAYOUTS[next(LAYOUTS.len())];
        let (hours, spans) = HOURS[next(HOURS.len())];
        let meaning = Meaning {
            closed_weekdays,
            spans,
            days_off,
        };
        let closed = exception.replace('C', closed);
        let text = layout.replace('X', &closed).replace('D', left);
        let text = text.replace('H', hours);
        check(&text, &meaning, "cn");
        check(&traditional(&text), &meaning, "hk");
    }
}

fn check(text: &str, meaning: &Meaning, calendar: &str) {
    let context = context(calendar);
    let days_off = Calendars::bundled().get(calendar);
    let compiled = compile(text, &context);
    let rules = compiled
        .rules
        .unwrap_or_else(|| panic!("{text}: {:?}", compiled.issues));
    for date in dates().filter(|date| !days_off.is_make_up_workday(*date)) {
        let mut states: States = Vec::new();
        for span in rules.day(date).spans() {
            if states.last().is_none_or(|last| last.1 != span.state) {
                states.push((span.start_min, span.state));
            }
        }
        let expected = meaning.day(date, days_off.is_day_off(date));
        assert_eq!(states, expected, "{text} on {date}: {}", rules.normalised());
    }
}

/// Words that rows are made of, with signs that open and do not close.
const WORDS: [&str; 52] = [
    "周一",
    "周一至周五",
    "周六、周日",
    "工作日",
    "节假日",
    "法定节假日",
    "每天",
    "9:00-17:00",
    "13:00-17:00",
    "24小时",
    "闭馆",
    "休息",
    "除外",
    "照常开放",
    "开放",
    "（",
    "）",
    "，",
    "；",
    " ",
    "、",
    "除",
    "外",
    "午休",
    "12:00-13:00",
    "16:30",
    "停止入馆",
    "5月-10月",
    "11月1日-次年4月30日",
    "夏季",
    "春节",
    "除夕",
    "初一及",
    "遇",
    "顺延",
    "另行通知",
    "以公告为准",
    "上午",
    "夜间",
    "扫码进入",
    "含",
    "至",
    "5点",
    "闭馆日",
    "特殊情况",
    "提早",
    "22:00-次日2:00",
    "为",
    "年",
    "二",
    "0",
    "闭馆前30分钟",
];

#[test]
fn any_row_of_words_is_read_or_refused_with_a_reason() {
    let context = context("cn");
    let mut random = fastrand::Rng::with_seed(12);
    let mut n_read = 0;
    for _ in 0..3_000 {
        let n_words = random.usize(2..10);
        let row = (0..n_words).map(|_| WORDS[random.usize(..WORDS.len())]);
        let text: String = row.collect();
        let compiled = compile(&text, &context);
        n_read += usize::from(compiled.rules.is_some());
        if compiled.rules.is_none() {
            assert!(compiled.issues[0].message.contains("expected"), "{text}");
        }
    }
    assert!(n_read > 30, "{n_read} rows read");
}
