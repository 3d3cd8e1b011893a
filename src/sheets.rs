//! Sheets to print and hang up at the doors of stations: name, hours, and a QR code of the address
//! at which the station can be seen and reported on.
//!
//! One HTML page for all, one sheet of paper for each, in Chinese and English; it loads nothing.

mod address;
mod hours_words;

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcode::types::QrError;
use qrcode::{EcLevel, QrCode};

use crate::report::printed_page;
use crate::station::Station;
pub use address::door_address;
use hours_words::hours_words;

/// The most sheets of one page: more than a browser prints at a time.
pub const MAX_SHEETS: usize = 2_000;
/// Modules around a code that stay white, as ISO/IEC 18004 asks for.
const QUIET_MODULES: usize = 4;
const STYLE: &str = include_str!("sheets/sheets.css");

/// Why no sheets can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// More stations than one page takes.
    #[error(
        "{found} stations are more than the {MAX_SHEETS} sheets of one page; name some with --station"
    )]
    TooMany {
        /// How many there were.
        found: usize,
    },
    /// The address does not fit into a QR code.
    #[error("the address of station '{id}' is too long for a QR code ({bytes} bytes)")]
    TooLong {
        /// Its id.
        id: String,
        /// The length of its address.
        bytes: usize,
    },
}

/// The page with a sheet for each station; every text of a file is escaped.
///
/// `public_url` is the address of the service, without a slash at its end. Some 10 kB a sheet.
pub fn sheets_html(stations: &[&Station], public_url: &str) -> Result<String, SheetError> {
    if stations.len() > MAX_SHEETS {
        let found = stations.len();
        return Err(SheetError::TooMany { found });
    }
    let sheets: Result<Vec<Markup>, SheetError> = stations
        .iter()
        .map(|station| sheet(station, public_url))
        .collect();
    let sheets = sheets?;
    let body = html! { @for sheet in sheets { (sheet) } };
    Ok(printed_page("驿站门牌 · Station sheets", STYLE, &body))
}

fn sheet(station: &Station, public_url: &str) -> Result<Markup, SheetError> {
    let address = door_address(public_url, &station.id.0);
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M).map_err(
        |_: QrError| SheetError::TooLong {
            id: station.id.0.to_string(),
            bytes: address.len(),
        },
    )?;
    let name_en = station.more().name_en.as_deref();
    let hours = station.opening_hours.as_deref().map(hours_words);
    Ok(html! {
        section.sheet {
            h1 { bdi { (station.name) } }
            @if let Some(name) = name_en { p.english lang="en" { bdi { (name) } } }
            @if let Some(address) = &station.address { p.place { bdi { (address) } } }
            (drawing(&code))
            p.ask { "扫一扫：现在开门吗？有什么？门锁着、东西坏了，也在这里说一声。" }
            p.ask lang="en" { "Scan to see whether it is open now and what it has, and to say that it is locked or something is broken." }
            @if let Some(hours) = hours { p.hours { "公布的时间 Posted hours: " bdi { (hours) } } }
            p.address { bdi { (address) } }
        }
    })
}

/// The code as a drawing; the words beside it say what it is for.
fn drawing(code: &QrCode) -> Markup {
    let (width, colours) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET_MODULES;
    let mut path = String::new();
    for (place, colour) in colours.iter().enumerate() {
        if *colour == qrcode::Color::Dark {
            let (x, y) = (place % width + QUIET_MODULES, place / width + QUIET_MODULES);
            // Writing to a string never fails.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    html! {
        svg.code viewBox=(format!("0 0 {side} {side}")) role="img" aria-label="QR" shape-rendering="crispEdges" {
            path d=(path) {}
        }
    }
}
