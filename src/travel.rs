//! Modes of travel: speed, detour, and the circle within reach in some minutes.

use crate::clock::UnixTime;

/// How the user moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// On foot.
    #[default]
    Walk,
    /// On a bicycle.
    Bike,
    /// On an electric bicycle.
    Ebike,
}

/// What a way is measured along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Travel {
    /// The streets.
    Network,
    /// The straight line, lengthened by the detour factor.
    #[default]
    StraightLine,
}

/// The pace of a mode: its speed, and how much longer than the straight line its ways are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Metres a second along the way.
    pub speed_m_s: f64,
    /// Length of the way divided by the straight line, at least 1.
    pub detour: f64,
}

/// The paces of all modes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paces {
    walk: Pace,
    bike: Pace,
    ebike: Pace,
}

/// Why a pace is rejected.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PaceError {
    /// Outside the speeds of road users.
    #[error("a speed lies within {MIN_SPEED_M_S} and {MAX_SPEED_M_S} metres a second, got {0}")]
    Speed(f64),
    /// Shorter than the straight line, or absurdly longer.
    #[error("a detour lies within {MIN_DETOUR} and {MAX_DETOUR}, got {0}")]
    Detour(f64),
    /// Not `mode=number`.
    #[error("expected MODE=NUMBER with a mode of walk, bike or ebike, got '{0}'")]
    Format(String),
}

/// Slowest speed that can be set, metres a second.
pub const MIN_SPEED_M_S: f64 = 0.1;
/// Fastest speed that can be set, metres a second.
pub const MAX_SPEED_M_S: f64 = 40.0;
/// The straight line itself.
pub const MIN_DETOUR: f64 = 1.0;
/// Largest detour that can be set.
pub const MAX_DETOUR: f64 = 5.0;

impl Mode {
    /// Every mode, slowest first.
    pub const ALL: [Self; 3] = [Self::Walk, Self::Bike, Self::Ebike];

    /// The name in requests.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Bike => "bike",
            Self::Ebike => "ebike",
        }
    }

    /// The mode of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.key() == key)
    }
}

impl Travel {
    /// The name in answers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::StraightLine => "straight_line",
        }
    }
}

impl Pace {
    /// The same speed for ways measured along streets, which need no detour factor.
    #[must_use]
    pub const fn along_streets(self) -> Self {
        Self {
            detour: MIN_DETOUR,
            ..self
        }
    }

    /// Metres travelled in `minutes`.
    pub fn way_m(self, minutes: f64) -> f64 {
        minutes * 60.0 * self.speed_m_s
    }

    /// Travel time of a straight-line distance, seconds.
    pub fn travel_time_s(self, distance_m: f64) -> f64 {
        distance_m * self.detour / self.speed_m_s
    }

    /// Radius in metres of the circle within reach in `minutes`.
    pub fn radius_m(self, minutes: f64) -> f64 {
        minutes * 60.0 * self.speed_m_s / self.detour
    }

    /// The arrival after setting out at `start`: the first whole second not before.
    pub fn arrive_at(self, start: UnixTime, distance_m: f64) -> UnixTime {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no way on Earth at the slowest pace takes 2^53 seconds"
        )]
        let seconds = self.travel_time_s(distance_m).ceil() as i64;
        start.plus_seconds(seconds)
    }
}

impl Default for Paces {
    /// Walking 1.25 m/s with detour 1.3; cycling 13.5 km/h and electric 17 km/h with 1.25.
    fn default() -> Self {
        let pace = |speed_m_s, detour| Pace { speed_m_s, detour };
        Self {
            walk: pace(1.25, 1.3),
            bike: pace(13.5 / 3.6, 1.25),
            ebike: pace(17.0 / 3.6, 1.25),
        }
    }
}

impl Paces {
    /// The pace of a mode.
    pub const fn of(&self, mode: Mode) -> Pace {
        match mode {
            Mode::Walk => self.walk,
            Mode::Bike => self.bike,
            Mode::Ebike => self.ebike,
        }
    }

    /// Sets a speed from `walk=1.2`, metres a second.
    pub fn set_speed(&mut self, setting: &str) -> Result<(), PaceError> {
        let (mode, speed_m_s) = parse_setting(setting)?;
        if !(MIN_SPEED_M_S..=MAX_SPEED_M_S).contains(&speed_m_s) {
            return Err(PaceError::Speed(speed_m_s));
        }
        self.of_mut(mode).speed_m_s = speed_m_s;
        Ok(())
    }

    /// Sets a detour from `walk=1.35`.
    pub fn set_detour(&mut self, setting: &str) -> Result<(), PaceError> {
        let (mode, detour) = parse_setting(setting)?;
        if !(MIN_DETOUR..=MAX_DETOUR).contains(&detour) {
            return Err(PaceError::Detour(detour));
        }
        self.of_mut(mode).detour = detour;
        Ok(())
    }

    const fn of_mut(&mut self, mode: Mode) -> &mut Pace {
        match mode {
            Mode::Walk => &mut self.walk,
            Mode::Bike => &mut self.bike,
            Mode::Ebike => &mut self.ebike,
        }
    }
}

fn parse_setting(setting: &str) -> Result<(Mode, f64), PaceError> {
    setting
        .split_once('=')
        .and_then(|(mode, number)| {
            Some((Mode::from_key(mode.trim())?, number.trim().parse().ok()?))
        })
        .ok_or_else(|| PaceError::Format(setting.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_minutes_on_foot_reach_865_metres() {
        let walk = Paces::default().of(Mode::Walk);
        assert!((walk.radius_m(15.0) - 865.384_6).abs() < 1e-3);
        assert!((walk.travel_time_s(walk.radius_m(15.0)) - 900.0).abs() < 1e-9);
    }

    #[test]
    fn arrival_is_the_first_whole_second_not_before() {
        let walk = Paces::default().of(Mode::Walk);
        let start = UnixTime { unix_s: 1_000 };
        assert_eq!(walk.arrive_at(start, 0.0).unix_s, 1_000);
        assert_eq!(walk.arrive_at(start, 100.0).unix_s, 1_104);
        assert_eq!(walk.arrive_at(start, 100.1).unix_s, 1_105);
    }

    #[test]
    fn paces_are_set_within_their_bounds() {
        let mut paces = Paces::default();
        paces.set_speed("walk=1.2").unwrap();
        paces.set_detour("walk=1.35").unwrap();
        let walk = paces.of(Mode::Walk);
        assert_eq!(
            (walk.speed_m_s.to_bits(), walk.detour.to_bits()),
            (1.2_f64.to_bits(), 1.35_f64.to_bits())
        );
        assert!(paces.set_speed("walk=0.1").is_ok());
        assert_eq!(paces.set_speed("walk=0.09"), Err(PaceError::Speed(0.09)));
        assert!(paces.set_speed("ebike=40").is_ok());
        assert_eq!(paces.set_speed("ebike=41"), Err(PaceError::Speed(41.0)));
        assert!(paces.set_detour("bike=1").is_ok());
        assert_eq!(paces.set_detour("bike=0.9"), Err(PaceError::Detour(0.9)));
        assert!(paces.set_detour("bike=5").is_ok());
        assert_eq!(paces.set_detour("bike=5.1"), Err(PaceError::Detour(5.1)));
        assert!(matches!(
            paces.set_speed("car=9"),
            Err(PaceError::Format(_))
        ));
        assert!(matches!(
            paces.set_speed("walk=NaN"),
            Err(PaceError::Speed(_))
        ));
    }
}
