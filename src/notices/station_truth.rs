//! What is said about one station, resolved: which of it counts at each moment.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::{Notice, NoticeKind};
use crate::amenity::{AmenityIdx, AmenityKeys, AmenitySet, MAX_AMENITIES};
use crate::clock::UnixTime;

/// What is said about one station, by moments.
#[derive(Clone, Debug)]
pub struct StationTruth {
    /// By when they were written, the oldest first.
    notices: Vec<Arc<Notice>>,
    /// By their beginnings; before the first nothing is said.
    periods: Vec<Period>,
}

/// What counts from one moment to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// What decides whether the station is open.
    pub word: Word,
    /// The amenities that are out of order.
    pub out: AmenitySet,
    from: UnixTime,
    /// The notice that decides, if one does.
    deciding: Option<NoticeIdx>,
    /// The newest notice in force that has a text.
    newest: Option<NoticeIdx>,
}

/// The number of a notice among those of its station, in one version of what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoticeIdx(u32);

/// What decides whether a station is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// A notice: it is closed.
    Closed,
    /// A notice: it is open.
    Open,
    /// Reports: it is not known to be open, even where its hours say so.
    Doubtful,
    /// Its hours.
    Hours,
}

/// Nothing is said.
const SILENCE: Period = Period {
    word: Word::Hours,
    out: AmenitySet::EMPTY,
    from: UnixTime { unix_s: i64::MIN },
    deciding: None,
    newest: None,
};

/// Something that begins or ends.
#[derive(Clone, Copy)]
enum Event {
    Notice(NoticeIdx),
    Doubt,
}

impl StationTruth {
    /// Resolves the notices of a station and the doubts about it; n log n.
    pub(super) fn of(
        mut notices: Vec<Arc<Notice>>,
        doubts: &[Range<UnixTime>],
        keys: &AmenityKeys,
    ) -> Self {
        notices.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        let of_notices = (0..).map(NoticeIdx).zip(&notices).map(|(idx, notice)| {
            let lasts = notice.withdrawn_at.is_none();
            (notice.from..notice.until, Event::Notice(idx), lasts)
        });
        let of_doubts = doubts.iter().map(|span| (span.clone(), Event::Doubt, true));
        let mut events: Vec<(UnixTime, bool, Event)> = of_notices
            .chain(of_doubts)
            .filter(|(span, _, lasts)| *lasts && span.start < span.end)
            .flat_map(|(span, event, _)| [(span.start, true, event), (span.end, false, event)])
            .collect();
        events.sort_by_key(|(at, ..)| *at);
        let mut in_force = InForce::default();
        let mut periods = Vec::new();
        for at_once in events.chunk_by(|a, b| a.0 == b.0) {
            for (_, begins, event) in at_once {
                in_force.turn(*event, *begins, &notices, keys);
            }
            periods.push(in_force.period(at_once[0].0));
        }
        Self { notices, periods }
    }

    /// What counts at a moment.
    pub fn at(&self, at: UnixTime) -> Period {
        self.begun(at)
            .checked_sub(1)
            .map_or(SILENCE, |last| self.periods[last])
    }

    /// The first moment after another at which something begins or ends.
    pub fn next_after(&self, at: UnixTime) -> Option<UnixTime> {
        self.periods.get(self.begun(at)).map(|next| next.from)
    }

    fn begun(&self, at: UnixTime) -> usize {
        self.periods.partition_point(|period| period.from <= at)
    }

    /// Whether it says anything of whether the station or an amenity is open, at some moment.
    pub fn bears_on_hours(&self) -> bool {
        let bears = |period: &Period| period.word != Word::Hours || !period.out.is_empty();
        self.periods.iter().any(bears)
    }

    /// Whether it says the same as another of whether the station and its amenities are open, always.
    pub(super) fn bears_as(&self, other: &Self) -> bool {
        self.turns().eq(other.turns())
    }

    /// When what it says of that changes, and to what.
    fn turns(&self) -> impl Iterator<Item = (UnixTime, Word, AmenitySet)> {
        let mut last = (SILENCE.word, SILENCE.out);
        self.periods.iter().filter_map(move |period| {
            let next = (period.word, period.out);
            let is_turn = std::mem::replace(&mut last, next) != next;
            is_turn.then_some((period.from, next.0, next.1))
        })
    }

    /// Whether a notice says that the station is open, at some moment.
    pub fn opens(&self) -> bool {
        self.periods.iter().any(|period| period.word == Word::Open)
    }

    /// The notice to be read by a visitor at a moment who wants some amenities: the one that
    /// decides, if it has a text, else the newest in force that has one.
    pub fn shown(&self, at: UnixTime, wanted: AmenitySet, keys: &AmenityKeys) -> Option<NoticeIdx> {
        let period = self.at(at);
        let out = period.out.intersection(wanted);
        let deciding = if period.word == Word::Closed || out.is_empty() {
            period.deciding
        } else {
            self.newest_out(at, out, keys)
        };
        deciding
            .filter(|idx| has_text(self.notice(*idx)))
            .or(period.newest)
    }

    /// The newest notice in force about one of these amenities that has a text.
    fn newest_out(&self, at: UnixTime, out: AmenitySet, keys: &AmenityKeys) -> Option<NoticeIdx> {
        let numbered = (0..).map(NoticeIdx).zip(&self.notices);
        let fits = |notice: &Notice| {
            notice.holds_at(at)
                && has_text(notice)
                && amenity_of(notice, keys).is_some_and(|amenity| out.contains(amenity))
        };
        let fitting = numbered.filter(|(_, notice)| fits(notice));
        fitting.last().map(|(idx, _)| idx)
    }

    /// A notice of this station.
    pub fn notice(&self, idx: NoticeIdx) -> &Notice {
        &self.notices[idx.0 as usize]
    }
}

/// The amenity that a notice says is out of order, if the loaded set knows it.
fn amenity_of(notice: &Notice, keys: &AmenityKeys) -> Option<AmenityIdx> {
    let is_out = notice.kind == NoticeKind::AmenityOut;
    let named = notice.amenity.as_deref().filter(|_| is_out);
    named.and_then(|key| keys.find(key))
}

const fn has_text(notice: &Notice) -> bool {
    notice.text.is_some() || notice.text_en.is_some()
}

/// What is in force while the moments are gone through.
struct InForce {
    n_doubts: usize,
    closed: BTreeSet<NoticeIdx>,
    open: BTreeSet<NoticeIdx>,
    with_text: BTreeSet<NoticeIdx>,
    /// How many notices say that an amenity is out of order, by its number.
    n_out: [u32; MAX_AMENITIES],
    out: AmenitySet,
}

impl Default for InForce {
    fn default() -> Self {
        Self {
            n_doubts: 0,
            closed: BTreeSet::new(),
            open: BTreeSet::new(),
            with_text: BTreeSet::new(),
            n_out: [0; MAX_AMENITIES],
            out: AmenitySet::EMPTY,
        }
    }
}

impl InForce {
    fn turn(&mut self, event: Event, begins: bool, notices: &[Arc<Notice>], keys: &AmenityKeys) {
        let Event::Notice(idx) = event else {
            self.n_doubts = counted(self.n_doubts, begins);
            return;
        };
        let notice = &notices[idx.0 as usize];
        let enter = |set: &mut BTreeSet<NoticeIdx>| {
            if begins {
                set.insert(idx);
            } else {
                set.remove(&idx);
            }
        };
        match notice.kind {
            NoticeKind::Closed => enter(&mut self.closed),
            NoticeKind::Open => enter(&mut self.open),
            NoticeKind::AmenityOut => {
                if let Some(amenity) = amenity_of(notice, keys) {
                    self.turn_amenity(amenity, begins);
                }
            }
            NoticeKind::Crowded | NoticeKind::Note => {}
        }
        if has_text(notice) {
            enter(&mut self.with_text);
        }
    }

    fn turn_amenity(&mut self, amenity: AmenityIdx, begins: bool) {
        let count = &mut self.n_out[amenity.number()];
        *count = if begins {
            *count + 1
        } else {
            count.saturating_sub(1)
        };
        let this: AmenitySet = std::iter::once(amenity).collect();
        self.out = if *count > 0 {
            self.out.union(this)
        } else {
            self.out.without(this)
        };
    }

    fn period(&self, from: UnixTime) -> Period {
        let (word, deciding) = match (self.closed.last(), self.open.last()) {
            (Some(closed), _) => (Word::Closed, Some(*closed)),
            (None, Some(open)) => (Word::Open, Some(*open)),
            (None, None) if self.n_doubts > 0 => (Word::Doubtful, None),
            (None, None) => (Word::Hours, None),
        };
        Period {
            word,
            out: self.out,
            from,
            deciding,
            newest: self.with_text.last().copied(),
        }
    }
}

const fn counted(count: usize, begins: bool) -> usize {
    if begins {
        count + 1
    } else {
        count.saturating_sub(1)
    }
}
