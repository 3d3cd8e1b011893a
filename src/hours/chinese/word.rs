//! One word of Chinese opening hours.

use super::clock::{ClockTime, Period};
use super::dates::Dates;
use super::days::DaySet;

/// The role of a word in opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Days(DaySet),
    Dates(Dates),
    Time(ClockTime),
    /// 上午, 白天, without a time after it
    Part(Option<Period>),
    /// 夏季
    Season,
    /// 至
    To,
    /// 、 and 及: the days on both sides belong together
    Join,
    Comma,
    Opening,
    Closing,
    /// A semicolon or a full stop
    Stop,
    /// 24小时
    AllDay,
    /// 休息
    Closed,
    /// 休馆日: the days that follow are closed
    ClosedDays,
    /// 午休: the hours beside it are a break
    Rest,
    /// 中午不休
    NoRest,
    /// 开放
    Open,
    /// A filler: 时间
    Filler,
    /// 为, a filler except between days: 如周一为节假日
    Is,
    /// 照常开放
    AsUsual,
    /// 顺延: the closing moves to another day
    Moved,
    /// 除
    Except,
    /// 外
    Excepted,
    /// 含
    Including,
    /// 扫码进入: how to get access, not when
    Access,
    /// 停止入馆: the last entry; the place stays open
    LastEntry,
    /// 闭馆前30分钟
    BeforeClosing,
    /// 如有变动
    Unless,
    /// 另行通知
    LeftOpen,
    /// 以公告为准
    Authority,
    /// 提早, before a closing time
    Earlier,
}
