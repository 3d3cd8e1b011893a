//! An answer as a table and sentences.

use comfy_table::{CellAlignment, Table, presets};

use crate::clock::{UnixTime, Zone};
use crate::dataset::shown::shown;
use crate::hours::OpenState;
use crate::query::along::AlongAnswer;
use crate::query::opening::Opening;
use crate::query::{Answer, NearestQuery, WhyEmpty};
use crate::request::{AlongRequest, NearestRequest};
use crate::snapshot::Snapshot;
use crate::station::StationIdx;
use crate::travel::Travel;

/// The stations as a table, or the reason why there are none, and the question as understood.
pub(super) fn answer(
    snapshot: &Snapshot,
    request: &NearestRequest,
    answer: &Answer,
    why_empty: Option<&WhyEmpty>,
) -> String {
    let body = match why_empty {
        Some(why) => reasons(snapshot, &request.query, "circle", why),
        None => stations(snapshot, request, answer),
    };
    let lacks = answer.lacks_holiday_data || why_empty.is_some_and(|why| why.lacks_holiday_data);
    let understood = understood(request, answer.travel);
    format!("{body}\n\n{understood}{}", holiday_note(lacks))
}

/// The stops of a route as a table, or the reason why there are none, and the question as
/// understood.
pub(super) fn stops(
    snapshot: &Snapshot,
    request: &AlongRequest,
    answer: &AlongAnswer,
    why_empty: Option<&WhyEmpty>,
) -> String {
    let terms = &request.query.terms;
    let body = match why_empty {
        Some(why) => reasons(snapshot, terms, "detour", why),
        None => stops_of(snapshot, terms, answer),
    };
    let lacks = answer.lacks_holiday_data || why_empty.is_some_and(|why| why.lacks_holiday_data);
    let understood = format!(
        "{} at {:.2} m/s, {}: {:.0} m of route, detours up to {:.0} m, setting out {}",
        terms.mode.key(),
        terms.pace.speed_m_s,
        way(answer.travel, terms.pace.detour),
        request.query.route.length_m(),
        request.query.max_detour_m,
        terms.zone.format_instant(terms.at)
    );
    format!("{body}\n\n{understood}{}", holiday_note(lacks))
}

fn stops_of(snapshot: &Snapshot, terms: &NearestQuery, answer: &AlongAnswer) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([
        "detour", "minutes", "at", "side", "arrive", "state", "", "name", "id",
    ]);
    for stop in &answer.stops {
        let (hit, station) = (&stop.hit, snapshot.station(stop.hit.station));
        table.add_row([
            format!("{:.0} m", stop.detour_m),
            format!("{:.1}", stop.detour_s / 60.0),
            format!("{:.0} m", stop.leaves_route_at_m),
            stop.side.key().to_owned(),
            short(terms.zone, terms.at, hit.arrive_at),
            hit.opening.state.key().to_owned(),
            until(terms.zone, terms.at, &hit.opening),
            printable(&station.name),
            printable(&station.id.0),
        ]);
    }
    for column in table.column_iter_mut().take(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

fn stations(snapshot: &Snapshot, request: &NearestRequest, answer: &Answer) -> String {
    let zone = request.query.zone;
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["metres", "minutes", "state", "", "name", "address", "id"]);
    for hit in &answer.hits {
        let station = snapshot.station(hit.station);
        table.add_row([
            format!("{:.0}", hit.distance_m),
            format!("{:.0}", (hit.travel_time_s / 60.0).ceil()),
            hit.opening.state.key().to_owned(),
            until(zone, request.query.at, &hit.opening),
            printable(&station.name),
            printable(station.address.as_deref().unwrap_or_default()),
            printable(&station.id.0),
        ]);
    }
    for column in table.column_iter_mut().take(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

/// A text of a file on one line: controls, which only part words here, are blanks, and what else is
/// not seen is escaped.
fn printable(text: &str) -> String {
    shown(&text.replace(char::is_control, " ")).into_owned()
}

/// Until when, from when, or why.
fn until(zone: Zone, at: UnixTime, opening: &Opening) -> String {
    let moment = |instant| short(zone, at, instant);
    match (opening.state, opening.open_until, opening.opens_at) {
        (OpenState::Open, Some(until), _) => format!("until {}", moment(until)),
        (OpenState::Open, None, _) if opening.is_search_stopped => {
            "not known until when".to_owned()
        }
        (OpenState::Open, None, _) => "always".to_owned(),
        (_, _, None) if opening.is_search_stopped => {
            format!("{}, when it opens was not looked for", opening.reason.key())
        }
        (_, _, Some(opens)) => format!("{}, opens {}", opening.reason.key(), moment(opens)),
        (_, _, None) => opening.reason.key().to_owned(),
    }
}

/// The time, with the date if it is another day than that of the question.
fn short(zone: Zone, at: UnixTime, instant: UnixTime) -> String {
    let minute = zone.local_minute(instant);
    let time = format!(
        "{:02}:{:02}",
        minute.minute_of_day() / 60,
        minute.minute_of_day() % 60
    );
    if minute.date() == zone.local_minute(at).date() {
        time
    } else {
        format!("{} {time}", minute.date())
    }
}

fn understood(request: &NearestRequest, travel: Travel) -> String {
    let query = request.along(travel);
    let way = way(travel, query.pace.detour);
    format!(
        "{} at {:.2} m/s, {way}: within {:.0} m, setting out {}",
        query.mode.key(),
        query.pace.speed_m_s,
        query.radius_m,
        query.zone.format_instant(query.at)
    )
}

fn way(travel: Travel, detour: f64) -> String {
    match travel {
        Travel::Network => "along streets".to_owned(),
        Travel::StraightLine => format!("detour {detour}"),
    }
}

const fn holiday_note(lacks_holiday_data: bool) -> &'static str {
    if lacks_holiday_data {
        "\nholidays of that year are not known: weekdays were taken as they are"
    } else {
        ""
    }
}

/// Why nothing fits within a circle or a detour.
fn reasons(snapshot: &Snapshot, query: &NearestQuery, within: &str, why: &WhyEmpty) -> String {
    let zone = query.zone;
    let name = |idx: StationIdx| {
        let station = snapshot.station(idx);
        format!(
            "{} ({})",
            printable(&station.name),
            printable(&station.id.0)
        )
    };
    let mut lines = vec![format!(
        "Nothing fits. Of {} stations in the {within} {} lack an amenity, {} are closed, \
         {} have unknown hours, {} fail another test.",
        why.in_circle, why.amenity, why.closed, why.unknown_hours, why.other
    )];
    if let Some(beyond) = why.nearest_beyond {
        let station = name(beyond.station);
        lines.push(format!(
            "The nearest beyond it: {station}, {:.0} m.",
            beyond.distance_m
        ));
    }
    if let Some(next) = why.next_opening {
        let opens = short(zone, query.at, next.opens_at);
        let station = name(next.station);
        lines.push(format!("The next to open in it: {station}, {opens}."));
    }
    if why.is_search_stopped {
        lines.push("Not all openings were looked for: another may open before.".to_owned());
    }
    lines.join("\n")
}
