//! `gaps.geojson`: the uncovered cells, for a map.

use std::io::{self, Write};

use geojson::feature::Id;
use geojson::{Feature, FeatureWriter, Geometry, GeometryValue, JsonObject};
use serde_json::json;

use crate::coverage::numbers::{PeopleFormat, tenths};
use crate::coverage::run::{Gap, Run};

/// One point a cell, the most people first; unknown values are null.
pub(super) fn write(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let people = PeopleFormat::of(&run.demand.cells);
    let mut collection = FeatureWriter::from_writer(out);
    for gap in run.gaps() {
        let feature = feature(run, people, &gap);
        collection
            .write_feature(&feature)
            .map_err(io::Error::other)?;
    }
    collection.finish().map_err(io::Error::other)?;
    collection.flush().map_err(io::Error::other)
}

fn feature(run: &Run<'_>, people: PeopleFormat, gap: &Gap<'_>) -> Feature {
    let position = gap.cell.position;
    let nearest = gap.found.nearest;
    let members = [
        ("id", json!(gap.cell.id)),
        ("people", json!(people.json(gap.cell.people))),
        ("status", json!(gap.found.status.key())),
        (
            "nearest_station",
            json!(nearest.map(|nearest| &*run.nearest_station(nearest).id.0)),
        ),
        (
            "distance_m",
            json!(nearest.map(|nearest| tenths(nearest.distance_m))),
        ),
        (
            "travel_time_s",
            json!(nearest.map(|nearest| tenths(nearest.travel_time_s))),
        ),
        ("district", json!(gap.cell.district)),
    ];
    let properties: JsonObject = members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    Feature {
        geometry: Some(Geometry::new(GeometryValue::new_point([
            position.lon(),
            position.lat(),
        ]))),
        id: Some(Id::String(gap.cell.id.clone())),
        properties: Some(properties),
        ..Feature::default()
    }
}
