//! Stations on the map: their states differ in shape as well as in colour.

use maud::{Markup, html};

use crate::coverage::run::Run;
use crate::hours::OpenState;
use crate::report::page::projection::{DrawnPoint, Projection};
use crate::report::page::words::{counted, say};

/// More stations than this are not drawn; those that count come first.
pub(super) const MAX_DRAWN_STATIONS: usize = 5_000;

/// The role of a station in the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It counts: open, or hours are ignored.
    Open,
    /// Of unknown hours: it covers no people.
    Unknown,
    /// Closed at the departure.
    Closed,
    /// It does not offer what is wanted, or is out of service.
    Other,
}

/// The stations of the map, those that count first.
pub(super) struct Marks {
    drawn: Vec<(Kind, DrawnPoint)>,
    n_shown: usize,
    n_outside: usize,
}

impl Kind {
    /// Every kind, in the order of the legend.
    pub(super) const ALL: [Self; 4] = [Self::Open, Self::Closed, Self::Unknown, Self::Other];

    /// The id of its shape in the drawing.
    pub(super) const fn shape(self) -> &'static str {
        match self {
            Self::Open => "m-open",
            Self::Unknown => "m-unknown",
            Self::Closed => "m-closed",
            Self::Other => "m-other",
        }
    }

    fn of(run: &Run<'_>, idx: crate::station::StationIdx, counts: bool) -> Self {
        match run.open_state(idx) {
            _ if !counts => Self::Other,
            None | Some(OpenState::Open) => Self::Open,
            Some(OpenState::Closed) => Self::Closed,
            Some(OpenState::Unknown) => Self::Unknown,
        }
    }
}

impl Marks {
    pub(super) fn of(run: &Run<'_>, projection: &Projection) -> Self {
        let all = run.snapshot.stations().len();
        let mut drawn: Vec<(Kind, DrawnPoint)> = run
            .stations()
            .map(|(idx, station, found)| (idx, projection.point(station.position), found.counts))
            .filter(|(_, point, _)| projection.shows(*point))
            .map(|(idx, point, counts)| (Kind::of(run, idx, counts), point))
            .collect();
        drawn.sort_by_key(|(kind, _)| *kind);
        let n_shown = drawn.len();
        drawn.truncate(MAX_DRAWN_STATIONS);
        Self {
            drawn,
            n_shown,
            n_outside: all - n_shown,
        }
    }

    pub(super) fn has(&self, kind: Kind) -> bool {
        self.drawn.iter().any(|(of, _)| *of == kind)
    }

    /// Those that count are drawn last, on top.
    pub(super) fn markup(&self) -> Markup {
        html! {
            @for (kind, [x, y]) in self.drawn.iter().rev() {
                use href=(format!("#{}", kind.shape())) x=(x) y=(y) {}
            }
        }
    }

    pub(super) fn note(&self) -> Option<Markup> {
        let (drawn, shown, outside) = (self.drawn.len(), self.n_shown, self.n_outside);
        if drawn < shown {
            return Some(say(
                format!("图内共有 {shown} 个站点，只画出 {drawn} 个，优先画计入覆盖的。"),
                format!("Of {shown} stations in view {drawn} are drawn, those that count first."),
            ));
        }
        (outside > 0).then(|| {
            say(
                format!("另有 {outside} 个站点在图外。"),
                format!("Outside the map: {} more.", counted(outside, "station")),
            )
        })
    }
}
