//! Keeps the stations of `yizhan serve` current, as its options specify.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::holidays::table_setting;
use super::progress::Bar;
use super::{CommandError, hours_settings, load_served};
use crate::cli::{HoursArgs, ReloadArgs, ServeArgs};
use crate::low_priority;
use crate::reload::{
    FileWatch, Refusal, ReloadTrigger, Reloader, Shrinking, Sources, refuse_streams,
};
use crate::state::{CurrentSet, ServedSet};

/// Watches the files from now on, unless that is switched off or there are none.
pub(super) fn watch(
    args: &ReloadArgs,
    hours: &HoursArgs,
    sources: &Arc<Sources>,
) -> Option<FileWatch> {
    let begin = || FileWatch::begin(Arc::clone(sources), tables(hours).collect());
    (!args.no_watch).then(begin).filter(FileWatch::is_of_use)
}

/// The files with tables of days off.
fn tables(hours: &HoursArgs) -> impl Iterator<Item = PathBuf> {
    let tables = hours.holidays.iter();
    tables.map(|setting| table_setting(setting).1.into())
}

/// Loads again at SIGHUP, where the system has it.
pub(super) fn keep_current(
    args: &ServeArgs,
    set: Arc<CurrentSet>,
    sources: Arc<Sources>,
    watch: Option<FileWatch>,
) -> Result<ReloadTrigger, CommandError> {
    let hours = args.data.hours.clone();
    let poll_s = args.reload.poll;
    let reloader = Reloader {
        set,
        sources,
        load: move |sources: &Sources| load_again(sources, &hours),
        shrinking: if args.reload.allow_shrink {
            Shrinking::Allowed
        } else {
            Shrinking::Guarded
        },
        poll: (poll_s > 0).then(|| Duration::from_secs(poll_s.into())),
    };
    let (requests, requested) = ReloadTrigger::channel();
    reloader
        .begin(requested)
        .map_err(CommandError::io("starting"))?;
    if let Some(watch) = watch {
        let requests = requests.clone();
        low_priority::spawn("watch", move || watch.run(&requests))
            .map_err(CommandError::io("starting"))?;
    }
    Ok(requests)
}

/// Rejects pipes and devices, at the start too: opening a pipe may wait for ever, a device may have
/// no end, and neither can be loaded again.
pub(super) fn refuse_what_is_read_once(
    sources: &Sources,
    hours: &HoursArgs,
) -> Result<(), Refusal> {
    refuse_streams(sources.files().into_iter().chain(tables(hours)))
}

/// What the command line names, read anew: the stations and the tables of days off.
fn load_again(sources: &Sources, hours: &HoursArgs) -> Result<ServedSet, Refusal> {
    refuse_what_is_read_once(sources, hours)?;
    let served =
        hours_settings(hours).and_then(|settings| load_served(sources, settings, &Bar::hidden()));
    served.map_err(|error| Refusal {
        log: error.to_string(),
        public: error.without_folders(),
    })
}
