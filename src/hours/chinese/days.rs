//! Sets of days: weekdays, days off, festivals.

use super::festivals::Festivals;

/// Every day of the week.
pub(super) const WHOLE_WEEK: u8 = 0b111_1111;
/// Monday to Friday.
pub(super) const MONDAY_TO_FRIDAY: u8 = 0b001_1111;
/// Saturday and Sunday.
pub(super) const WEEKEND: u8 = 0b110_0000;

/// OSM's weekdays from Monday.
const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// A set of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DaySet {
    /// Bit 0 is Monday.
    pub(super) weekdays: u8,
    /// 法定节假日
    pub(super) holidays: bool,
    /// 节假日, which may include weekends; then `holidays` is set too
    pub(super) may_mean_weekends: bool,
    /// 工作日: Monday to Friday by the calendar.
    pub(super) workdays: bool,
    /// 春节, 国庆
    pub(super) festivals: Festivals,
}

impl DaySet {
    pub(super) const NONE: Self = Self {
        weekdays: 0,
        holidays: false,
        may_mean_weekends: false,
        workdays: false,
        festivals: Festivals::NONE,
    };
    pub(super) const EVERY_DAY: Self = Self::weekdays(WHOLE_WEEK);
    pub(super) const WORKDAYS: Self = Self {
        workdays: true,
        ..Self::weekdays(MONDAY_TO_FRIDAY)
    };
    pub(super) const HOLIDAYS: Self = Self {
        holidays: true,
        ..Self::NONE
    };
    pub(super) const HOLIDAYS_AND_MAYBE_WEEKENDS: Self = Self {
        may_mean_weekends: true,
        ..Self::HOLIDAYS
    };

    pub(super) const fn weekdays(bits: u8) -> Self {
        Self {
            weekdays: bits,
            ..Self::NONE
        }
    }

    pub(super) const fn festivals(festivals: Festivals) -> Self {
        Self {
            festivals,
            ..Self::NONE
        }
    }

    pub(super) fn is_every_day(self) -> bool {
        self.weekdays == WHOLE_WEEK
    }

    /// Whether only weekdays are named.
    pub(super) fn is_weekdays_only(self) -> bool {
        self.weekdays != 0 && self == Self::weekdays(self.weekdays)
    }

    /// Whether days off or festivals are named, and no weekday.
    pub(super) fn is_days_off_only(self) -> bool {
        self.weekdays == 0 && self != Self::NONE
    }

    pub(super) fn is_festivals_only(self) -> bool {
        self.is_days_off_only() && !self.holidays
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            weekdays: self.weekdays | other.weekdays,
            holidays: self.holidays || other.holidays,
            may_mean_weekends: self.may_mean_weekends || other.may_mean_weekends,
            workdays: self.workdays || other.workdays,
            festivals: self.festivals.and(other.festivals),
        }
    }

    /// The same without its festivals.
    pub(super) fn without_festivals(self) -> Self {
        Self {
            festivals: Festivals::NONE,
            ..self
        }
    }

    /// Days that share hours. 工作日每天 may mean working days or every day; 每天，节假日 is only redundant.
    pub(super) fn united(self, more: Self) -> Result<Self, String> {
        let narrows = !more.is_every_day() && more.weekdays != 0;
        let widens = more.is_every_day() && !self.is_every_day();
        if widens || self.is_every_day() && narrows {
            return Err("says every day, and some days".to_owned());
        }
        Ok(self.and(more))
    }

    /// Weekdays and days off in OSM syntax, such as `Mo-Fr,Su,PH`; festivals are left out.
    pub(super) fn written(self) -> String {
        let mut names = Vec::new();
        let mut from = 0;
        while from < WEEKDAYS.len() {
            let run = (from..WEEKDAYS.len())
                .take_while(|day| self.weekdays >> day & 1 == 1)
                .count();
            match run {
                0 => {}
                1 => names.push(WEEKDAYS[from].to_owned()),
                _ => names.push(format!("{}-{}", WEEKDAYS[from], WEEKDAYS[from + run - 1])),
            }
            from += run + 1;
        }
        if self.holidays {
            names.push("PH".to_owned());
        }
        names.join(",")
    }
}
