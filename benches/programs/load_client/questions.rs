//! The questions in the words of each server, and the stations to ask about.

use std::io::Write;
use std::sync::LazyLock;

use chrono::NaiveDate;
use yizhan::clock::{UnixTime, Zone};
use yizhan::position::Position;

use super::support::SNAPSHOT;

/// Fifteen minutes on foot at 1.25 m/s with detour 1.3, metres: the radius of all questions.
const RADIUS_M: &str = "865.3846";
/// What is wanted, where something is: one station in five has it.
const AMENITY: &str = "toilet";
/// Riders ask about today, whose hours a server has compiled.
static TODAY: LazyLock<NaiveDate> =
    LazyLock::new(|| Zone::default().local_minute(UnixTime::now()).date());
/// Stations of an answer at most.
const LIMIT: &str = "5";

/// A second one, beside it.
const SECOND_AMENITY: &str = "microwave";
/// What a list on a phone shows: with `station_id` and `open_state`, which every answer has.
const SHOWN: &str = "name,address";

/// What is asked at each place. All within fifteen minutes on foot, five at most.
#[derive(Clone, Copy)]
pub(crate) enum Question {
    /// The nearest.
    Any,
    /// The nearest that have what is wanted.
    Amenity,
    /// The nearest that have it and are open when one gets there: only yizhan's.
    Open,
    /// That, from all places in one request.
    Batch,
    /// The nearest, and of each only what a list shows.
    Small,
    /// Place by place the nearest, with one amenity, with two, by e-bike, and open on arrival.
    Mix,
}

impl Question {
    pub(crate) fn of(word: &str) -> Self {
        match word {
            "any" => Self::Any,
            "amenity" => Self::Amenity,
            "open" => Self::Open,
            "batch" => Self::Batch,
            "small" => Self::Small,
            "mix" => Self::Mix,
            _ => panic!("a question is any, amenity, open, batch, small or mix, got {word}"),
        }
    }

    /// The request to yizhan at a place, the n-th of all, about a time of the day (`HH:MM`).
    pub(crate) fn path(self, n: usize, origin: Position, time: &str) -> String {
        let (lat, lon) = (origin.lat(), origin.lon());
        let rest = match self {
            Self::Any => "&open=any".to_owned(),
            Self::Amenity => format!("&open=any&amenity={AMENITY}"),
            Self::Open | Self::Batch => format!("&amenity={AMENITY}"),
            Self::Small => format!("&open=any&fields={SHOWN}"),
            Self::Mix => match n % 5 {
                0 => "&open=any".to_owned(),
                1 => format!("&open=any&amenity={AMENITY}"),
                2 => format!("&open=any&amenity={AMENITY}&amenity={SECOND_AMENITY}"),
                3 => "&open=any&mode=ebike".to_owned(),
                _ => String::new(),
            },
        };
        let radius = format!("radius_m={RADIUS_M}&limit={LIMIT}&at={}T{time}:00", *TODAY);
        format!("/v1/stations/nearest?lat={lat:.6}&lon={lon:.6}&{radius}{rest}")
    }

    /// The body of one request to yizhan about many places.
    pub(crate) fn body(origins: &[Position]) -> String {
        let origin = |(id, at): (usize, &Position)| {
            format!(
                r#"{{"id":{id},"lat":{:.6},"lon":{:.6}}}"#,
                at.lat(),
                at.lon()
            )
        };
        let origins: Vec<String> = origins.iter().enumerate().map(origin).collect();
        format!(
            r#"{{"origins":[{}],"radius_m":{RADIUS_M},"limit":{LIMIT},"amenity":"{AMENITY}","at":"{}T12:00:00"}}"#,
            origins.join(","),
            *TODAY
        )
    }

    /// The command to Redis: a set of places for each amenity, as one does it there.
    pub(crate) fn command(self, origin: Position) -> Vec<String> {
        let key = match self {
            Self::Any => "stations".to_owned(),
            Self::Amenity => format!("stations:{AMENITY}"),
            _ => panic!("only any and amenity can be asked of Redis"),
        };
        let (lat, lon) = (
            format!("{:.6}", origin.lat()),
            format!("{:.6}", origin.lon()),
        );
        let words = [
            "GEOSEARCH",
            &key,
            "FROMLONLAT",
            &lon,
            &lat,
            "BYRADIUS",
            RADIUS_M,
            "m",
            "ASC",
            "COUNT",
            LIMIT,
            "WITHDIST",
        ];
        words.map(str::to_owned).to_vec()
    }

    /// The statement that PostGIS prepares: longitude and latitude are its parameters.
    pub(crate) fn statement(self) -> String {
        let wanted = match self {
            Self::Any => String::new(),
            Self::Amenity => format!("amenities @> ARRAY['{AMENITY}'] AND "),
            _ => panic!("only any and amenity can be asked of the table"),
        };
        let here = "ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography";
        format!(
            "SELECT id, ST_Distance(place, {here}) FROM stations WHERE {wanted}\
             ST_DWithin(place, {here}, {RADIUS_M}) ORDER BY place <-> {here} LIMIT {LIMIT}"
        )
    }
}

/// The parameters of [`Question::statement`].
pub(crate) fn parameters(origin: Position) -> [String; 2] {
    [origin.lon(), origin.lat()].map(|degrees| format!("{degrees:.6}"))
}

/// Everything as commands that `redis-cli --pipe` reads: one set of places of all stations,
/// and one for each amenity.
pub(crate) fn redis_commands(out: &mut impl Write) -> std::io::Result<()> {
    let keys = SNAPSHOT.amenity_keys();
    for station in SNAPSHOT.stations() {
        let [lon, lat] = [station.position.lon(), station.position.lat()];
        let sets = station
            .offered
            .iter()
            .map(|one| format!("stations:{}", keys.key(one)));
        for set in sets.chain(["stations".to_owned()]) {
            writeln!(out, "GEOADD {set} {lon} {lat} {}\r", station.id.0)?;
        }
    }
    Ok(())
}

/// Rows for `COPY stations (id, lon, lat, amenities) FROM STDIN`.
pub(crate) fn postgres_rows(out: &mut impl Write) -> std::io::Result<()> {
    let keys = SNAPSHOT.amenity_keys();
    for station in SNAPSHOT.stations() {
        let [lon, lat] = [station.position.lon(), station.position.lat()];
        let offered: Vec<&str> = station.offered.iter().map(|one| keys.key(one)).collect();
        writeln!(
            out,
            "{}\t{lon}\t{lat}\t{{{}}}",
            station.id.0,
            offered.join(",")
        )?;
    }
    Ok(())
}
