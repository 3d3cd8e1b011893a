//! Streets in tiles: what is drawn is what the street map has, and nothing else.

use std::f64::consts::PI;

use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};
use yizhan::datum::Datum;
use yizhan::network::Network;
use yizhan::network::streets::Streets;
use yizhan::position::Position;
use yizhan::tiles::{MAX_TILE_BYTES, STREETS_FROM_ZOOM, STREETS_LAYER, StreetLines, Tile};
use yizhan::travel::Mode;

use crate::support::town::Town;

/// A line that is left out of a simplified one lies at most one column beside it, and rounding
/// moves both ends by up to 0.71.
const TOLERANCE: f64 = 1.75;
/// How far beyond the sides of a tile lines go on.
const MARGIN: f64 = 64.0;

/// A street as a tile has it.
#[derive(Debug)]
struct Drawn {
    class: String,
    /// Walk, bike, e-bike.
    modes: [bool; 3],
    points: Vec<[f64; 2]>,
}

/// The lines of a tile's layer of streets.
fn drawn(bytes: &[u8]) -> Vec<Drawn> {
    let tile = MvtReaderRef::new(bytes).unwrap();
    let mut found = Vec::new();
    for layer in tile.layers().filter(|layer| layer.name() == STREETS_LAYER) {
        assert_eq!(layer.extent(), 4_096);
        for feature in layer.features() {
            let properties = feature.properties_vec().unwrap();
            let value = |name: &str| properties.iter().find(|(key, _)| *key == name).unwrap().1;
            let flag = |mode: Mode| matches!(value(mode.key()), MvtValueRef::Bool(true));
            let MvtValueRef::String(class) = value("class") else {
                panic!("{properties:?}");
            };
            let lines = match feature.geometry().unwrap() {
                MvtGeometry::LineString(line) => vec![line],
                MvtGeometry::MultiLineString(lines) => lines.0,
                other => panic!("{other:?}"),
            };
            found.extend(lines.into_iter().map(|line| {
                Drawn {
                    class: class.to_string(),
                    modes: Mode::ALL.map(flag),
                    points: line
                        .coords()
                        .map(|at| [at.x, at.y].map(f64::from))
                        .collect(),
                }
            }));
        }
    }
    found
}

/// Column and row of a place in a tile; the formulas of Web Mercator once more.
fn place_of((zoom, x, y): (u8, u32, u32), crs: Datum, position: Position) -> [f64; 2] {
    let [lon, lat] = crs.coordinates(position);
    let n_tiles = f64::from(1_u32 << zoom);
    let across = n_tiles * (lon / 360.0 + 0.5) - f64::from(x);
    // The shorter way around the Earth.
    let across = (across + n_tiles * 1.5).rem_euclid(n_tiles) - n_tiles * 0.5;
    let down = (1.0 - ((PI / 4.0 + lat.to_radians() / 2.0).tan()).ln() / PI) / 2.0;
    [across * 4_096.0, (n_tiles * down - f64::from(y)) * 4_096.0]
}

/// The tile that a place is in.
fn tile_at(zoom: u8, crs: Datum, position: Position) -> (u8, u32, u32) {
    let [column, row] = place_of((zoom, 0, 0), crs, position).map(|along| along / 4_096.0);
    let n_tiles = f64::from(1_u32 << zoom);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a tile's number"
    )]
    let [x, y] = [column.rem_euclid(n_tiles), row].map(|along| along.floor() as u32);
    (zoom, x, y)
}

fn distance(point: [f64; 2], [from, to]: [[f64; 2]; 2]) -> f64 {
    let axis = [to[0] - from[0], to[1] - from[1]];
    let offset = [point[0] - from[0], point[1] - from[1]];
    let squared = axis[0] * axis[0] + axis[1] * axis[1];
    let share = ((offset[0] * axis[0] + offset[1] * axis[1]) / squared.max(1e-12)).clamp(0.0, 1.0);
    (offset[0] - share * axis[0]).hypot(offset[1] - share * axis[1])
}

fn nearest(point: [f64; 2], lines: &[[[f64; 2]; 2]]) -> f64 {
    let distances = lines.iter().map(|line| distance(point, *line));
    distances.fold(f64::INFINITY, f64::min)
}

/// Points along a line, no farther from each other than twenty columns.
fn along([from, to]: [[f64; 2]; 2]) -> Vec<[f64; 2]> {
    let n_steps = (((to[0] - from[0]).hypot(to[1] - from[1])) / 20.0)
        .ceil()
        .max(1.0);
    let mut shares = vec![0.0];
    while *shares.last().unwrap() < 1.0 {
        shares.push((shares.last().unwrap() + 1.0 / n_steps).min(1.0));
    }
    let at = |share: f64| [0, 1].map(|axis| from[axis] + share * (to[axis] - from[axis]));
    shares.into_iter().map(at).collect()
}

/// The edges of all modes in a tile's columns and rows.
fn edges(network: &Network, tile: (u8, u32, u32), crs: Datum) -> Vec<[[f64; 2]; 2]> {
    let mut found = Vec::new();
    for mode in Mode::ALL {
        let graph = network.of(mode);
        found.extend(graph.edges().iter().map(|edge| {
            [edge.from, edge.to].map(|node| place_of(tile, crs, graph.positions()[node as usize]))
        }));
    }
    found
}

fn streets_of(network: &Network, (zoom, x, y): (u8, u32, u32), crs: Datum) -> StreetLines {
    let tile = Tile::new(zoom, x, y).unwrap();
    StreetLines::of_tile(network, tile, crs, &|| true).unwrap()
}

fn network(streets: &Streets) -> Network {
    Network::build("town.osm.pbf", streets, 150.0)
}

#[test]
fn a_tile_draws_each_edge_that_crosses_it_and_nothing_else() {
    let mut random = fastrand::Rng::with_seed(16);
    let mut n_drawn = 0;
    for (seed, corner) in [
        (1, [114.16, 22.31]),
        (2, [116.4, 39.9]),
        (3, [179.997, -16.5]),
        (4, [24.93, 60.16]),
        (5, [-70.0, -54.8]),
        (6, [136.5, 54.2]),
        (7, [15.6, 78.2]),
    ] {
        let town = Town {
            seed,
            corner,
            ..Town::SMALL
        };
        let network = network(&town.streets());
        for zoom in STREETS_FROM_ZOOM..=16 {
            for crs in Datum::ALL {
                let tile = tile_at(zoom, crs, town.somewhere(&mut random));
                let lines = drawn(
                    &streets_of(&network, tile, crs)
                        .encode(MAX_TILE_BYTES)
                        .unwrap(),
                );
                let pieces: Vec<[[f64; 2]; 2]> = lines
                    .iter()
                    .flat_map(|line| line.points.windows(2).map(|ends| [ends[0], ends[1]]))
                    .collect();
                let edges = edges(&network, tile, crs);
                for piece in &pieces {
                    for point in along(*piece) {
                        let beside = nearest(point, &edges);
                        assert!(
                            beside <= TOLERANCE,
                            "{seed} {tile:?} {crs:?}: {beside} beside"
                        );
                    }
                }
                let is_inside =
                    |point: &[f64; 2]| point.iter().all(|at| (0.0..=4_096.0).contains(at));
                for edge in &edges {
                    for point in along(*edge).into_iter().filter(is_inside) {
                        let beside = nearest(point, &pieces);
                        assert!(
                            beside <= TOLERANCE,
                            "{seed} {tile:?} {crs:?}: {beside} missing"
                        );
                    }
                }
                let side = -MARGIN - 0.5..=4_096.5 + MARGIN;
                let points = lines.iter().flat_map(|line| &line.points).flatten();
                assert!(points.into_iter().all(|along| side.contains(along)));
                n_drawn += lines.len();
            }
        }
    }
    assert!(n_drawn > 2_000, "{n_drawn} lines prove little");
}

#[test]
fn a_street_tells_its_class_and_the_modes_that_may_use_it() {
    let town = Town {
        barriers: 0.0,
        ..Town::SMALL
    };
    let network = network(&town.streets());
    let tile = tile_at(13, Datum::Wgs84, Position::new(114.165, 22.314).unwrap());
    let lines = drawn(
        &streets_of(&network, tile, Datum::Wgs84)
            .encode(MAX_TILE_BYTES)
            .unwrap(),
    );
    for class in ["main", "street", "path"] {
        let of_class: Vec<&Drawn> = lines.iter().filter(|line| line.class == class).collect();
        assert!(!of_class.is_empty(), "{class}");
        assert!(
            of_class.iter().all(|line| line.modes == [true; 3]),
            "{class}"
        );
    }
}

#[test]
fn a_full_tile_leaves_out_paths_before_streets_and_streets_before_main_roads() {
    let town = Town {
        columns: 110,
        rows: 100,
        ..Town::SMALL
    };
    let network = network(&town.streets());
    let middle = Position::new(114.2, 22.35).unwrap();
    let lines = streets_of(&network, tile_at(12, Datum::Wgs84, middle), Datum::Wgs84);
    let mut before = (usize::MAX, usize::MAX);
    for max_bytes in [MAX_TILE_BYTES, 30_000, 12_000, 3_000, 0] {
        let bytes = lines.encode(max_bytes).unwrap();
        assert!(bytes.len() <= max_bytes);
        let drawn = drawn(&bytes);
        let count = |class: &str| drawn.iter().filter(|line| line.class == class).count();
        let now = (drawn.len(), count("main"));
        assert!(now.0 < before.0 && now.1 <= before.1, "{now:?} {before:?}");
        assert!(count("path") == 0 || count("street") > 0);
        assert!(count("street") == 0 || count("main") > 0);
        before = now;
    }
    let full = lines.encode(MAX_TILE_BYTES).unwrap().len();
    assert!(full > MAX_TILE_BYTES / 16 * 15, "{full} bytes are not full");
}

#[test]
fn streets_begin_at_their_zoom_and_end_when_a_tile_is_not_awaited() {
    let network = network(&Town::SMALL.streets());
    let place = Position::new(114.165, 22.314).unwrap();
    for (zoom, is_there) in [(STREETS_FROM_ZOOM - 1, false), (STREETS_FROM_ZOOM, true)] {
        let tile = tile_at(zoom, Datum::Wgs84, place);
        let bytes = streets_of(&network, tile, Datum::Wgs84)
            .encode(MAX_TILE_BYTES)
            .unwrap();
        assert_eq!(!bytes.is_empty(), is_there, "{zoom}");
    }
    let (zoom, x, y) = tile_at(14, Datum::Wgs84, place);
    let tile = Tile::new(zoom, x, y).unwrap();
    assert!(StreetLines::of_tile(&network, tile, Datum::Wgs84, &|| false).is_none());
}
