//! Names of streets and districts, for reports.

use yizhan::network::osm::{NameKind, read_names};

use super::{PORTO_ALEGRE, bundled};
use crate::support::osm::{Encoding, Map, names_of};

fn town() -> Map {
    Map::default()
        .node(1, 10.0, 50.0, "")
        .node(2, 10.1, 50.1, "")
        .node(3, 10.2, 50.2, "")
        .node(4, 10.5, 50.5, "place=suburb name=Northend")
        .node(5, 10.6, 50.6, "place=tree name=Oak")
        .node(6, 10.7, 50.7, "place=town")
        .way(1, &[1, 2, 3], "highway=primary name=High_Street")
        .way(2, &[1, 3], "highway=residential name=Lane")
        .way(3, &[1, 2], "highway=residential")
        .way(4, &[2, 3], "building=yes name=Hall")
        .way(5, &[1, 99], "highway=footway name=Outside")
}

#[test]
fn districts_and_streets_are_named_and_nothing_else_is() {
    for is_dense in [true, false] {
        let encoding = Encoding {
            is_dense,
            block_size: 2,
            ..Encoding::default()
        };
        let names = names_of(&town().bytes(encoding)).unwrap();
        let said: Vec<(&str, NameKind, f64)> = names
            .iter()
            .map(|name| (&*name.text, name.kind, name.position.lon()))
            .collect();
        // A street stands in the middle of its way; one whose node is missing is left out.
        assert_eq!(
            said,
            [
                ("Northend", NameKind::District, 10.5),
                ("High_Street", NameKind::MainStreet, 10.1),
                ("Lane", NameKind::Street, 10.1),
            ]
        );
    }
}

#[test]
fn porto_alegre_has_names_that_people_there_know() {
    let names = read_names(&bundled(PORTO_ALEGRE)).unwrap().unwrap();
    let main = names
        .iter()
        .filter(|name| name.kind == NameKind::MainStreet);
    assert!(main.clone().count() > 100);
    assert!(
        names
            .iter()
            .any(|name| name.text == "Avenida Borges de Medeiros")
    );
}

#[test]
fn a_broken_file_has_no_names_but_an_error() {
    let bytes = town().bytes(Encoding::default());
    assert!(names_of(&bytes[..bytes.len() - 3]).is_err());
    assert!(names_of(b"{}").is_err());
}
