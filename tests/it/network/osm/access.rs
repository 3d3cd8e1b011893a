//! Which modes may use a street, as a table: tags, then each mode with its directions.

use yizhan::network::osm::{Tags, access};
use yizhan::network::streets::ModeSet;
use yizhan::travel::Mode;

use crate::support::osm::pairs;

/// `walk>< bike>`: on foot both ways, by bicycle forward, by e-bike not at all.
fn way(tags: &str) -> String {
    let pairs = pairs(tags);
    let tags: Tags = pairs
        .iter()
        .map(|(key, value)| (&**key, &**value))
        .collect();
    let access = access::of_way(&tags);
    in_words(|mode| {
        let may = |modes: ModeSet, sign| if modes.contains(mode) { sign } else { "" };
        format!("{}{}", may(access.forward, ">"), may(access.backward, "<"))
    })
}

/// `bike! ebike!`: the modes that the node stops.
fn barrier(tags: &str) -> String {
    let pairs = pairs(tags);
    let tags: Tags = pairs
        .iter()
        .map(|(key, value)| (&**key, &**value))
        .collect();
    let blocked = access::blocked(&tags);
    in_words(|mode| if blocked.contains(mode) { "!" } else { "" }.to_owned())
}

fn in_words(sign: impl Fn(Mode) -> String) -> String {
    let words: Vec<String> = Mode::ALL
        .into_iter()
        .map(|mode| (mode, sign(mode)))
        .filter(|(_, sign)| !sign.is_empty())
        .map(|(mode, sign)| format!("{}{sign}", mode.key()))
        .collect();
    if words.is_empty() {
        return "no mode".to_owned();
    }
    words.join(" ")
}

fn check(described: impl Fn(&str) -> String, table: &[(&str, &str)]) {
    for (tags, expected) in table {
        assert_eq!(described(tags), *expected, "{tags}");
    }
}

const ALL: &str = "walk>< bike>< ebike><";
const FOOT: &str = "walk><";
const CYCLES: &str = "bike>< ebike><";
const NO_MODE: &str = "no mode";

#[test]
fn the_kind_of_a_street_gives_the_default() {
    for open in [
        "primary primary_link secondary secondary_link tertiary tertiary_link unclassified",
        "residential living_street service road track path cycleway",
    ] {
        for kind in open.split(' ') {
            assert_eq!(way(&format!("highway={kind}")), ALL, "{kind}");
        }
    }
    for kind in [
        "footway",
        "pedestrian",
        "steps",
        "trail",
        "crossing",
        "rest_area",
    ] {
        assert_eq!(way(&format!("highway={kind}")), FOOT, "{kind}");
        assert_eq!(way(&format!("highway={kind} bicycle=yes")), ALL, "{kind}");
    }
    for closed in [
        "trunk",
        "trunk_link",
        "bridleway",
        "bus_guideway",
        "busway",
        "platform",
        "corridor",
    ] {
        assert_eq!(way(&format!("highway={closed}")), NO_MODE, "{closed}");
        assert_eq!(
            way(&format!("highway={closed} access=yes")),
            NO_MODE,
            "{closed}"
        );
        assert_eq!(way(&format!("highway={closed} foot=yes")), FOOT, "{closed}");
        assert_eq!(
            way(&format!("highway={closed} bicycle=designated")),
            CYCLES,
            "{closed}"
        );
    }
    for never in [
        "motorway motorway_link raceway escape emergency_bay via_ferrata elevator construction",
        "proposed planned disused abandoned razed demolished dismantled destroyed removed",
        "historic no",
    ] {
        for kind in never.split(' ') {
            let tags = format!("highway={kind} foot=yes bicycle=yes electric_bicycle=yes");
            assert_eq!(way(&tags), NO_MODE, "{kind}");
        }
    }
}

#[test]
fn what_has_no_highway_is_no_street() {
    check(
        way,
        &[
            ("route=ferry foot=yes bicycle=yes", NO_MODE),
            ("building=yes", NO_MODE),
            ("foot=yes", NO_MODE),
            ("", NO_MODE),
        ],
    );
}

#[test]
fn the_modes_own_key_goes_before_those_of_many() {
    check(
        way,
        &[
            ("highway=residential foot=no", CYCLES),
            ("highway=residential foot=private", CYCLES),
            ("highway=residential access=no", NO_MODE),
            ("highway=residential access=private", NO_MODE),
            ("highway=residential access=no foot=yes", FOOT),
            ("highway=residential access=private foot=designated", FOOT),
            ("highway=residential access=private foot=permissive", FOOT),
            ("highway=residential access=private foot=official", FOOT),
            (
                "highway=residential access=private foot=destination",
                NO_MODE,
            ),
            ("highway=residential access=no bicycle=yes", CYCLES),
            ("highway=residential access=no vehicle=yes", CYCLES),
            ("highway=residential vehicle=no", FOOT),
            ("highway=residential vehicle=private", FOOT),
            ("highway=residential vehicle=no bicycle=yes", ALL),
            ("highway=residential vehicle=destination access=no", NO_MODE),
            ("highway=footway vehicle=yes access=yes", FOOT),
            ("highway=residential bicycle=no", FOOT),
            ("highway=residential bicycle=dismount", FOOT),
            ("highway=residential bicycle=use_sidepath", FOOT),
            ("highway=residential foot=use_sidepath", ALL),
            ("highway=path foot=designated bicycle=designated", ALL),
            ("highway=cycleway foot=no", CYCLES),
        ],
    );
}

#[test]
fn words_that_only_concern_cars_or_some_hours_change_nothing() {
    check(
        way,
        &[
            ("highway=residential access=destination", ALL),
            ("highway=service access=customers", ALL),
            ("highway=service access=delivery", ALL),
            ("highway=service access=permit", ALL),
            ("highway=track access=forestry", ALL),
            ("highway=residential access=permissive", ALL),
            ("highway=residential access=conditional", ALL),
            ("highway=residential access:conditional=no@(Su)", ALL),
            ("highway=residential motor_vehicle=no", ALL),
            ("highway=residential foot=discouraged bicycle=unknown", ALL),
            ("highway=pedestrian area=yes", FOOT),
            ("highway=footway indoor=yes tunnel=yes", FOOT),
            ("highway=track ford=yes", ALL),
        ],
    );
}

#[test]
fn electric_bicycles_follow_bicycles_unless_they_have_a_key_of_their_own() {
    check(
        way,
        &[
            ("highway=cycleway electric_bicycle=no", "walk>< bike><"),
            ("highway=footway electric_bicycle=yes", "walk>< ebike><"),
            (
                "highway=residential bicycle=no electric_bicycle=yes",
                "walk>< ebike><",
            ),
            ("highway=footway bicycle=yes electric_bicycle=unknown", ALL),
            (
                "highway=residential oneway=yes bicycle=no electric_bicycle=yes",
                "walk>< ebike>",
            ),
        ],
    );
}

#[test]
fn a_trunk_road_is_open_beside_the_lanes_of_cars() {
    check(
        way,
        &[
            ("highway=trunk sidewalk=both", FOOT),
            ("highway=trunk sidewalk=left", FOOT),
            ("highway=trunk sidewalk=right access=no", NO_MODE),
            ("highway=trunk sidewalk=yes foot=no", NO_MODE),
            ("highway=trunk sidewalk:left=yes", FOOT),
            ("highway=trunk sidewalk=separate", NO_MODE),
            ("highway=trunk sidewalk=no", NO_MODE),
            ("highway=trunk cycleway=lane", CYCLES),
            ("highway=trunk cycleway:right=track", CYCLES),
            (
                "highway=trunk cycleway:left=opposite_lane oneway=yes",
                CYCLES,
            ),
            ("highway=trunk cycleway=separate", NO_MODE),
            ("highway=trunk cycleway=lane bicycle=use_sidepath", NO_MODE),
            ("highway=trunk cycleway=lane vehicle=no", NO_MODE),
            ("highway=primary motorroad=yes", NO_MODE),
            ("highway=primary motorroad=yes sidewalk=both", FOOT),
            ("highway=primary motorroad=yes bicycle=yes", CYCLES),
            ("highway=primary motorroad=no", ALL),
            ("highway=platform sidewalk=both cycleway=lane", NO_MODE),
        ],
    );
}

#[test]
fn one_way_streets_hold_cycles_and_not_people_on_foot() {
    let forward = "walk>< bike> ebike>";
    let backward = "walk>< bike< ebike<";
    check(
        way,
        &[
            ("highway=residential oneway=yes", forward),
            ("highway=residential oneway=true", forward),
            ("highway=residential oneway=1", forward),
            ("highway=residential oneway=-1", backward),
            ("highway=residential oneway=reverse", backward),
            ("highway=residential oneway=no", ALL),
            ("highway=residential oneway=alternating", ALL),
            ("highway=residential oneway=reversible", FOOT),
            ("highway=tertiary junction=roundabout", forward),
            ("highway=tertiary junction=circular", forward),
            ("highway=tertiary junction=roundabout oneway=no", ALL),
            ("highway=tertiary junction=roundabout oneway=-1", backward),
            ("highway=tertiary junction=jughandle", ALL),
            ("highway=cycleway oneway=yes", forward),
            ("highway=steps oneway=yes conveying=forward", FOOT),
        ],
    );
}

#[test]
fn cycles_may_ride_against_a_one_way_street_where_tags_say_so() {
    let forward = "walk>< bike> ebike>";
    let backward = "walk>< bike< ebike<";
    let street = |tags: &str| way(&format!("highway=residential {tags}"));
    check(
        street,
        &[
            ("oneway=yes oneway:bicycle=no", ALL),
            ("oneway=yes oneway:bicycle=-1", backward),
            ("oneway=yes oneway:bicycle=yes cycleway=opposite", forward),
            ("oneway:bicycle=yes", forward),
            ("oneway=reversible oneway:bicycle=no", ALL),
            ("oneway=yes cycleway=opposite", ALL),
            ("oneway=yes cycleway=opposite_lane", ALL),
            ("oneway=-1 cycleway=opposite_track", ALL),
            ("oneway=yes cycleway:left=opposite_lane", ALL),
            ("oneway=yes cycleway:both=opposite", ALL),
            ("oneway=yes cycleway=lane", forward),
            ("oneway=yes cycleway:left=lane", forward),
            ("oneway=yes cycleway:left=lane cycleway:left:oneway=-1", ALL),
            (
                "oneway=yes cycleway:left=track cycleway:left:oneway=no",
                ALL,
            ),
            ("oneway=yes cycleway:right:oneway=no", ALL),
            ("oneway=yes cycleway:both:oneway=yes", forward),
            ("oneway=-1 cycleway:left:oneway=yes", ALL),
            ("oneway=-1 cycleway:left:oneway=-1", backward),
            ("cycleway:left:oneway=-1", ALL),
            ("oneway=yes bicycle:backward=yes", ALL),
            ("oneway=yes bicycle:backward=no", forward),
            ("bicycle:backward=no", forward),
            ("bicycle:forward=no", backward),
            ("vehicle:backward=no", forward),
            ("vehicle:backward=no bicycle:backward=designated", ALL),
            ("oneway=yes vehicle:backward=yes", forward),
        ],
    );
}

#[test]
fn people_on_foot_are_held_by_their_own_one_way_alone() {
    check(
        way,
        &[
            ("highway=footway oneway:foot=yes", "walk>"),
            ("highway=footway oneway:foot=-1", "walk<"),
            ("highway=footway oneway:foot=no oneway=yes", FOOT),
            ("highway=footway foot:backward=no", "walk>"),
            ("highway=footway foot:forward=no", "walk<"),
            ("highway=footway foot:forward=no foot:backward=no", NO_MODE),
            (
                "highway=residential oneway:foot=yes",
                "walk> bike>< ebike><",
            ),
        ],
    );
}

#[test]
fn barriers_stop_the_modes_they_exclude() {
    let all = "walk! bike! ebike!";
    let cycles = "bike! ebike!";
    check(
        barrier,
        &[
            ("barrier=gate", NO_MODE),
            ("barrier=lift_gate", NO_MODE),
            ("barrier=bollard", NO_MODE),
            ("barrier=block", NO_MODE),
            ("barrier=kerb", NO_MODE),
            ("barrier=cycle_barrier", NO_MODE),
            ("barrier=entrance", NO_MODE),
            ("barrier=chain", NO_MODE),
            ("barrier=yes", NO_MODE),
            ("barrier=wall", all),
            ("barrier=city_wall", all),
            ("barrier=retaining_wall", all),
            ("barrier=fence", all),
            ("barrier=hedge", all),
            ("barrier=stile", cycles),
            ("barrier=kissing_gate", cycles),
            ("barrier=turnstile", cycles),
            ("barrier=full-height_turnstile", cycles),
            ("barrier=gate access=private", all),
            ("barrier=gate access=no foot=yes", cycles),
            ("barrier=gate access=no bicycle=yes", "walk!"),
            (
                "barrier=gate access=private foot=permissive bicycle=permissive",
                NO_MODE,
            ),
            ("barrier=gate access=customers", NO_MODE),
            ("barrier=gate foot=no", "walk!"),
            ("barrier=gate bicycle=no", cycles),
            ("barrier=gate bicycle=dismount", NO_MODE),
            ("barrier=gate bicycle=dismount foot=no", all),
            ("barrier=gate access=no bicycle=dismount foot=yes", NO_MODE),
            ("barrier=gate vehicle=no", cycles),
            ("barrier=gate vehicle=yes access=no", "walk!"),
            ("barrier=gate motor_vehicle=no", NO_MODE),
            ("barrier=gate locked=yes", all),
            ("barrier=gate locked=no", NO_MODE),
            ("barrier=gate locked=yes foot=yes", cycles),
            ("barrier=gate locked=yes access=yes", all),
            ("barrier=turnstile bicycle=yes foot=yes", NO_MODE),
            ("barrier=turnstile access=yes", cycles),
            ("barrier=wall foot=yes bicycle=no", cycles),
            ("barrier=gate electric_bicycle=no", "ebike!"),
            ("barrier=gate bicycle=no electric_bicycle=yes", "bike!"),
            ("access=private foot=no", NO_MODE),
            ("highway=crossing foot=no", NO_MODE),
        ],
    );
}
