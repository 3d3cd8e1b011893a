//! Access: the modes that may use a way, and those that a barrier stops, by OpenStreetMap's tags.
//!
//! # Ways
//! The value of `highway` gives the default, the tags below change it.
//!
//! | `highway` | on foot | bicycle, e-bike |
//! |---|---|---|
//! | `primary` `secondary` `tertiary` and their links, `unclassified` `residential` `living_street` `service` `road` `track` `path` `cycleway` | yes | yes |
//! | `footway` `pedestrian` `steps`, any other word | yes | if `bicycle` opens it |
//! | `trunk` `trunk_link`, and any way with `motorroad=yes` | if `foot` opens it or it has a sidewalk | if `bicycle` opens it or it has a cycle lane or track |
//! | `bridleway` `bus_guideway` `busway` `platform` `corridor` | if `foot` opens it | if `bicycle` opens it |
//! | `motorway` `motorway_link` `raceway` `escape` `emergency_bay` `via_ferrata`; `elevator`, which as a way is the outline of a shaft; what is not there: `construction` `proposed` `planned` `disused` `abandoned` `razed` `demolished` `dismantled` `destroyed` `removed` `historic` `no` | never | never |
//!
//! | tag | what it does |
//! |---|---|
//! | `foot` | `yes` `designated` `permissive` `official` open, `no` `private` close; other words, `use_sidepath` too, leave the default |
//! | `bicycle` | the same, and `dismount` and `use_sidepath` close: pushing a bicycle is not modelled |
//! | `electric_bicycle` | decides for e-bikes where it is tagged; else they follow `bicycle` |
//! | `vehicle`, then `access` | `no` `private` close, and open nothing; `vehicle` is for cycles alone and goes before `access`; the mode's own key goes before both |
//! | `access=destination` `customers` `delivery` `permit` `forestry` …, `motor_vehicle`, conditions such as `access:conditional` | nothing |
//! | `sidewalk`, `sidewalk:left` … | `yes` `both` `left` `right`: a sidewalk |
//! | `cycleway`, `cycleway:left` … | `lane` `track` `shared_lane` `share_busway` and `opposite_…` of these: a cycle lane or track |
//! | `area=yes`, or these tags on a relation with `type=multipolygon` | nothing: the outline is a street, the inside is not crossed |
//! | `route=ferry` without `highway` | no street: an island without a bridge stays an island |
//!
//! # Directions
//! | mode | tag | direction |
//! |---|---|---|
//! | on foot | `oneway:foot=yes` or `-1`; `foot:forward=no`, `foot:backward=no` | one; plain `oneway` is for vehicles |
//! | cycles | `oneway=yes` `true` `1`, and `junction=roundabout` `circular` without `oneway` | forward |
//! | | `oneway=-1` `reverse` | backward |
//! | | `oneway=reversible` | none: it changes by the hour |
//! | | `cycleway=opposite` `opposite_lane` …, also `:left` `:right` `:both`; `cycleway:left:oneway=no` or against the street's, also `:right` `:both` | both, in a one-way street |
//! | | `oneway:bicycle` | as it says, whatever the others say |
//! | | `bicycle:forward`, `bicycle:backward` | open or close one direction |
//! | | `vehicle:forward=no`, `vehicle:backward=no` | close one direction, unless those open it |
//!
//! # Barriers
//! A node with `barrier` stops the modes below, otherwise none.
//!
//! | node | stops |
//! |---|---|
//! | `wall` `city_wall` `retaining_wall` `fence` `hedge` | all modes |
//! | `stile` `kissing_gate` `turnstile` `full-height_turnstile` | cycles |
//! | any barrier with `access=no` `private` | all modes |
//! | any barrier with `vehicle=no` `private` | cycles |
//! | any barrier with `locked=yes` | all modes |
//! | any barrier with `foot`, `bicycle`, `electric_bicycle` | as these say, whatever the others say; `dismount` passes where pedestrians do: it is only a step |
//!
//! So a gate without access tags can be passed.

mod barrier;
mod oneway;

use super::tags::Tags;
use crate::network::streets::ModeSet;
use crate::travel::Mode;

pub use barrier::blocked;

/// The modes that may use a way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WayAccess {
    /// From its first node to its last.
    pub forward: ModeSet,
    /// From its last node to its first.
    pub backward: ModeSet,
}

/// The default of a kind of street for a mode.
#[derive(Clone, Copy, PartialEq)]
enum ByKind {
    Open,
    /// Closed unless the mode's own key opens it.
    Closed,
    /// The same, but a sidewalk or a cycle lane beside the cars' lanes opens it too.
    OpenBeside,
    Never,
}

/// The meaning of an access key.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    Opens,
    Closes,
    /// Nothing, or a value unknown to the rules.
    Silent,
}

/// The modes that may use a way with these tags; none if it is no street.
pub fn of_way(tags: &Tags) -> WayAccess {
    let Some(highway) = tags.get("highway") else {
        return WayAccess::default();
    };
    let (on_foot, riding) = by_kind(highway, tags.get("motorroad") == Some("yes"));
    let walk = may_walk(on_foot, tags);
    let bike = may_ride(riding, tags);
    let ebike = match word(tags, "electric_bicycle") {
        Word::Silent => bike,
        own => riding != ByKind::Never && own == Word::Opens,
    };
    let [walk_forward, walk_backward] = oneway::on_foot(tags);
    let [ride_forward, ride_backward] = oneway::riding(tags);
    let modes =
        |on_foot: bool, riding: bool| mode_set([walk && on_foot, bike && riding, ebike && riding]);
    WayAccess {
        forward: modes(walk_forward, ride_forward),
        backward: modes(walk_backward, ride_backward),
    }
}

/// The default of a value of `highway` for pedestrians and for cycles.
fn by_kind(highway: &str, is_motorroad: bool) -> (ByKind, ByKind) {
    match highway {
        "motorway" | "motorway_link" | "raceway" | "escape" | "emergency_bay" | "via_ferrata"
        | "elevator" | "construction" | "proposed" | "planned" | "disused" | "abandoned"
        | "razed" | "demolished" | "dismantled" | "destroyed" | "removed" | "historic" | "no" => {
            (ByKind::Never, ByKind::Never)
        }
        "bridleway" | "bus_guideway" | "busway" | "platform" | "corridor" => {
            (ByKind::Closed, ByKind::Closed)
        }
        "trunk" | "trunk_link" => (ByKind::OpenBeside, ByKind::OpenBeside),
        _ if is_motorroad => (ByKind::OpenBeside, ByKind::OpenBeside),
        "primary" | "primary_link" | "secondary" | "secondary_link" | "tertiary"
        | "tertiary_link" | "unclassified" | "residential" | "living_street" | "service"
        | "road" | "track" | "path" | "cycleway" => (ByKind::Open, ByKind::Open),
        // `footway`, `pedestrian`, `steps`, and non-standard words.
        _ => (ByKind::Open, ByKind::Closed),
    }
}

fn may_walk(by_kind: ByKind, tags: &Tags) -> bool {
    let is_open = match by_kind {
        ByKind::Open => true,
        ByKind::OpenBeside => has_sidewalk(tags),
        ByKind::Closed => false,
        ByKind::Never => return false,
    };
    match word(tags, "foot") {
        Word::Silent => is_open && word(tags, "access") != Word::Closes,
        own => own == Word::Opens,
    }
}

fn may_ride(by_kind: ByKind, tags: &Tags) -> bool {
    let is_open = match by_kind {
        ByKind::Open => true,
        ByKind::OpenBeside => has_cycle_lane(tags),
        ByKind::Closed => false,
        ByKind::Never => return false,
    };
    if tags.is("bicycle", &["dismount", "use_sidepath"]) {
        return false;
    }
    match word(tags, "bicycle") {
        Word::Silent => is_open && vehicles(tags) != Word::Closes,
        own => own == Word::Opens,
    }
}

/// The access of vehicles: by their own key, else by the general one.
fn vehicles(tags: &Tags) -> Word {
    match word(tags, "vehicle") {
        Word::Silent => word(tags, "access"),
        own => own,
    }
}

fn word(tags: &Tags, key: &str) -> Word {
    match tags.get(key) {
        Some("yes" | "designated" | "permissive" | "official") => Word::Opens,
        Some("no" | "private") => Word::Closes,
        _ => Word::Silent,
    }
}

fn has_sidewalk(tags: &Tags) -> bool {
    tags.is("sidewalk", &["yes", "both", "left", "right"])
        || ["sidewalk:both", "sidewalk:left", "sidewalk:right"]
            .iter()
            .any(|side| tags.get(side) == Some("yes"))
}

fn has_cycle_lane(tags: &Tags) -> bool {
    oneway::CYCLEWAY_KEYS.iter().any(|key| {
        tags.get(key).is_some_and(|value| {
            let kind = value.strip_prefix("opposite_").unwrap_or(value);
            ["lane", "track", "shared_lane", "share_busway"].contains(&kind)
        })
    })
}

/// The set of the modes that have access, in the order of [`Mode::ALL`].
fn mode_set(may: [bool; 3]) -> ModeSet {
    Mode::ALL
        .into_iter()
        .zip(may)
        .filter(|(_, may)| *may)
        .fold(ModeSet::EMPTY, |set, (mode, _)| {
            set.union(ModeSet::only(mode))
        })
}
