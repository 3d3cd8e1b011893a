//! The fields that columns stand for.

use crate::datum::Datum;
use crate::vocabulary::nearest_word;

use super::vocabulary::known_amenity;

macro_rules! keys {
    ($($key:ident $name:literal)*) => {
        /// A field that a column can stand for, one column each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(super) enum Key {
            $(#[doc = concat!("`", $name, "` of `columns.csv`")] $key,)*
        }

        impl Key {
            /// Every field, in the order of the documents.
            pub(super) const ALL: &'static [Self] = &[$(Self::$key,)*];

            /// Its name in `columns.csv` and in `--map`.
            pub(super) const fn name(self) -> &'static str {
                match self {
                    $(Self::$key => $name,)*
                }
            }
        }
    };
}

keys! {
    Id "id"
    RowNumber "row_number"
    Number "number"
    Name "name"
    NameEn "name_en"
    Address "address"
    AddressMore "address_more"
    Street "street"
    HouseNumber "house_number"
    City "city"
    District "district"
    Lon "lon"
    Lat "lat"
    LonLat "lon_lat"
    LatLon "lat_lon"
    Position "position"
    Geometry "geometry"
    Crs "crs"
    Kind "kind"
    ToiletKind "toilet_kind"
    OpeningHours "opening_hours"
    Opens "opens"
    Closes "closes"
    Days "days"
    HoursNotes "hours_notes"
    MoFrOpens "mo_fr_opens"
    MoFrCloses "mo_fr_closes"
    SaOpens "sa_opens"
    SaCloses "sa_closes"
    SuOpens "su_opens"
    SuCloses "su_closes"
    Amenities "amenities"
    Operator "operator"
    Phone "phone"
    ContactPhone "contact_phone"
    Person "person"
    Status "status"
    StatusUntil "status_until"
    Star "star"
    Honours "honours"
    Access "access"
    VerifiedOn "verified_on"
    Source "source"
    PositionAccuracyM "position_accuracy_m"
    PartOf "part_of"
    MovedTo "moved_to"
    Remark "remark"
    Activities "activities"
    Offers "offers"
    Activity "activity"
    ActivityEn "activity_en"
    ActivityCategory "activity_category"
    ActivityDate "activity_date"
    ActivityTime "activity_time"
    ActivityStarts "activity_starts"
    ActivityEnds "activity_ends"
    ActivityRecurs "activity_recurs"
    ActivityAudience "activity_audience"
    ActivityPlaces "activity_places"
    ActivityBooking "activity_booking"
    ActivityFree "activity_free"
}

/// What a column stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    /// A field; positions may say their datum.
    Key(Key, Option<Datum>),
    /// Amenities of these keys, whose cells say yes or no.
    Amenities(Vec<&'static str>),
    /// A property that is kept as it is.
    Extra,
    /// Nothing: it is left out.
    Drop,
}

impl Key {
    /// The field of that name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// Whether several columns may stand for it, the first that is not blank counting.
    pub(super) const fn takes_several(self) -> bool {
        matches!(
            self,
            Self::Person | Self::Phone | Self::ContactPhone | Self::AddressMore
        )
    }
}

impl Field {
    /// The field of a name as in `columns.csv` and `--map`; an error says what is known.
    pub(super) fn from_name(name: &str) -> Result<Self, String> {
        if let Some(key) = Key::from_name(name) {
            return Ok(Self::Key(key, None));
        }
        match name {
            "keep" => return Ok(Self::Extra),
            "drop" => return Ok(Self::Drop),
            _ => {}
        }
        if let Some(word) = name.strip_prefix("amenities.") {
            let key = known_amenity(word);
            return key.map(|key| Self::Amenities(vec![key])).ok_or_else(|| {
                format!("{word} is no known amenity; a key or word of the vocabulary is wanted")
            });
        }
        if let Some((field, datum)) = name.split_once('@')
            && let (Some(key), Some(datum)) = (Key::from_name(field), Datum::from_key(datum))
        {
            return Ok(Self::Key(key, Some(datum)));
        }
        let names = Key::ALL.iter().map(|key| key.name());
        let near = nearest_word(name, names.clone());
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        Err(format!(
            "{name} is no known field{near} Known are {}, amenities.KEY, keep and drop",
            names.collect::<Vec<_>>().join(", ")
        ))
    }

    /// Its name in reports; `None` for what is kept or left out.
    pub(super) fn name(&self) -> Option<String> {
        match self {
            Self::Key(key, None) => Some(key.name().to_owned()),
            Self::Key(key, Some(datum)) => Some(format!("{}@{}", key.name(), datum.key())),
            Self::Amenities(keys) => {
                let names: Vec<String> =
                    keys.iter().map(|key| format!("amenities.{key}")).collect();
                Some(names.join(" "))
            }
            Self::Extra | Self::Drop => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::vocabulary::columns;

    #[test]
    fn every_field_of_the_columns_is_known_and_every_known_one_has_columns() {
        for (field, _) in columns() {
            assert!(Field::from_name(field).is_ok(), "{field}");
        }
        for key in Key::ALL {
            assert!(
                columns().iter().any(|(field, _)| field == key.name()),
                "{}",
                key.name()
            );
        }
    }

    #[test]
    fn a_name_of_a_field_is_read_with_its_datum_and_a_wrong_one_is_told() {
        let lon = Field::Key(Key::Lon, Some(Datum::Gcj02));
        assert_eq!(Field::from_name("lon@gcj02"), Ok(lon));
        assert_eq!(
            Field::from_name("amenities.饮水"),
            Ok(Field::Amenities(vec!["drinking_water"]))
        );
        let error = Field::from_name("opening_hour").unwrap_err();
        assert!(error.contains("did you mean opening_hours?"), "{error}");
        assert!(Field::from_name("amenities.sauna").is_err());
    }
}
