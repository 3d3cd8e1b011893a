//! The database of notices and reports: its address, `yizhan keeper` and `yizhan live`.

mod demand;
mod export;

use std::io::{Read, Write};
use std::path::Path;

use comfy_table::{Table, presets};
use serde_json::json;

use super::{CommandError, Exit, warn};
use crate::cli::{
    AddKeeperArgs, KeeperAction, KeeperArgs, ListKeepersArgs, LiveAction, LiveArgs,
    LiveCommandArgs, RemoveKeeperArgs, TableFormat,
};
use crate::clock::Zone;
use crate::dataset::shown::{plain, shown};
use crate::live::{Address, Database, Keeper, LiveError, NewKeeper};

/// Longest file that holds an address, bytes.
const MAX_ADDRESS_BYTES: u64 = 4_096;
/// Longest name of a keeper, characters.
const MAX_NAME_CHARS: usize = 100;

/// The address that is given in one of the ways, if it is.
pub(super) fn address(args: &LiveArgs) -> Result<Option<Address>, CommandError> {
    let (option, text) = match (&args.live, &args.live_file) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            let detail = "give the address once, by --live or by --live-file";
            return Err(CommandError::option("live-file", detail));
        }
        (Some(text), None) => ("live", text.clone()),
        (None, Some(file)) => ("live-file", read_address(file)?),
    };
    let address = text.parse::<Address>();
    let address = address.map_err(|error| CommandError::option(option, error))?;
    Ok(Some(address))
}

/// Whether the password of an address stands in the arguments.
pub(super) fn exposed_password(args: &LiveArgs, address: &Address, is_of_variable: bool) -> bool {
    args.live.is_some() && !is_of_variable && address.has_password()
}

/// The sentence for it.
pub(super) const EXPOSED_PASSWORD: &str = "--live holds a password, which other users of this \
     machine see in the list of processes; give it by YIZHAN_LIVE or --live-file";

/// Runs `yizhan keeper`; `is_of_variable` says whether `--live` came from the environment.
pub(super) fn keeper(
    args: &KeeperArgs,
    is_of_variable: bool,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let live = match &args.action {
        KeeperAction::Add(args) => &args.live,
        KeeperAction::List(args) => &args.live,
        KeeperAction::Remove(args) => &args.live,
    };
    with_database(live, is_of_variable, async |database| match &args.action {
        KeeperAction::Add(args) => {
            let new = new_keeper(args)?;
            database.prepare().await?;
            write(out, &database.add_keeper(&new).await?)
        }
        KeeperAction::List(args) => {
            prepare_existing(&database).await?;
            list(args, &database.keepers().await?, out)
        }
        KeeperAction::Remove(args) => {
            prepare_existing(&database).await?;
            remove(args, &database).await
        }
    })
}

/// Runs `yizhan live`; `is_of_variable` as in [`keeper`].
pub(super) fn live(
    args: &LiveCommandArgs,
    is_of_variable: bool,
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    match &args.action {
        LiveAction::Demand(args) => demand::run(args, is_of_variable, out),
        LiveAction::Export(args) => export::run(args, is_of_variable, out),
    }
}

/// Works on the database that is named, which is not connected to yet.
fn with_database(
    live: &LiveArgs,
    is_of_variable: bool,
    work: impl AsyncFnOnce(Database) -> Result<Exit, CommandError>,
) -> Result<Exit, CommandError> {
    let needed = || CommandError::option("live", "give the database: sqlite:FILE or postgres://…");
    let address = address(live)?.ok_or_else(needed)?;
    if exposed_password(live, &address, is_of_variable) {
        warn(&[EXPOSED_PASSWORD.to_owned()]);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(CommandError::io("starting"))?;
    runtime.block_on(async { work(Database::new(address)).await })
}

/// Makes the tables that are missing, for a command that has nothing to do in a database without
/// any: a file that is not there is not made.
async fn prepare_existing(database: &Database) -> Result<(), CommandError> {
    let file = database.address().file();
    if let Some(file) = file.filter(|file| !file.exists()) {
        let file = file.display().to_string();
        let detail = format!("there is no file {}", shown(&file));
        return Err(CommandError::option("live", detail));
    }
    Ok(database.prepare().await?)
}

fn read_address(file: &Path) -> Result<String, CommandError> {
    let text = std::fs::File::open(file).and_then(|file| {
        let mut text = String::new();
        file.take(MAX_ADDRESS_BYTES + 1).read_to_string(&mut text)?;
        Ok(text)
    });
    let text = text.map_err(CommandError::io(format!("--live-file {}", file.display())))?;
    if text.len() as u64 > MAX_ADDRESS_BYTES {
        let detail =
            format!("the file holds more than the {MAX_ADDRESS_BYTES} bytes of an address");
        return Err(CommandError::option("live-file", detail));
    }
    Ok(text.trim().to_owned())
}

fn new_keeper(args: &AddKeeperArgs) -> Result<NewKeeper, CommandError> {
    let name = plain(&args.name);
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let detail = format!("a name has 1 to {MAX_NAME_CHARS} characters");
        return Err(CommandError::option("name", detail));
    }
    let stations = (!args.all).then(|| args.station.clone());
    Ok(NewKeeper { name, stations })
}

async fn remove(args: &RemoveKeeperArgs, database: &Database) -> Result<Exit, CommandError> {
    if database.remove_keeper(&args.keeper).await? {
        return Ok(Exit::Done);
    }
    warn(&[format!("there is no keeper {}", shown(&args.keeper))]);
    Ok(Exit::FaultsFound)
}

fn list(
    args: &ListKeepersArgs,
    keepers: &[Keeper],
    out: &mut impl Write,
) -> Result<Exit, CommandError> {
    let text = match args.format {
        TableFormat::Table => table(keepers),
        TableFormat::Json => json(keepers),
    };
    write(out, &text)
}

fn table(keepers: &[Keeper]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["keeper", "since", "name", "stations"]);
    for keeper in keepers {
        let stations = keeper.stations.as_ref();
        table.add_row([
            keeper.id.clone(),
            Zone::default().format_instant(keeper.created_at),
            shown(&keeper.name).into_owned(),
            stations.map_or_else(
                || "all".to_owned(),
                |ids| shown(&ids.join(" ")).into_owned(),
            ),
        ]);
    }
    table.trim_fmt()
}

fn json(keepers: &[Keeper]) -> String {
    let bodies: Vec<_> = keepers
        .iter()
        .map(|keeper| {
            json!({
                "id": keeper.id,
                "name": keeper.name,
                "stations": keeper.stations,
                "created_at": Zone::default().format_instant(keeper.created_at),
            })
        })
        .collect();
    json!({ "keepers": bodies }).to_string()
}

fn write(out: &mut impl Write, line: &str) -> Result<Exit, CommandError> {
    writeln!(out, "{line}").map_err(CommandError::io("writing"))?;
    Ok(Exit::Done)
}

impl From<LiveError> for CommandError {
    fn from(error: LiveError) -> Self {
        Self::option("live", error)
    }
}
