//! The options of `yizhan import`.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueHint};

use super::{HoursArgs, ReportFormat};

/// `yizhan import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Lists: workbooks (.xlsx, .xls, .ods), CSV, GeoJSON, Overpass JSON
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// The station file to write [default: only show what it would hold]
    #[arg(long, env = "YIZHAN_OUT", value_name = "STATIONS.geojson", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Datum of coordinates that do not say it: wgs84, gcj02 or bd09; needed in the mainland
    #[arg(long, env = "YIZHAN_DATUM", value_name = "DATUM")]
    pub datum: Option<String>,
    /// The calendar of days off that the hours follow: cn, hk, or one of --holidays
    /// [default: cn]
    #[arg(long, env = "YIZHAN_CALENDAR", value_name = "NAME")]
    pub calendar: Option<String>,
    /// A sheet to read [default: all]
    #[arg(long, env = "YIZHAN_SHEET", value_name = "NAME")]
    pub sheet: Vec<String>,
    /// What a column stands for, as 服务时间=opening_hours; also keep and drop
    #[arg(long, env = "YIZHAN_MAP", value_name = "HEADER=FIELD")]
    pub map: Vec<String>,
    /// What all stations have that the list does not say, as city=上海市
    #[arg(long, env = "YIZHAN_SET", value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// A list with positions, joined by id, or by name and address
    #[arg(long, env = "YIZHAN_POSITIONS", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub positions: Option<PathBuf>,
    /// Write the rows without a position here, to be filled in for --positions
    #[arg(long, env = "YIZHAN_MISSING_POSITIONS", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub missing_positions: Option<PathBuf>,
    /// Choices that --save-mapping wrote
    #[arg(long, env = "YIZHAN_MAPPING", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub mapping: Option<PathBuf>,
    /// Write the choices of this import here, for next month's list
    #[arg(long, env = "YIZHAN_SAVE_MAPPING", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub save_mapping: Option<PathBuf>,
    /// Keep names of persons, their mobile numbers and e-mails
    #[arg(long, env = "YIZHAN_KEEP_PERSONAL", value_parser = BoolishValueParser::new())]
    pub keep_personal: bool,
    /// Keep the stations of an older --out that the lists lack
    #[arg(long, env = "YIZHAN_KEEP_GONE", value_parser = BoolishValueParser::new())]
    pub keep_gone: bool,
    /// The clock and the calendars
    #[command(flatten)]
    pub hours: HoursArgs,
    /// How to print what became of the lists
    #[arg(long, env = "YIZHAN_FORMAT", default_value = "text")]
    pub format: ReportFormat,
}
