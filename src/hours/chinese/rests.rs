//! Breaks subtracted from hours: 8:30-17:30（12:00-13:30午休）.

use std::ops::Range;

use super::clock::DAY_MIN;
use super::phrases::Hours;

/// Subtracts breaks from hours. A break is within a span, or between two spans that already exclude
/// it.
pub(super) fn without_rests(hours: &mut Vec<Hours>, rests: &[Range<u16>]) -> Result<(), String> {
    for rest in rests {
        if rest.is_empty() || rest.end > DAY_MIN {
            return Err("a break past midnight".to_owned());
        }
        let lies_within =
            |span: &Hours| span.minutes.start < rest.start && rest.end < span.minutes.end;
        match hours.iter().position(lies_within) {
            Some(at) => {
                let mut after = hours[at].clone();
                hours[at].minutes.end = rest.start;
                after.minutes.start = rest.end;
                hours.insert(at + 1, after);
            }
            None if lies_between(hours, rest) => {}
            None => return Err("closed hours that are no break in the open ones".to_owned()),
        }
    }
    Ok(())
}

fn lies_between(hours: &[Hours], rest: &Range<u16>) -> bool {
    hours
        .windows(2)
        .any(|pair| pair[0].minutes.end <= rest.start && rest.end <= pair[1].minutes.start)
}
