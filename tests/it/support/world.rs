//! Made-up worlds of stations, the same in every run: for tests and benches.
//!
//! Shares follow what is known of the real ones (most keep office hours, one in fifteen
//! never closes, a rare amenity is at one station in five thousand).

use std::fmt::Write;

/// Amenities of a world and the share of stations that offer them, from common to rare.
pub(crate) const SHARES: [(&str, f64); 13] = [
    ("drinking_water", 0.95),
    ("seating", 0.9),
    ("phone_charging", 0.7),
    ("first_aid", 0.59),
    ("microwave", 0.5),
    ("wifi", 0.35),
    ("toilet", 0.2),
    ("legal_aid", 0.11),
    ("aed", 0.05),
    ("battery_swap", 0.01),
    ("shower", 0.002),
    ("rest_bed", 0.0002),
    ("laundry", 0.0002),
];

/// Opening hours of a world and their weights; `None` is a station that gives none.
const HOURS: [(Option<&str>, u32); 14] = [
    (Some("Mo-Fr 08:30-17:30; PH off"), 24),
    (Some("Mo-Fr 08:30-12:00,13:30-17:30; PH off"), 14),
    (Some("Mo-Su 08:00-18:00"), 12),
    (Some("Mo-Su 07:00-21:00"), 8),
    (Some("Mo-Sa 09:00-17:00"), 8),
    (Some("24/7"), 7),
    (Some("Mo-Su 06:00-02:00"), 4),
    (Some("Mo-Fr 09:00-17:00; Sa 10:00-14:00"), 4),
    (Some("Tu 14:00-17:00"), 1),
    (Some("Mo-Fr 09:00-17:00; Sa \"by appointment\""), 2),
    (Some("Mo-Su 18:00-06:00"), 2),
    (Some("sunrise-sunset"), 1),
    (Some("ask inside"), 3),
    (None, 10),
];

/// How a world is made.
#[derive(Clone, Copy)]
pub(crate) struct World {
    /// Equal seeds give equal worlds.
    pub(crate) seed: u64,
    /// How many stations.
    pub(crate) stations: usize,
    /// Where they are.
    pub(crate) places: Places,
}

/// Where the stations of a world are.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "the tests use all of them, the benches one")]
pub(crate) enum Places {
    /// Around cities, between 100 and 122 E, 22 and 42 N.
    Cities(usize),
    /// The same, as many cities a degree as 300 of [`Places::Cities`]: the more, the farther east
    /// of 100 W. A country of 3,000 is as dense as one of 30.
    Country(usize),
    /// Anywhere, half of them near the poles and the antimeridian.
    Globe,
    /// On a coarse lattice with several at each point, so that distances tie.
    Lattice,
    /// Anywhere in a box: the south-western corner and how wide it is, degrees.
    Box([f64; 2], f64),
}

impl World {
    /// The station file of this world.
    pub(crate) fn geojson(&self) -> String {
        let mut random = fastrand::Rng::with_seed(self.seed);
        let cities = self.cities(&mut random);
        let mut out = String::from(
            r#"{"type":"FeatureCollection","datum":"wgs84","calendar":"cn","name":"made up","features":["#,
        );
        for row in 0..self.stations {
            if row > 0 {
                out.push_str(",\n");
            }
            let [lon, lat] = self.place(&mut random, &cities);
            let properties = properties(&mut random, row);
            write!(
                out,
                r#"{{"type":"Feature","id":"s{row}","geometry":{{"type":"Point","coordinates":[{lon:.6},{lat:.6}]}},"properties":{{{properties}}}}}"#
            )
            .expect("a String takes all text");
        }
        out.push_str("]}");
        out
    }

    /// Somewhere near the stations of this world: longitude and latitude.
    pub(crate) fn somewhere(&self, random: &mut fastrand::Rng) -> [f64; 2] {
        let mut same = fastrand::Rng::with_seed(self.seed);
        let cities = self.cities(&mut same);
        self.place(random, &cities)
    }

    fn cities(&self, random: &mut fastrand::Rng) -> Vec<[f64; 2]> {
        let (count, west, width) = match self.places {
            Places::Cities(count) => (count, 100.0, 22.0),
            Places::Country(count) => {
                let cities = u32::try_from(count).map_or(f64::MAX, f64::from);
                (count, -100.0, 22.0 / 300.0 * cities)
            }
            _ => return Vec::new(),
        };
        let within = |random: &mut fastrand::Rng, low: f64, span: f64| low + random.f64() * span;
        (0..count)
            .map(|_| [within(random, west, width), within(random, 22.0, 20.0)])
            .collect()
    }

    fn place(&self, random: &mut fastrand::Rng, cities: &[[f64; 2]]) -> [f64; 2] {
        match self.places {
            Places::Cities(count) | Places::Country(count) => {
                let [lon, lat] = cities[random.usize(0..count)];
                // The sum of uniforms is thick in the middle, as cities are.
                let offset = |random: &mut fastrand::Rng| {
                    (random.f64() + random.f64() + random.f64() - 1.5) * 0.12
                };
                [lon + offset(random), lat + offset(random)]
            }
            Places::Globe => on_the_globe(random),
            Places::Lattice => [
                114.0 + f64::from(random.u32(0..8)) * 0.002,
                22.3 + f64::from(random.u32(0..8)) * 0.002,
            ],
            Places::Box([lon, lat], width) => {
                [lon + random.f64() * width, lat + random.f64() * width]
            }
        }
    }
}

fn on_the_globe(random: &mut fastrand::Rng) -> [f64; 2] {
    let lon = random.f64() * 360.0 - 180.0;
    let lat = random.f64() * 180.0 - 90.0;
    let near = |random: &mut fastrand::Rng| random.f64() * 0.4;
    match random.u32(0..8) {
        0 => [lon, 90.0 - near(random)],
        1 => [lon, -90.0 + near(random)],
        2 => [180.0 - near(random), lat / 30.0],
        3 => [-180.0 + near(random), lat / 30.0],
        _ => [lon, lat],
    }
}

fn properties(random: &mut fastrand::Rng, row: usize) -> String {
    let kinds = [
        "union_station",
        "public_toilet",
        "workers_home",
        "tea_house",
    ];
    let mut out = format!(
        r#""name":"驿站{row}","kind":"{}","address":"人民路{row}号","city":"某市","amenities":{}"#,
        kinds[random.usize(0..kinds.len())],
        amenities(random)
    );
    if let Some(hours) = pick_hours(random) {
        write!(out, r#","opening_hours":{}"#, serde_json::json!(hours))
            .expect("a String takes all text");
    }
    let access = ["open", "scan", "app", "members", "customers"];
    if random.f64() < 0.6 {
        let way = access[random.usize(0..access.len())];
        write!(out, r#","access":"{way}""#).expect("a String takes all text");
    }
    if random.f64() < 0.4 {
        write!(out, r#","star":{}"#, random.u8(1..=5)).expect("a String takes all text");
    }
    match row % 20 {
        10 => out.push_str(r#","offers":[{"title":"tea"},{"title":"a","until":"2026-10-01"}]"#),
        11 => out.push_str(r#","offers":[{"title":"noodles","until":"2026-11-24"}]"#),
        _ => {}
    }
    match random.u32(0..60) {
        0 => out.push_str(r#","status":"suspended","status_until":"2026-11-30""#),
        1 => out.push_str(r#","status":"closed""#),
        2 => out.push_str(r#","status":"relocated","moved_to":"s0""#),
        _ => {}
    }
    out
}

fn amenities(random: &mut fastrand::Rng) -> String {
    let mut members: Vec<String> = Vec::new();
    for (key, share) in SHARES {
        if random.f64() >= share {
            continue;
        }
        let detail = match random.u32(0..40) {
            0 => r#"{"available":true,"opening_hours":"Mo-Su 10:00-16:00"}"#,
            1 => r#"{"available":true,"opening_hours":"24/7"}"#,
            2 => r#"{"available":true,"opening_hours":"ask inside"}"#,
            3 => r#"{"available":"limited"}"#,
            4 => "false",
            _ => "true",
        };
        members.push(format!(r#""{key}":{detail}"#));
    }
    format!("{{{}}}", members.join(","))
}

fn pick_hours(random: &mut fastrand::Rng) -> Option<&'static str> {
    let total: u32 = HOURS.iter().map(|(_, weight)| weight).sum();
    let mut left = random.u32(0..total);
    for (hours, weight) in HOURS {
        if left < weight {
            return hours;
        }
        left -= weight;
    }
    None
}
