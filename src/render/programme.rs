//! What goes on at a station as JSON: activities and offers, in the form in which files give them.

use super::json::{append_integer, append_string};
use crate::clock::{UnixTime, Zone};
use crate::station::{Activity, Booking, Offer, OfferAudience, Recurrence, Station};

/// Writes the members `activities` and `offers` after a comma, each only if there are any.
pub(super) fn write_programme(out: &mut String, station: &Station, zone: Zone) {
    let Some(programme) = &station.more().programme else {
        return;
    };
    write_list(
        out,
        r#","activities":["#,
        &programme.activities,
        |out, one| {
            write_activity(out, one, zone);
        },
    );
    write_offers(out, station);
}

/// Writes the member `offers` after a comma, if there are any.
pub(super) fn write_offers(out: &mut String, station: &Station) {
    let programme = station.more().programme.as_ref();
    let offers: &[Offer] = programme.map_or(&[], |programme| &programme.offers);
    write_list(out, r#","offers":["#, offers, write_offer);
}

fn write_list<T>(
    out: &mut String,
    start: &str,
    list: &[T],
    mut write: impl FnMut(&mut String, &T),
) {
    if list.is_empty() {
        return;
    }
    out.push_str(start);
    for (n, one) in list.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write(out, one);
    }
    out.push(']');
}

/// Writes an activity as an object; what is not known is left out.
pub(super) fn write_activity(out: &mut String, activity: &Activity, zone: Zone) {
    write_text(out, r#"{"id":"#, Some(&activity.id));
    write_text(out, r#","title":"#, Some(&activity.title));
    write_text(out, r#","title_en":"#, activity.title_en.as_deref());
    write_text(out, r#","category":"#, Some(&activity.category));
    write_moment(out, r#","starts":""#, activity.starts, zone);
    write_moment(out, r#","ends":""#, activity.ends, zone);
    let rule = activity.recurrence.as_ref().map(Recurrence::rule);
    write_text(out, r#","recurs":"#, rule);
    write_text(out, r#","audience":"#, activity.audience.as_deref());
    if let Some(places) = activity.places {
        out.push_str(r#","places":"#);
        append_integer(out, places);
    }
    match &activity.booking {
        Some(Booking::How(how)) => write_text(out, r#","booking":"#, Some(how)),
        Some(Booking::Needed(needed)) => write_truth(out, r#","booking":"#, *needed),
        None => {}
    }
    if let Some(free) = activity.free {
        write_truth(out, r#","free":"#, free);
    }
    out.push('}');
}

fn write_offer(out: &mut String, offer: &Offer) {
    write_text(out, r#"{"title":"#, Some(&offer.title));
    write_text(out, r#","title_en":"#, offer.title_en.as_deref());
    write_text(out, r#","for":"#, offer.audience.map(OfferAudience::key));
    if let Some(until) = offer.until {
        write_text(out, r#","until":"#, Some(&until.to_string()));
    }
    out.push('}');
}

fn write_text(out: &mut String, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        out.push_str(name);
        append_string(out, text);
    }
}

fn write_truth(out: &mut String, name: &str, value: bool) {
    out.push_str(name);
    out.push_str(if value { "true" } else { "false" });
}

fn write_moment(out: &mut String, start: &str, moment: UnixTime, zone: Zone) {
    out.push_str(start);
    zone.write_instant(out, moment);
    out.push('"');
}
