//! Hours before their days: 8:30-17:30 周一至周五，9:00-12:00 周六.
//!
//! Days are assigned to the hours before them only if the whole text is written so.

use super::MOST_CLOSED_AT_ONCE;
use crate::hours::chinese::phrases::Phrase;

/// Moves the days before their hours, if all hours have their days after them. What follows, such
/// as closed days, is unchanged.
pub(super) fn days_first(phrases: &[Phrase]) -> Option<Vec<Phrase>> {
    let mut ordered = Vec::with_capacity(phrases.len() + 1);
    let mut rest = phrases;
    while let [Phrase::Hours(_), ..] = rest {
        let (hours, tail) = rest.split_at(run(rest, |p| matches!(p, Phrase::Hours(_))));
        let tail = without_signs(tail);
        let (days, tail) = tail.split_at(run(tail, |p| matches!(p, Phrase::Days(_))));
        let n_open = open_days(days, tail)?;
        let (days, closed) = days.split_at(n_open);
        ordered.extend(days.iter().chain(hours).cloned());
        ordered.push(Phrase::Comma);
        ordered.extend(closed.iter().cloned());
        rest = tail;
        if closed.is_empty() {
            rest = without_signs(tail);
        }
    }
    let is_hours = |phrase: &Phrase| matches!(phrase, Phrase::Hours(_) | Phrase::Dates(_));
    let is_whole = !ordered.is_empty() && !rest.iter().any(is_hours);
    ordered.extend(rest.iter().cloned());
    is_whole.then_some(ordered)
}

/// How many phrases of a kind begin here, separated by commas.
fn run(phrases: &[Phrase], is_kind: impl Fn(&Phrase) -> bool) -> usize {
    let is_of_run = |phrase: &&Phrase| is_kind(phrase) || **phrase == Phrase::Comma;
    let n = phrases.iter().take_while(is_of_run).count();
    let last = phrases[..n].iter().rposition(is_kind);
    last.map_or(0, |last| last + 1)
}

fn without_signs(phrases: &[Phrase]) -> &[Phrase] {
    let is_sign = |phrase: &&Phrase| matches!(phrase, Phrase::Comma | Phrase::Stop);
    let n = phrases.iter().take_while(is_sign).count();
    &phrases[n..]
}

/// How many of the phrases name the days of the hours: all, unless the last are closed.
fn open_days(days: &[Phrase], tail: &[Phrase]) -> Option<usize> {
    let n_open = match tail.first() {
        None | Some(Phrase::Hours(_) | Phrase::Comma | Phrase::Stop) => days.len(),
        Some(Phrase::Closed) => open_days_before_closed(days)?,
        Some(_) => return None,
    };
    (n_open > 0).then_some(n_open)
}

/// 周二至周日，周一 before 闭馆: how many phrases name the open days. 周六，周日 may all be closed.
pub(super) fn open_days_before_closed(listed: &[Phrase]) -> Option<usize> {
    let (Phrase::Days(first), rest) = listed.split_first()? else {
        return None;
    };
    let is_parted = match rest {
        [Phrase::Comma, Phrase::Days(_)] => true,
        [Phrase::Days(last)] => last.is_days_off_only(),
        _ => false,
    };
    (is_parted && first.weekdays.count_ones() > MOST_CLOSED_AT_ONCE).then_some(1)
}
