//! `yizhan serve`: listen at once, load, answer, load again, and stop on a signal.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinError;

use super::current::{keep_current, refuse_what_is_read_once, watch};
use super::first_load::until_there;
use super::limits::limits;
use super::listen::listen_address;
use super::live::{EXPOSED_PASSWORD, address, exposed_password};
use super::log::start_log;
use super::network::read_network;
use super::progress::{Bar, READING_STATIONS};
use super::{CommandError, Exit, hours_settings, load_served, paces, sources};
use crate::cli::{NetworkArgs, ServeArgs, SiteArgs};
use crate::hours::schedules::HoursSettings;
use crate::http::{
    AppState, BaseUrl, Basemap, BasemapError, Site, connections_within_file_limit, listen, run,
};
use crate::live::Live;
use crate::reload::{SighupListener, Sources, warn_of_lacking_tables};
use crate::state::{CurrentSet, ServedSet};

/// Serves until the process is stopped. An error of the first load ends it, unless a web server is
/// away.
pub(super) fn serve(args: &ServeArgs, is_live_of_variable: bool) -> Result<Exit, CommandError> {
    // Lives to the end of this function, to write the last lines.
    let log = start_log(args.log);
    let sources = Arc::new(sources(&args.data.files, &args.data.fetch)?);
    refuse_what_is_read_once(&sources, &args.data.hours)
        .map_err(|refusal| CommandError::io("starting")(std::io::Error::other(refusal.log)))?;
    let settings = hours_settings(&args.data.hours)?;
    let mut limits = limits(&args.limits)?;
    let service = AppState::new(settings.zone, paces(&args.pace)?)
        .with_public_url(public_url(args)?)
        .with_site(site(&args.site)?)
        .with_log(args.log.log_requests, log.lost_lines());
    let runtime = tokio::runtime::Runtime::new().map_err(CommandError::io("starting"))?;
    let live = {
        // The connections of the database live on it.
        let _on_runtime = runtime.enter();
        live(args, is_live_of_variable, service.set())?
    };
    let service = service.with_live(live);
    let address = listen_address(&args.listen)?;
    let connections = &mut limits.connections;
    connections.max_connections = connections_within_file_limit(connections.max_connections);
    let service = service.with_limits(limits);
    let service = Arc::new(service);
    let ended = runtime.block_on(listen_and_load(args, address, settings, sources, service));
    // Does not wait for unfinished background work, such as a load from a slow server.
    runtime.shutdown_background();
    ended.map(|()| Exit::Done)
}

/// Notices and reports, if they are kept; not connected yet.
fn live(
    args: &ServeArgs,
    is_of_variable: bool,
    set: &Arc<CurrentSet>,
) -> Result<Option<Arc<Live>>, CommandError> {
    let Some(address) = address(&args.live)? else {
        return Ok(None);
    };
    if exposed_password(&args.live, &address, is_of_variable) {
        tracing::warn!("{EXPOSED_PASSWORD}");
    }
    let live = Live::new(address, Arc::clone(set))?;
    let live = if args.no_demand {
        live.without_unmet_demand()
    } else {
        live
    };
    Ok(Some(Arc::new(live)))
}

/// Connects to the database of notices and reports, and follows it from then on.
async fn connect(live: Option<Arc<Live>>) -> Result<(), CommandError> {
    if let Some(live) = live {
        live.connect().await?;
        tokio::spawn(Arc::clone(&live).follow());
        tokio::spawn(Arc::clone(&live).keep_sweeping());
        tokio::spawn(live.keep_storing_unmet());
    }
    Ok(())
}

fn public_url(args: &ServeArgs) -> Result<Option<BaseUrl>, CommandError> {
    let parse = |text: &String| BaseUrl::parse(text);
    args.public_url
        .as_ref()
        .map(parse)
        .transpose()
        .map_err(|error| CommandError::option("public-url", error))
}

/// The operator's settings for the map page.
fn site(args: &SiteArgs) -> Result<Site, CommandError> {
    let basemap = args.basemap.as_deref().map(|url| {
        Basemap::new(
            url,
            args.basemap_attribution.as_deref(),
            &args.basemap_datum,
        )
    });
    Ok(Site {
        basemap: basemap.transpose().map_err(refuse_basemap)?,
    })
}

fn refuse_basemap(error: BasemapError) -> CommandError {
    let option = match error {
        BasemapError::NoTileDatum(_) => "basemap-datum",
        _ => "basemap",
    };
    CommandError::option(option, error)
}

async fn listen_and_load(
    args: &ServeArgs,
    address: SocketAddr,
    settings: HoursSettings,
    sources: Arc<Sources>,
    service: Arc<AppState>,
) -> Result<(), CommandError> {
    let listening = || format!("listening on {}", args.listen);
    let listener = listen(address).map_err(CommandError::io(listening()))?;
    let address = listener
        .local_addr()
        .map_err(CommandError::io(listening()))?;
    let stop = asked_to_stop().map_err(CommandError::io("listening for signals"))?;
    let sighups = SighupListener::listen().map_err(CommandError::io("listening to signals"))?;
    let watch = watch(&args.reload, &args.data.hours, &sources);
    tracing::info!("listening on http://{address}");
    let set = Arc::clone(service.set());
    let live = service.live().cloned();
    let counting = live.clone();
    let mut serving = tokio::spawn(run(listener, service, stop));
    // Loading uses all cores; health checks are answered meanwhile, and stopping the server does
    // not wait for it.
    let loading = async {
        // What is said is known before the first answer.
        connect(live).await?;
        until_there(|| load_aside(args, settings.clone(), &sources, &set)).await
    };
    tokio::select! {
        ended = &mut serving => return stopped(ended),
        loaded = loading => loaded?,
    }
    let requests = keep_current(args, set, sources, watch)?;
    let passing_on = tokio::spawn(sighups.pass_on(requests));
    let ended = serving.await;
    passing_on.abort();
    if let Some(live) = counting {
        live.store_last_unmet().await;
    }
    stopped(ended)
}

fn stopped(ended: Result<std::io::Result<()>, JoinError>) -> Result<(), CommandError> {
    ended
        .unwrap_or_else(|panic| Err(std::io::Error::other(panic)))
        .map_err(CommandError::io("serving"))?;
    tracing::info!("stopped");
    Ok(())
}

/// The first load, on a thread of its own.
async fn load_aside(
    args: &ServeArgs,
    settings: HoursSettings,
    sources: &Arc<Sources>,
    set: &Arc<CurrentSet>,
) -> Result<(), CommandError> {
    let (network, sources) = (args.network.clone(), Arc::clone(sources));
    let loaded = Arc::clone(set);
    let load = move || load_first(&network, settings, &sources, &loaded);
    tokio::task::spawn_blocking(load)
        .await
        .unwrap_or_else(|panic| Err(CommandError::io("loading")(std::io::Error::other(panic))))?;
    if let Some(served) = set.get() {
        log_loaded(&served);
    }
    Ok(())
}

/// The streets, then the stations, so that the first answers use streets too.
fn load_first(
    network: &NetworkArgs,
    settings: HoursSettings,
    sources: &Sources,
    set: &CurrentSet,
) -> Result<(), CommandError> {
    // An attempt before this one may have read them.
    if set.network().is_none()
        && let Some(network) = read_network(network)?
    {
        set.use_network(network);
    }
    let bar = Bar::new(READING_STATIONS);
    set.replace(load_served(sources, settings, &bar)?);
    sources.settle(true);
    Ok(())
}

fn log_loaded(served: &ServedSet) {
    let snapshot = served.snapshot();
    for issue in snapshot.issues() {
        tracing::debug!("{issue}");
    }
    warn_of_lacking_tables(snapshot);
    tracing::info!(
        stations = snapshot.stations().len(),
        files = snapshot.sources().len(),
        issues = snapshot.issues().counts().all(),
        dataset_version = snapshot.version(),
        load_time_s = served.load_time_s(),
        "ready; `yizhan check` names the issues"
    );
}

/// Resolves at Ctrl-C or SIGTERM. Both are caught from the call on, not from the first poll, so
/// that a signal during the start stops the server too.
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let signalled = stop_signal()?;
    Ok(async move {
        signalled.await;
        tracing::info!("stopping: no new requests, those under way are finished");
    })
}

#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
