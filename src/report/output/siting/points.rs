//! `siting.geojson`: what was chosen, for a map.

use std::io::{self, Write};

use geojson::feature::Id;
use geojson::{Feature, FeatureWriter, Geometry, GeometryValue, JsonObject};
use serde_json::{Value, json};

use crate::coverage::numbers::PeopleFormat;
use crate::position::Position;
use crate::siting::run::{Found, SitingRun};
use crate::station::StationIdx;

/// One point for each choice, in the order in which to build; without a geometry where no
/// position is known.
pub(super) fn write(out: &mut dyn Write, run: &SitingRun<'_>) -> io::Result<()> {
    let mut collection = FeatureWriter::from_writer(out);
    for feature in features(run) {
        collection
            .write_feature(&feature)
            .map_err(io::Error::other)?;
    }
    collection.finish().map_err(io::Error::other)?;
    collection.flush().map_err(io::Error::other)
}

fn features(run: &SitingRun<'_>) -> Vec<Feature> {
    let people = PeopleFormat::of(&run.demand.cells);
    match run.found {
        Found::Places {
            candidates,
            outcome,
            ..
        } => (1..)
            .zip(outcome.steps())
            .map(|(rank, (pick, before)): (u32, _)| {
                let candidate = &candidates[pick.site as usize];
                let covered = pick.standing.people_covered;
                let properties = vec![
                    ("rank", json!(rank)),
                    (
                        "people_gained",
                        json!(people.json(covered - before.people_covered)),
                    ),
                    ("people_covered", json!(people.json(covered))),
                ];
                feature(&candidate.id, candidate.position, properties)
            })
            .collect(),
        Found::Hours { outcome, .. } => {
            let before = std::iter::once(outcome.before);
            let before = before.chain(outcome.picks.iter().map(|pick| pick.person_hours));
            (1..)
                .zip(outcome.picks.iter().zip(before))
                .map(|(rank, (pick, before)): (u32, _)| {
                    let station = run.snapshot.station(StationIdx(pick.block.station));
                    let properties = vec![
                        ("rank", json!(rank)),
                        ("days", json!(pick.block.day())),
                        ("hours", json!(pick.block.hours())),
                        (
                            "person_hours_gained",
                            json!(people.json(pick.person_hours - before)),
                        ),
                    ];
                    feature(&station.id.0, Some(station.position), properties)
                })
                .collect()
        }
    }
}

fn feature(id: &str, position: Option<Position>, members: Vec<(&str, Value)>) -> Feature {
    let point = |position: Position| {
        Geometry::new(GeometryValue::new_point([position.lon(), position.lat()]))
    };
    let mut properties: JsonObject = members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    properties.insert("site".to_owned(), json!(id));
    Feature {
        geometry: position.map(point),
        // A station may be chosen several times.
        id: properties
            .get("rank")
            .and_then(Value::as_i64)
            .map(|rank| Id::Number(rank.into())),
        properties: Some(properties),
        ..Feature::default()
    }
}
