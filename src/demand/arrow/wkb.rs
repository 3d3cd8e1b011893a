//! Points in WKB, as OGC 06-103r4 and ISO 13249-3 have them, and PostGIS with its flags.
//!
//! Hand-written: crates that read WKB (geozero, wkb) read all geometries into values of their own,
//! and two numbers are wanted.

use crate::demand::code::Code;
use crate::demand::fault::Fault;

/// The types of a point and of several.
const POINT: u32 = 1;
const MULTI_POINT: u32 = 4;
/// What ISO adds to a type for coordinates with height, measure or both.
const ISO_STEP: u32 = 1_000;
/// What PostGIS sets in a type for height, measure and a number of a reference system.
const HAS_Z: u32 = 0x8000_0000;
const HAS_M: u32 = 0x4000_0000;
const HAS_SRID: u32 = 0x2000_0000;

/// Bytes that are read from the front.
struct Bytes<'a> {
    rest: &'a [u8],
    is_little_endian: bool,
}

/// Longitude and latitude of a point, or of several that are one.
pub(super) fn point(bytes: &[u8]) -> Result<[f64; 2], Fault> {
    let mut bytes = Bytes {
        rest: bytes,
        is_little_endian: true,
    };
    let kind = bytes.kind().ok_or_else(cut)?;
    if kind == MULTI_POINT {
        let n_points = bytes.number().ok_or_else(cut)?;
        let kind = bytes.kind();
        if n_points != 1 || kind != Some(POINT) {
            let what = format!("the geometry is {n_points} points; one is wanted");
            return Err(Fault::new(Code::UnsupportedGeometry, what));
        }
    } else if kind != POINT {
        let what = "the geometry in WKB is no point; points are wanted, such as the centroids of \
                    areas";
        return Err(Fault::new(Code::UnsupportedGeometry, what));
    }
    let degrees = [bytes.coordinate(), bytes.coordinate()];
    let [Some(lon), Some(lat)] = degrees else {
        return Err(cut());
    };
    if !(lon.is_finite() && lat.is_finite()) {
        return Err(Fault::new(Code::NoPosition, "the point is empty"));
    }
    Ok([lon, lat])
}

fn cut() -> Fault {
    Fault::new(
        Code::NoPosition,
        "the geometry is no WKB; it ends too early",
    )
}

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    /// The order of the bytes and the type; a reference system is passed over.
    fn kind(&mut self) -> Option<u32> {
        let [order] = self.take()?;
        self.is_little_endian = order == 1;
        let kind = self.number()?;
        if kind & HAS_SRID != 0 {
            self.number()?;
        }
        Some((kind & !(HAS_Z | HAS_M | HAS_SRID)) % ISO_STEP)
    }

    fn number(&mut self) -> Option<u32> {
        let bytes = self.take()?;
        Some(if self.is_little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn coordinate(&mut self) -> Option<f64> {
        let bytes = self.take()?;
        Some(if self.is_little_endian {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(parts: &[&[u8]]) -> Vec<u8> {
        parts.concat()
    }

    #[test]
    fn points_are_read_in_every_form_that_they_are_written_in() {
        let (lon, lat) = (116.4_f64, 39.9_f64);
        let little = [lon.to_le_bytes(), lat.to_le_bytes()].concat();
        let big = [lon.to_be_bytes(), lat.to_be_bytes()].concat();
        let height = 5_f64.to_le_bytes();
        let degrees = [lon, lat].map(f64::to_bits);
        for wkb in [
            bytes(&[&[1], &1_u32.to_le_bytes(), &little]),
            bytes(&[&[0], &1_u32.to_be_bytes(), &big]),
            bytes(&[&[1], &1_001_u32.to_le_bytes(), &little, &height]),
            bytes(&[&[1], &3_001_u32.to_le_bytes(), &little, &height, &height]),
            bytes(&[&[1], &(1 | HAS_Z).to_le_bytes(), &little, &height]),
            bytes(&[
                &[1],
                &(1 | HAS_SRID).to_le_bytes(),
                &4_326_u32.to_le_bytes(),
                &little,
            ]),
            bytes(&[
                &[1],
                &4_u32.to_le_bytes(),
                &1_u32.to_le_bytes(),
                &[1],
                &1_u32.to_le_bytes(),
                &little,
            ]),
        ] {
            assert_eq!(point(&wkb).unwrap().map(f64::to_bits), degrees, "{wkb:?}");
        }
    }

    #[test]
    fn what_is_no_point_is_refused_with_its_code() {
        let whole = bytes(&[&[1], &1_u32.to_le_bytes(), &[0; 16]]);
        for length in 0..whole.len() {
            assert_eq!(point(&whole[..length]).unwrap_err().code, Code::NoPosition);
        }
        assert_eq!(point(&whole).unwrap().map(f64::to_bits), [0; 2]);
        let nan = f64::NAN.to_le_bytes();
        let empty = bytes(&[&[1], &1_u32.to_le_bytes(), &nan, &nan]);
        assert_eq!(point(&empty).unwrap_err().code, Code::NoPosition);
        for kind in [0_u32, 2, 3, 5, 6, 7, 1_003] {
            let other = bytes(&[&[1], &kind.to_le_bytes(), &[0; 64]]);
            let fault = point(&other).unwrap_err();
            assert_eq!(fault.code, Code::UnsupportedGeometry, "{kind}");
        }
        let two = bytes(&[
            &[1],
            &4_u32.to_le_bytes(),
            &2_u32.to_le_bytes(),
            &whole,
            &whole,
        ]);
        assert_eq!(point(&two).unwrap_err().code, Code::UnsupportedGeometry);
    }
}
