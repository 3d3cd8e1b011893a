//! The streets of a run for the map: how far each is from an open station.

use super::StreetNetwork;
use super::departure::Departure;
use super::eligible::Eligible;
use super::run::StreetLine;
use super::street_reach::match_stations;
use super::{Question, week::monday_of};
use crate::hours::OpenState;
use crate::network::graph::Edge;
use crate::network::{Graph, MAX_WAY_MM, NearestPlaces, Snap, to_m};
use crate::snapshot::Snapshot;

/// Every street with the minutes from its middle to the nearest station that counts at the
/// departure; one search over all streets.
pub fn street_lines(
    snapshot: &Snapshot,
    question: &Question,
    network: &StreetNetwork<'_>,
) -> Vec<StreetLine> {
    let graph = network.graph;
    let places = match_stations(network, snapshot);
    let counting = counting_at_start(snapshot, question);
    let nearest = NearestPlaces::search(graph, &places, counting, MAX_WAY_MM);
    (0_u32..)
        .zip(graph.edges())
        .map(|(row, edge)| {
            let middle = Snap {
                edge: row,
                along_mm: edge.length_mm / 2,
                leg_mm: 0,
            };
            let way_mm = nearest.of_snap(&middle).map(|nearest| nearest.way_mm);
            line(graph, edge, way_mm, question)
        })
        .collect()
}

fn line(graph: &Graph, edge: &Edge, way_mm: Option<u32>, question: &Question) -> StreetLine {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "minutes on a map need no more digits"
    )]
    let minutes = |way_mm| (to_m(way_mm) / question.pace.speed_m_s / 60.0) as f32;
    StreetLine {
        from: graph.positions()[edge.from as usize],
        to: graph.positions()[edge.to as usize],
        minutes: way_mm.map(minutes),
    }
}

/// Which stations count at the departure, by row.
fn counting_at_start(snapshot: &Snapshot, question: &Question) -> Vec<bool> {
    let eligible = Eligible::of(snapshot, None, question.amenities, question.clock);
    let Some(at) = question.clock.instant() else {
        return eligible.takes_part();
    };
    let rolled = snapshot.rolled_to(monday_of(question.zone, at));
    let moment = Departure::at(&rolled, None, &eligible, question.zone, at, 0);
    eligible
        .rows()
        .map(|row| moment.state(&eligible, row, 0.0) == OpenState::Open)
        .collect()
}
